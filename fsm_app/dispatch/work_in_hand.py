"""How much work engineers have in hand that has no appointment and could be begun at once (E1).

It keeps whoever has it from a ticket without an appointment, as much as a visit in the calendar does. What waits for a
customer or for parts keeps nobody, and what is agreed for later stands in the calendar.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

import frappe
from frappe.utils import cint

from fsm_app.common.many_rows import moment_of, rows_of
from fsm_app.dispatch.work import USUAL_SECONDS
from fsm_app.engine.stages import TICKET, UNDER_WAY
from fsm_app.field_work.visits import ON_SITE, OPEN_STATUSES, VISIT
from fsm_app.workforce.engineers import narrowed

# A job that takes longer than planned is thought to be nearly done.
AT_LEAST = timedelta(minutes=10)


def work_in_hand(engineers: Collection[str], ticket, at: datetime) -> dict[str, timedelta]:
	"""By engineer the time that their tickets without an appointment still need, but for `ticket`; nothing for who has none. One query.

	Each needs the planned duration of its offering; one at which the engineer is, what is left of it.
	"""
	table, visit, offering = (frappe.qb.DocType(doctype) for doctype in (TICKET, VISIT, "Service Offering"))
	query = (
		frappe.qb.from_(table)
		.join(offering)
		.on(offering.name == table.offering)
		.left_join(visit)
		.on((visit.ticket == table.name) & visit.status.isin(OPEN_STATUSES))
		.select(table.engineer, offering.planned_duration, visit.status, visit.arrived_at)
		.where((table.company == ticket.company) & table.stage.isin(sorted(UNDER_WAY)))
		.where(table.engineer.isnotnull() & (table.name != (ticket.name or "")))
		.where(visit.planned_start.isnull() | (visit.status == ON_SITE))
	)
	found: dict[str, timedelta] = {}
	rows = rows_of(narrowed(query, table.engineer, engineers), numbers=["planned_duration"])
	for engineer, planned, status, arrived in rows:
		needed = timedelta(seconds=cint(planned) or USUAL_SECONDS)
		if status == ON_SITE and arrived:
			needed = max(AT_LEAST, needed - (at - moment_of(arrived)))
		found[engineer] = found.get(engineer, timedelta(0)) + needed
	return found
