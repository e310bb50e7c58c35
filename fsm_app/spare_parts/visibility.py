"""Who sees which vans and requisitions: engineers their own, supervisors their team's, those who bring parts all (D3, F1).

One definition behind list, form, report and REST.
"""

import frappe

from fsm_app.common.company_limits import rows_of
from fsm_app.common.roles import COORDINATORS, SERVICE_AUDITOR, SERVICE_PARTS_KEEPER
from fsm_app.workforce.person_visibility import READING, engineers_query

SEES_ALL_PARTS = frozenset({*COORDINATORS, SERVICE_PARTS_KEEPER, SERVICE_AUDITOR})
TABLES = {
	"Parts Requisition Item": "Parts Requisition",
	"Engineer Van Level": "Engineer Van",
	"Van Count Item": "Van Count",
	"Parts Handover Item": "Parts Handover",
}
# Where a document belongs to several engineers, or calls them otherwise.
ENGINEERS_OF = {"Parts Handover": ("from_engineer", "to_engineer")}


def sees_all(user: str | None = None) -> bool:
	"""Whether the user sees the parts of every engineer."""
	user = user or frappe.session.user
	return user == "Administrator" or bool(SEES_ALL_PARTS & set(frappe.get_roles(user)))


def conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on a doctype of this room that belongs to an engineer, or to several."""
	user = user or frappe.session.user
	if sees_all(user):
		return ""
	engineers = engineers_query(user)
	parts = [f"`tab{doctype}`.`{field}` in ({engineers})" for field in _fields(doctype)]
	return f"({' or '.join(parts)})"


def row_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on the tables of these documents: that of the document."""
	parent = TABLES[doctype]
	return rows_of(parent, doctype, conditions(user, parent), user)


def may_see(doc, ptype: str | None = None, user: str | None = None, **_kwargs) -> bool:
	"""has_permission of these doctypes, judged by the document as it is stored: nobody gains one by a change not saved yet."""
	user = user or frappe.session.user
	if doc.is_new() or sees_all(user):
		return True
	stored = frappe.db.get_value(doc.doctype, doc.name, _fields(doc.doctype), as_dict=True) or {}
	names = ", ".join(frappe.db.escape(engineer) for engineer in stored.values() if engineer) or "''"
	own = frappe.db.sql(
		f"select `name` from `tabService Engineer` where `name` in ({names}) and `name` in ({engineers_query(user)})"
	)
	return bool(own) and (ptype is None or ptype in READING or doc.doctype == "Parts Requisition")


def _fields(doctype: str) -> list[str]:
	return list(ENGINEERS_OF.get(doctype, ("engineer",)))
