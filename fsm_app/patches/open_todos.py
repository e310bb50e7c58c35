"""Engineers find the tickets that they had in hand before the upgrade in Frappe's list of things to do, too."""

import frappe

from fsm_app.engine.stages import TICKET, WITH_ENGINEER
from fsm_app.service_desk import assignment_notices

BATCH = 200


def execute() -> None:
	"""Open a ToDo for each ticket in an engineer's hand; nobody is notified. Batches, each committed."""
	last = ""
	while tickets := frappe.get_all(
		TICKET,
		filters={
			"stage": ["in", sorted(WITH_ENGINEER)],
			"engineer": ["is", "set"],
			"name": [">", last],
		},
		fields=["name", "stage", "waiting_from", "engineer", "next_due_at"],
		order_by="name",
		limit_page_length=BATCH,
	):
		assignment_notices.put_on_lists(tickets)
		frappe.db.commit()
		last = tickets[-1].name
