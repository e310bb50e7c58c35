"""Rows of the documents of this room: whoever does not see the document sees none of its rows (D3, E2)."""

from fsm_app.common.company_limits import rows_of

TABLES = {
	"Bulk Assignment Row": "Bulk Assignment",
	"Engineer Pool Member": "Engineer Pool",
	"Engineer Pool Offering": "Engineer Pool",
	"On Call Rotation Member": "On Call Rotation",
	"On Call Rotation Turn": "On Call Rotation",
}


def row_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on a table: that of its document, which is the companies of the user."""
	return rows_of(TABLES[doctype], doctype, "", user)
