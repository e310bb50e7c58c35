"""What engineers have done before: how well on this kind of work, and for this customer and device (E1).

Each answers for many engineers at once, in a number of queries that does not depend on how many they are.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Count, NullIf, Sum
from frappe.utils import add_months

from fsm_app.common.many_rows import rows_of
from fsm_app.engine.ranking import drawn_to_mean
from fsm_app.engine.stages import TICKET
from fsm_app.workforce.engineers import narrowed

# Jobs done, reopened, of known time, and their minutes.
NOTHING = (0, 0, 0, 0)


class Efficiency(NamedTuple):
	"""Past jobs of a kind: how many, the share fixed the first time, the time against the usual, both drawn to the mean."""

	jobs: int
	first_time_fix: float
	time_against_usual: float


def efficiencies(
	engineers: Collection[str], company: str, offering, at: datetime, months: int, prior_jobs: float
) -> list[Efficiency]:
	"""The engineers' efficiency on tickets of the offering that were done in the months before; everybody's, or nobody's. One query.

	First-time fix: not reopened. The usual time is the offering's planned duration, else the mean of all.
	"""
	since = add_months(at, -months) if months else None
	asked = set(engineers)
	jobs = {row[0]: row[1:] for row in _jobs(engineers, company, offering.name, since) if row[0] in asked}
	if not jobs:
		return []
	total, returned, timed, minutes = map(sum, zip(*jobs.values(), strict=True))
	mean_fix = 1 - returned / total
	mean_minutes = minutes / timed if timed else 0
	usual = (offering.planned_duration or 0) / 60 or mean_minutes
	mean_time = mean_minutes / usual if usual and timed else 1.0
	known = {}
	# many have the same: none or few
	for figures in {NOTHING, *jobs.values()}:
		done, again, count, spent = figures
		fix = drawn_to_mean(1 - again / done if done else 0.0, done, mean_fix, prior_jobs)
		own_time = spent / count / usual if count and usual else 0.0
		against = drawn_to_mean(own_time, count, mean_time, prior_jobs)
		known[figures] = Efficiency(done, fix, against)
	return [known[jobs.get(engineer, NOTHING)] for engineer in engineers]


def served_before(engineers: Collection[str], ticket) -> dict[str, tuple[int, int]]:
	"""By engineer how many jobs they did on the ticket's device and for its customer, without who did none. One query."""
	table = frappe.qb.DocType(TICKET)
	on_device = [table[field] == ticket.get(field) for field in ("serial_no", "asset") if ticket.get(field)]
	device = on_device[0] if on_device else None
	for condition in on_device[1:]:
		device |= condition
	of_customer = table.customer == ticket.customer
	device_jobs = Sum(Case().when(device, 1).else_(0)) if device is not None else Sum(0)
	query = (
		frappe.qb.from_(table)
		.select(table.first_done_by, device_jobs, Sum(Case().when(of_customer, 1).else_(0)))
		.where(of_customer if device is None else (of_customer | device))
		.where((table.company == ticket.company) & (table.name != (ticket.name or "")))
		.where(table.first_done_by.isnotnull())
		.groupby(table.first_done_by)
	)
	rows, asked = narrowed(query, table.first_done_by, engineers).run(), set(engineers)
	return {
		engineer: (int(device or 0), int(customer or 0))
		for engineer, device, customer in rows
		if engineer in asked
	}


def _jobs(
	engineers: Collection[str], company: str, offering: str, since: datetime | None
) -> Sequence[Sequence]:
	"""By engineer the tickets that they did first, how many were reopened, of how many the time is known, and the minutes."""
	table = frappe.qb.DocType(TICKET)
	query = (
		frappe.qb.from_(table)
		.select(
			table.first_done_by,
			Count("*").as_("done"),
			Count(NullIf(table.reopen_count, 0)).as_("again"),
			Count(NullIf(table.first_done_minutes, 0)).as_("timed"),
			Sum(table.first_done_minutes).as_("minutes"),
		)
		.where((table.offering == offering) & (table.company == company) & table.first_done_by.isnotnull())
		.groupby(table.first_done_by)
	)
	if since:
		query = query.where(table.first_done_at >= since)
	return rows_of(
		narrowed(query, table.first_done_by, engineers), numbers=["done", "again", "timed", "minutes"]
	)
