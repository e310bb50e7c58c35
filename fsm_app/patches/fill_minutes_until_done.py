"""Tickets of before get the minutes that whoever did them first had worked on them, from which past efficiency is read."""

import frappe

from fsm_app.engine.stages import TICKET
from fsm_app.field_work.visits import minutes_until_done

BATCH = 1_000


def execute() -> None:
	"""Fill in `first_done_minutes` where it is empty, in batches by name, each committed."""
	last = ""
	while names := frappe.get_all(
		TICKET,
		filters={"name": [">", last], "first_done_by": ["is", "set"], "first_done_minutes": 0},
		pluck="name",
		order_by="name",
		limit_page_length=BATCH,
	):
		by_minutes: dict[int, list[str]] = {}
		for name, minutes in minutes_until_done(names).items():
			by_minutes.setdefault(minutes, []).append(name)
		for minutes, of_so_many in by_minutes.items():
			frappe.db.set_value(
				TICKET, {"name": ["in", of_so_many]}, "first_done_minutes", minutes, update_modified=False
			)
		frappe.db.commit()
		last = names[-1]
