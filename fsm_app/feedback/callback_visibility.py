"""Who sees which callbacks: coordinators and auditors all, others those that they are to make (I2, D3)."""

import frappe

from fsm_app.feedback.callback_plan import CALLBACK
from fsm_app.feedback.survey_visibility import SEES_ALL
from fsm_app.workforce.person_visibility import READING


def _sees_all(user: str) -> bool:
	return user == "Administrator" or bool(set(frappe.get_roles(user)) & SEES_ALL)


def callback_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on Service Callback."""
	user = user or frappe.session.user
	return "" if _sees_all(user) else f"(`tab{CALLBACK}`.`assigned_to` = {frappe.db.escape(user)})"


def may_see_callback(doc, ptype: str | None = None, user: str | None = None, **_kwargs) -> bool:
	"""has_permission of Service Callback."""
	user = user or frappe.session.user
	if _sees_all(user) or doc.is_new():
		return True
	if ptype is not None and ptype not in READING:
		return False
	return frappe.db.get_value(CALLBACK, doc.name, "assigned_to") == user
