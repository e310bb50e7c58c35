"""What safety makes of a ticket's changes (L1, L2)."""

import frappe

from fsm_app.engine import stages
from fsm_app.safety import gate, permit_answers
from fsm_app.safety.permit_types import PERMIT

INCIDENT = "Safety Incident"


def check_gate(ticket, before) -> None:
	"""About to enter a stage: the work is safe to begin, or to go on."""
	gate.check(ticket, before)


def follow_stage(ticket, before) -> None:
	"""Has entered a stage: with the work end its permits."""
	if ticket.stage in stages.FINISHED | {stages.CANCELLED} and before is not None:
		permit_answers.end_with_ticket(ticket)


def follow_engineer(ticket, before) -> None:
	"""Has another engineer: what the former one was permitted is nobody's any more."""
	permit_answers.end_with_ticket(ticket)


def hand_over(ticket, into) -> dict[str, int]:
	"""Is being merged: permits and incidents go over to the other ticket."""
	found = {}
	for doctype in (PERMIT, INCIDENT):
		names = frappe.get_all(
			doctype, filters={"ticket": ticket.name}, pluck="name", order_by="name", limit_page_length=0
		)
		if names:
			frappe.db.set_value(doctype, {"name": ["in", names]}, "ticket", into.name)
			found[doctype] = len(names)
	return found


def delete_records(ticket, method: str | None = None) -> None:
	"""Being deleted: its permits go with it, incidents stay and forget it."""
	for name in frappe.get_all(PERMIT, filters={"ticket": ticket.name}, pluck="name", limit_page_length=0):
		frappe.delete_doc(PERMIT, name, ignore_permissions=True, delete_permanently=True)
	frappe.db.set_value(INCIDENT, {"ticket": ticket.name}, "ticket", None)
