"""Who sees which documents of safety: engineers their own, supervisors those of the team, others by role (L1, L2, D3).

Besides, whoever answers requests for a permit sees these, and whoever reported an incident or has to do something about it
sees that.
"""

import frappe

from fsm_app.common.company_limits import rows_of
from fsm_app.common.roles import (
	HR_MANAGER,
	MANAGES_SERVICE,
	SERVICE_AUDITOR,
	SERVICE_DISPATCHER,
	SERVICE_SAFETY_OFFICER,
)
from fsm_app.workforce.engineers import engineer_of
from fsm_app.workforce.person_visibility import READING, engineers_query

CHECK, PERMIT, INCIDENT = "PPE Check", "Work Permit", "Safety Incident"
TABLES = {
	"PPE Check Item": CHECK,
	"Work Permit Confirmation": PERMIT,
	"Safety Incident Action": INCIDENT,
}
_EVERYBODY = MANAGES_SERVICE | {SERVICE_AUDITOR, SERVICE_SAFETY_OFFICER}
SEES_ALL = {
	CHECK: _EVERYBODY,
	PERMIT: _EVERYBODY | {SERVICE_DISPATCHER},
	INCIDENT: _EVERYBODY | {HR_MANAGER},
}


def conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on a document of safety."""
	user = user or frappe.session.user
	if user == "Administrator" or SEES_ALL[doctype] & set(frappe.get_roles(user)):
		return ""
	parts = [f"`tab{doctype}`.`engineer` in ({engineers_query(user)})"]
	if doctype == PERMIT:
		roles = ", ".join(frappe.db.escape(role) for role in frappe.get_roles(user))
		types = f"select `name` from `tabWork Permit Type` where `approver_role` in ({roles})"
		parts.append(f"`tab{PERMIT}`.`permit_type` in ({types})")
	if doctype == INCIDENT:
		me = frappe.db.escape(user)
		to_do = (
			"select `parent` from `tabSafety Incident Action`"
			f" where `parenttype` = '{INCIDENT}' and `responsible` = {me}"
		)
		parts += [f"`tab{INCIDENT}`.`reported_by` = {me}", f"`tab{INCIDENT}`.`name` in ({to_do})"]
	return f"({' or '.join(parts)})"


def row_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on the tables of these documents: that of the document."""
	parent = TABLES[doctype]
	return rows_of(parent, doctype, conditions(user, parent), user)


def may_see(doc, ptype: str | None = None, user: str | None = None, **_kwargs) -> bool:
	"""has_permission of these documents, judged as they are stored. Seeing one is not changing it: engineers change their own check."""
	user = user or frappe.session.user
	if doc.is_new():
		return True
	condition = conditions(user, doc.doctype)
	if not condition:
		return True
	if ptype is not None and ptype not in READING:
		mine = engineer_of(user)
		stored = frappe.db.get_value(doc.doctype, doc.name, "engineer")
		return doc.doctype == CHECK and bool(mine) and mine.status != "Left" and stored == mine.name
	table = f"`tab{doc.doctype}`"
	return bool(frappe.db.sql(f"select 1 from {table} where `name` = %s and {condition}", (doc.name,)))
