from fsm_app.common.asked_first import TableRow


class CatalogueReviewProposal(TableRow):
	"""What to change about the catalogue, and what became of it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		carried_from: DF.Link | None
		finding: DF.Literal["", "SLA Rate", "Reopen Rate", "Resolution Time", "Unused"]
		kind: DF.Literal["New Entry", "Change", "Retire", "Training"]
		offering: DF.Link | None
		proposal: DF.SmallText
		responsible: DF.Link | None
		state: DF.Literal["Open", "Accepted", "Rejected", "Done", "Carried Over"]
	# end: auto-generated types
