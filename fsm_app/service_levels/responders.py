"""Whose the first response to a ticket was: that of whoever gave it, not of whoever has the ticket later (J1)."""

import frappe

from fsm_app.engine.sla_metrics import FIRST_RESPONSE
from fsm_app.workforce.engineers import engineer_of

# Accounts that no person stands behind: what they do, such as an import, they do for the ticket's engineer.
NOBODY = ("Administrator", "Guest")


def responder(clock) -> dict:
	"""What a clock that is met at this moment keeps of who met it; of First Response alone, for whose figures it counts."""
	if clock.metric != FIRST_RESPONSE:
		return {}
	if frappe.session.user in NOBODY:
		return {"met_by": clock.engineer}
	engineer = engineer_of()
	return {"met_by": engineer.name if engineer else None, "met_by_other": int(not engineer)}


def set_responder(ticket) -> None:
	"""The ticket has got its engineer: the response that no person gave was given for them."""
	clock = frappe.qb.DocType("SLA Clock")
	(
		frappe.qb.update(clock)
		.set(clock.met_by, ticket.engineer)
		.where((clock.ticket == ticket.name) & (clock.cycle == ticket.reopen_count))
		.where((clock.metric == FIRST_RESPONSE) & (clock.state == "Met") & (clock.met_by_other == 0))
		.where(clock.met_by.isnull() | (clock.met_by == ""))
		.run()
	)


def fill_responders() -> None:
	"""Once, for the clocks of before: whoever wrote that the clock was met, else the engineer for whom it counted so far."""
	clock, event, engineer = (
		frappe.qb.DocType(doctype) for doctype in ("SLA Clock", "SLA Event", "Service Engineer")
	)
	of_response = (clock.metric == FIRST_RESPONSE) & (clock.state == "Met") & clock.met_by.isnull()
	responses = (
		frappe.qb.from_(event)
		.inner_join(engineer)
		.on(engineer.user == event.owner)
		.inner_join(clock)
		.on(clock.name == event.clock)
		.select(clock.name, engineer.name)
		.where(of_response & (event.event == "Met") & (clock.engineer != engineer.name))
		.run()
	)
	frappe.qb.update(clock).set(clock.met_by, clock.engineer).where(of_response).run()
	for name, responded_by in responses:
		frappe.db.set_value("SLA Clock", name, "met_by", responded_by, update_modified=False)
