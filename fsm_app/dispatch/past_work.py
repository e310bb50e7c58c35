"""What engineers have done before: how well on this kind of work, and for this customer and device (E1).

Each answers for many engineers at once, in a number of queries that does not depend on how many they are.
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Count, Sum
from frappe.utils import add_months

from fsm_app.engine.ranking import drawn_to_mean, efficiency_mark
from fsm_app.engine.stages import TICKET
from fsm_app.field_work.visits import ENDED, VISIT
from fsm_app.workforce.engineers import narrowed


class Efficiency(NamedTuple):
	"""Past jobs of a kind: how many, the share fixed the first time, the time against the usual; drawn to the mean, and the mark."""

	jobs: int
	first_time_fix: float
	time_against_usual: float
	mark: float


def efficiencies(
	engineers: Collection[str], company: str, offering, at: datetime, months: int, prior_jobs: float
) -> dict[str, Efficiency]:
	"""By engineer the efficiency on tickets of the offering that were done in the months before; everybody's, or nobody's. Two queries.

	First-time fix: not reopened. The usual time is the offering's planned duration, else the mean of all.
	"""
	since = add_months(at, -months) if months else None
	asked = set(engineers)
	jobs = _of(asked, _jobs(engineers, company, offering.name, since))
	if not jobs:
		return {}
	minutes = _of(asked, _minutes(engineers, company, offering.name, since))
	total = sum(done for done, _again in jobs.values())
	mean_fix = 1 - sum(again for _done, again in jobs.values()) / total
	timed = sum(count for count, _sum in minutes.values())
	mean_minutes = sum(spent for _count, spent in minutes.values()) / timed if timed else 0
	usual = (offering.planned_duration or 0) / 60 or mean_minutes
	mean_time = mean_minutes / usual if usual and timed else 1.0
	found = {}
	for engineer in engineers:
		done, again = jobs.get(engineer, (0, 0))
		count, spent = minutes.get(engineer, (0, 0))
		fix = drawn_to_mean(1 - again / done if done else 0.0, done, mean_fix, prior_jobs)
		own_time = spent / count / usual if count and usual else 0.0
		against = drawn_to_mean(own_time, count, mean_time, prior_jobs)
		found[engineer] = Efficiency(done, fix, against, efficiency_mark(fix, against))
	return found


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
	rows = narrowed(query, table.first_done_by, engineers).run()
	return {engineer: (int(device or 0), int(customer or 0)) for engineer, device, customer in rows}


def _of(engineers: set[str], found: dict) -> dict:
	return {engineer: row for engineer, row in found.items() if engineer in engineers}


def _jobs(
	engineers: Collection[str], company: str, offering: str, since: datetime | None
) -> dict[str, tuple[int, int]]:
	table = frappe.qb.DocType(TICKET)
	query = (
		frappe.qb.from_(table)
		.select(table.first_done_by, Count(table.name), Sum(Case().when(table.reopen_count > 0, 1).else_(0)))
		.where((table.offering == offering) & (table.company == company) & table.first_done_by.isnotnull())
		.groupby(table.first_done_by)
	)
	if since:
		query = query.where(table.first_done_at >= since)
	rows = narrowed(query, table.first_done_by, engineers).run()
	return {engineer: (int(done), int(again or 0)) for engineer, done, again in rows}


def _minutes(
	engineers: Collection[str], company: str, offering: str, since: datetime | None
) -> dict[str, tuple[int, int]]:
	"""By engineer the number of tickets worked on, and the minutes of their visits."""
	table, visit = frappe.qb.DocType(TICKET), frappe.qb.DocType(VISIT)
	query = (
		frappe.qb.from_(table)
		.join(visit)
		.on(visit.ticket == table.name)
		.select(visit.engineer, Count(table.name).distinct(), Sum(visit.work_minutes))
		.where((table.offering == offering) & (table.company == company))
		.where((visit.status == ENDED) & (visit.work_minutes > 0))
		.groupby(visit.engineer)
	)
	if since:
		query = query.where(table.first_done_at >= since)
	rows = narrowed(query, visit.engineer, engineers).run()
	return {engineer: (int(count), int(spent or 0)) for engineer, count, spent in rows}
