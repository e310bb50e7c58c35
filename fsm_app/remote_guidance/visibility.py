"""Who sees which calls: whoever sees the ticket, and the two who take part, whose ticket it need not be (N3, D3)."""

import frappe

from fsm_app.service_desk.ticket_visibility import READING, may_see_ticket_record, record_conditions

SESSION = "Guidance Session"


def conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on Guidance Session."""
	user = user or frappe.session.user
	condition = record_conditions(user, SESSION)
	if not condition:
		return ""
	me = frappe.db.escape(user)
	return f"({condition} or `tab{SESSION}`.`asked_by` = {me} or `tab{SESSION}`.`expert` = {me})"


def may_see(doc, ptype: str | None = None, user: str | None = None, **_kwargs) -> bool:
	"""has_permission of Guidance Session, judged by it as it is stored. Taking part is not changing it."""
	user = user or frappe.session.user
	if may_see_ticket_record(doc, ptype, user):
		return True
	stored = not doc.is_new() and frappe.db.get_value(SESSION, doc.name, ["asked_by", "expert"])
	return bool(stored) and user in stored and (ptype is None or ptype in READING)
