"""Parts of before get what they cost, so that months that are still open are scored by it."""

import frappe

from fsm_app.engine.stages import TICKET
from fsm_app.spare_parts import part_costs
from fsm_app.spare_parts.part_rows import PART

BATCH = 1_000


def execute() -> None:
	"""Fill in `cost` by the ledger, in batches by name, each committed; run again it finds the same figures."""
	last = ""
	while names := frappe.get_all(
		PART,
		filters={"name": [">", last], "parenttype": TICKET},
		pluck="name",
		order_by="name",
		limit_page_length=BATCH,
	):
		part_costs.keep(names)
		frappe.db.commit()
		last = names[-1]
