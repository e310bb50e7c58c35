"""Tickets from before get what list and board sort by: when they are due next."""

import frappe

from fsm_app.service_desk import next_due
from fsm_app.service_desk.stages import CANCELLED, FINISHED, TICKET

BATCH = 500
# After every open ticket; of those that are done nobody asks which comes first.
AFTER_ALL = "9999-01-01 00:00:00"


def execute() -> None:
	"""Fill in `due_order` and its companions where they are empty; open tickets in batches, each committed."""
	ended = ["in", [*sorted(FINISHED), CANCELLED]]
	frappe.db.set_value(
		TICKET,
		{"due_order": ["is", "not set"], "stage": ended},
		"due_order",
		AFTER_ALL,
		update_modified=False,
	)
	while names := frappe.get_all(
		TICKET, filters={"due_order": ["is", "not set"]}, pluck="name", limit_page_length=BATCH
	):
		next_due.follow_names(names)
		frappe.db.commit()
