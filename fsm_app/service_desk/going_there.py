"""What the engineer who has a ticket in hand needs on the way: whose it is, in which town, and when they are expected."""

import frappe

from fsm_app.field_work.visits import OPEN_STATUSES, last_visit
from fsm_app.service_desk.personal_data import knows_contact, town_of
from fsm_app.workforce.engineers import engineer_of


def of(ticket) -> dict | None:
	"""`customer_name`, `town`, `planned_start` and `planned_end` of `ticket` (a document); None for everybody else.

	How to reach the caller is not among it: that is asked for by api.ticket_contact, which notes who looked.
	"""
	engineer = engineer_of()
	if not engineer or engineer.name != ticket.engineer or not knows_contact(ticket):
		return None
	visit = last_visit(ticket.name)
	planned = visit if visit and visit.status in OPEN_STATUSES else frappe._dict()
	return {
		"customer_name": frappe.db.get_value("Customer", ticket.customer, "customer_name"),
		"town": town_of(ticket),
		"planned_start": planned.planned_start,
		"planned_end": planned.planned_end,
	}
