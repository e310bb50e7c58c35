"""Tickets from before get what list and board sort by: when they are due next."""

import frappe

from fsm_app.engine.stages import CANCELLED, FINISHED, TICKET
from fsm_app.service_levels import next_due

BATCH = 500
# After every open ticket; of those that are done nobody asks which comes first.
AFTER_ALL = "9999-01-01 00:00:00"


def execute() -> None:
	"""Fill in `due_order` and its companions where they are empty; open tickets in batches, each committed."""
	ticket = frappe.qb.DocType(TICKET)
	# Not by a filter "not set": MariaDB refuses to compare a time with an empty text where something is written.
	(
		frappe.qb.update(ticket)
		.set(ticket.due_order, AFTER_ALL)
		.where(ticket.due_order.isnull())
		.where(ticket.stage.isin([*sorted(FINISHED), CANCELLED]))
		.run()
	)
	while names := frappe.get_all(
		TICKET, filters={"due_order": ["is", "not set"]}, pluck="name", limit_page_length=BATCH
	):
		next_due.follow_names(names)
		frappe.db.commit()
