"""When and where engineers are with customers, for many engineers at once (E1)."""

from collections.abc import Collection
from datetime import datetime, timedelta
from operator import attrgetter
from typing import NamedTuple

import frappe
from frappe.query_builder.functions import Sum

from fsm_app.common.many_rows import moment_of, rows_of
from fsm_app.engine.distance import Position, is_position
from fsm_app.field_work.visits import CANCELLED, PLANNED, REMOTE, TRAVELLING, VISIT
from fsm_app.workforce.engineers import narrowed

# Nobody's visit lasts longer; it bounds how far back one that still goes on has begun.
LONGEST = timedelta(days=2)
# How long one takes that has begun and of which nothing was planned.
UNKNOWN_LENGTH = timedelta(hours=1)


class TimedVisit(NamedTuple):
	"""A visit as it took place, as far as it has, else as planned; `place` is where its engineer checked in.

	For one that is `remote` nobody goes anywhere.
	"""

	engineer: str
	ticket: str
	start: datetime
	end: datetime
	place: Position | None
	remote: bool

	@property
	def span(self) -> tuple[datetime, datetime]:
		"""Start and end."""
		return self.start, self.end


def visits_between(
	engineers: Collection[str], company: str, start: datetime, end: datetime, but: str | None = None
) -> dict[str, list[TimedVisit]]:
	"""By engineer the visits for the company that touch [start, end), in order, without those of the ticket `but`. Two queries."""
	visit = frappe.qb.DocType(VISIT)
	columns = (visit.engineer, visit.ticket, visit.delivery)
	planned = (
		frappe.qb.from_(visit)
		.select(*columns, visit.planned_start, visit.planned_end)
		.where((visit.company == company) & visit.status.isin([PLANNED, TRAVELLING]))
		.where((visit.planned_start > start - LONGEST) & (visit.planned_start < end))
		.where(visit.planned_end > start)
	)
	took_place = (
		frappe.qb.from_(visit)
		.select(
			*columns, visit.arrived_at, visit.ended_at, visit.planned_end, visit.latitude, visit.longitude
		)
		.where((visit.company == company) & (visit.status != CANCELLED))
		.where((visit.arrived_at > start - LONGEST) & (visit.arrived_at < end))
	)
	found = [
		TimedVisit(engineer, ticket, moment_of(begin), moment_of(finish), None, delivery == REMOTE)
		for engineer, ticket, delivery, begin, finish in rows_of(narrowed(planned, visit.engineer, engineers))
	]
	for engineer, ticket, delivery, *moments, latitude, longitude in rows_of(
		narrowed(took_place, visit.engineer, engineers), numbers=["latitude", "longitude"]
	):
		arrived, ended, until = map(moment_of, moments)
		finish = ended or max(until or arrived, arrived + UNKNOWN_LENGTH)
		if finish > start:
			found.append(
				TimedVisit(engineer, ticket, arrived, finish, _place(latitude, longitude), delivery == REMOTE)
			)
	by_engineer: dict[str, list[TimedVisit]] = {}
	found.sort(key=attrgetter("start"))
	for timed in found:
		if timed.ticket != but:
			by_engineer.setdefault(timed.engineer, []).append(timed)
	return by_engineer


def minutes_of_visits(
	engineers: Collection[str], company: str, start: datetime, end: datetime
) -> dict[str, int]:
	"""By engineer the minutes of work and travel of the visits for the company that began in [start, end). One query."""
	visit = frappe.qb.DocType(VISIT)
	query = (
		frappe.qb.from_(visit)
		.select(visit.engineer, Sum(visit.work_minutes + visit.travel_minutes).as_("minutes"))
		.where(visit.company == company)
		.where((visit.arrived_at >= start) & (visit.arrived_at < end))
		.groupby(visit.engineer)
	)
	rows = rows_of(narrowed(query, visit.engineer, engineers), numbers=["minutes"])
	return {engineer: int(minutes or 0) for engineer, minutes in rows}


def _place(latitude, longitude) -> Position | None:
	pair = latitude or 0.0, longitude or 0.0
	return Position(*pair) if is_position(*pair) else None
