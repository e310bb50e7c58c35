"""Who sees the counts of vans and the handovers of parts: who runs the service or keeps the parts all, engineers their own (D3, F4)."""

import frappe

from fsm_app.common.company_limits import rows_of
from fsm_app.common.roles import COORDINATORS, SERVICE_AUDITOR, SERVICE_PARTS_KEEPER
from fsm_app.workforce.person_visibility import READING

SEES_ALL = frozenset({*COORDINATORS, SERVICE_AUDITOR, SERVICE_PARTS_KEEPER})
ENGINEER_FIELDS = {"Van Count": ("engineer",), "Parts Handover": ("from_engineer", "to_engineer")}
TABLES = {"Van Count Item": "Van Count", "Parts Handover Item": "Parts Handover"}


def _sees_all(user: str) -> bool:
	return user == "Administrator" or bool(SEES_ALL & set(frappe.get_roles(user)))


def conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on these documents."""
	user = user or frappe.session.user
	if _sees_all(user):
		return ""
	own = (
		"select `name` from `tabService Engineer` where"
		f" `tabService Engineer`.`user` = {frappe.db.escape(user)} and `tabService Engineer`.`status` != 'Left'"
	)
	parts = [f"`tab{doctype}`.`{field}` in ({own})" for field in ENGINEER_FIELDS[doctype]]
	return f"({' or '.join(parts)})"


def row_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on their tables: that of the document."""
	parent = TABLES[doctype]
	return rows_of(parent, doctype, conditions(user, parent), user)


def may_see(doc, ptype: str | None = None, user: str | None = None, **_kwargs) -> bool:
	"""has_permission of these documents, which nobody writes but the app."""
	user = user or frappe.session.user
	if _sees_all(user) or doc.is_new():
		return True
	if ptype is not None and ptype not in READING:
		return False
	fields = list(ENGINEER_FIELDS[doc.doctype])
	stored = frappe.db.get_value(doc.doctype, doc.name, fields, as_dict=True)
	engineer = frappe.db.get_value("Service Engineer", {"user": user, "status": ["!=", "Left"]})
	return bool(stored and engineer) and engineer in (stored[field] for field in fields)
