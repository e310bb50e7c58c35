"""Surveys from before 28 November 2026: where the service was, and that the answers were written down by the staff."""

import frappe

from fsm_app.engine.stages import TICKET
from fsm_app.feedback.survey import ANSWERED, STAFF, SURVEY

BATCH = 1000


def execute() -> None:
	"""Until then no customer could answer by themselves."""
	survey, ticket = frappe.qb.DocType(SURVEY), frappe.qb.DocType(TICKET)
	of_region: dict[str, list[str]] = {}
	for name, region in (
		frappe.qb.from_(survey)
		.join(ticket)
		.on(ticket.name == survey.ticket)
		.select(survey.name, ticket.region)
		.where(survey.region.isnull() & ticket.region.isnotnull())
		.run()
	):
		of_region.setdefault(region, []).append(name)
	for region, names in of_region.items():
		for first in range(0, len(names), BATCH):
			some = {"name": ["in", names[first : first + BATCH]]}
			frappe.db.set_value(SURVEY, some, "region", region, update_modified=False)
	(
		frappe.qb.update(survey)
		.set(survey.answered_through, STAFF)
		.where(survey.answered_through.isnull())
		.where(survey.state == ANSWERED)
		.run()
	)
