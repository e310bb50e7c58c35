"""What the field work makes of a ticket's changes: checklist, gates, visits, evidence (C1, C4)."""

from fsm_app.field_work import checklist, evidence, gates, ticket_appointment, visit_notices, visits


def follow_checklist(ticket, before) -> None:
	"""Being checked: the steps of the checklist are the offering's, whatever was sent."""
	checklist.follow(ticket)


def check_appointment(ticket, before) -> None:
	"""Being checked: an appointment ends after it begins."""
	ticket_appointment.check(ticket, before)


def check_gates(ticket, before) -> None:
	"""About to enter a stage: refuse to leave others behind without what they ask for."""
	gates.check(ticket)


def set_completeness(ticket, method: str | None = None) -> None:
	"""Checked: say how much of what is asked for is there."""
	ticket.completeness = gates.completeness(ticket)


def follow_visits(ticket, method: str | None = None) -> None:
	"""Stored: its visits follow, and the one that is planned is when the ticket's appointment is."""
	visits.follow_ticket(ticket)
	ticket_appointment.follow(ticket)


def hand_over_evidence(ticket, into) -> dict[str, int]:
	"""Being merged: the evidence goes over to the ticket that survives."""
	return evidence.hand_over(ticket, into)


def delete_visits(ticket, method: str | None = None) -> None:
	"""Being deleted: its visits go with it."""
	visits.delete_visits(ticket.name)
	visit_notices.delete_notices(ticket.name)
