"""What the ticket's form and the engineer's phone do with the checklist (C4)."""

import frappe

from fsm_app.engine.stages import TICKET
from fsm_app.field_work import checklist


@frappe.whitelist(methods=["POST"])
def tick(ticket: str, step: str, done: bool, remark: str | None = None) -> dict:
	"""Tick off the row `step` of the ticket's checklist, or take the tick back; see checklist.tick."""
	frappe.has_permission(TICKET, "write", ticket, throw=True)
	return checklist.tick(ticket, step, done, remark)
