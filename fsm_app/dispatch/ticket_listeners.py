"""What dispatch makes of a ticket's changes: it finds or checks the engineer, and keeps why (E1, E2)."""

from fsm_app.dispatch import assignment
from fsm_app.engine import stages
from fsm_app.service_desk.handovers import is_with_engineer


def find_engineer(ticket, before) -> None:
	"""About to enter a stage: a ticket that is dispatched gets an engineer."""
	if ticket.stage == stages.DISPATCHED:
		assignment.ensure_engineer(ticket)


def check_engineer(ticket, before) -> None:
	"""About to change its engineer: whoever gets the ticket in hand has to suit."""
	if is_with_engineer(ticket):
		assignment.ensure_engineer(ticket)


def keep_decision(ticket, method: str | None = None) -> None:
	"""Stored: write down who was considered, where somebody was."""
	if ticket.flags.considered:
		assignment.record_decision(ticket)


def reassign(ticket, reason: str, higher: bool) -> str | None:
	"""Asked by the escalation ladder: give a ticket in work to somebody else; returns the engineer, or None where nobody can."""
	return assignment.reassign(ticket, reason, higher)


def delete_decisions(ticket, method: str | None = None) -> None:
	"""Being deleted: the decisions about it go with it."""
	assignment.delete_decisions(ticket.name)
