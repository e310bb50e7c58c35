"""The marks of those who may take a ticket, 0 to 100 for each objective, with the figures behind them (E1).

Thousands are judged at once, so that marks are columns: for each objective a list in the order of the engineers. A mark is
None where nothing is known; an objective that the profile gives no weight is not worked out at all. The figures are kept
with the decision, and read by mark_sentences.py; they are rounded there, for few are ever shown.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from frappe.utils import get_datetime

from fsm_app.common.clock import now
from fsm_app.dispatch import past_work
from fsm_app.engine.ranking import (
	continuity_mark,
	efficiency_mark,
	fairness_mark,
	level_mark,
	load_mark,
	parts_mark,
	skill_mark,
	slack_mark,
	travel_mark,
	wait_mark,
)
from fsm_app.field_work.visit_times import minutes_of_visits
from fsm_app.spare_parts.van_stock import in_vans

DEPUTY_MARK = 60.0
PART = "Part"


class Column(NamedTuple):
	"""The marks for one objective, and the figures behind each; as many as there are engineers, or none where nothing is known."""

	marks: list[float | None]
	figures: list[tuple | None]


UNKNOWN = Column([], [])


def judge(
	engineers: list, ticket, offering, profile, work, customer, rules, schedule, weights: dict[str, float]
) -> dict[str, Column]:
	"""By objective the marks of the engineers, in their order."""
	names = [row.name for row in engineers]
	finders = {
		"skill": lambda: _skill(engineers, rules),
		"level": lambda: _level(engineers, rules),
		"travel": lambda: _travel(names, schedule, profile),
		"load": lambda: _load(engineers, rules),
		"wait": lambda: _wait(names, schedule, profile),
		"region": lambda: _region(engineers, ticket),
		"fairness": lambda: _fairness(names, ticket, work),
		"efficiency": lambda: _efficiency(names, ticket, offering, profile),
		"slack": lambda: _slack(names, ticket, schedule),
		"dedicated": lambda: _dedicated(names, customer),
		"continuity": lambda: _continuity(names, ticket),
		"parts": lambda: _parts(names, ticket, offering),
	}
	nobody = [None] * len(names)
	columns = {}
	for objective, find in finders.items():
		found = find() if weights.get(objective) and names else UNKNOWN
		columns[objective] = found if found.marks else Column(nobody, nobody)
	return columns


def _skill(engineers: list, rules) -> Column:
	if not rules.needed:
		return Column([100.0] * len(engineers), [None] * len(engineers))
	held = [[rules.skills[row.name][skill] for skill in rules.needed] for row in engineers]
	return Column(list(map(skill_mark, held)), [(round(sum(each) / len(each), 1),) for each in held])


def _level(engineers: list, rules) -> Column:
	needed = rules.rank_needed
	known = {
		level: (level_mark(needed, rank), (level, rank - needed if needed is not None else 0))
		for level, rank in rules.rank_of_level.items()
	}
	return _column([known[row.level] for row in engineers])


def _travel(names: list[str], schedule, profile) -> Column:
	far = profile.far_minutes or 0
	ways = [schedule.ways.get(name) for name in names]
	return Column(
		[travel_mark(way.minutes, far) if way else None for way in ways],
		[(way.minutes, way.km, way.origin) if way else None for way in ways],
	)


def _load(engineers: list, rules) -> Column:
	figures = [(rules.load.get(row.name, 0), row.max_open_tickets or 0) for row in engineers]
	return _column_of(figures, load_mark)


def _wait(names: list[str], schedule, profile) -> Column:
	if schedule.work.agreed:
		return UNKNOWN
	hours = [(free - schedule.work.start).total_seconds() / 3600 for free in schedule.free_from(names)]
	return Column([wait_mark(each, profile.busy_hours or 0) for each in hours], [(each,) for each in hours])


def _region(engineers: list, ticket) -> Column:
	if not ticket.region:
		return UNKNOWN
	return _column([(100.0, (1,)) if row.region == ticket.region else (0.0, (0,)) for row in engineers])


def _fairness(names: list[str], ticket, work) -> Column:
	first = datetime(work.start.year, work.start.month, 1)
	after = datetime(first.year + first.month // 12, first.month % 12 + 1, 1)
	of_month = minutes_of_visits(names, ticket.company, first, after)
	minutes = [of_month.get(name, 0) for name in names]
	mean = sum(minutes) / len(minutes)
	if not mean:
		return UNKNOWN
	return Column(
		[fairness_mark(each, mean) for each in minutes], [(each / 60, mean / 60) for each in minutes]
	)


def _efficiency(names: list[str], ticket, offering, profile) -> Column:
	found = past_work.efficiencies(
		names, ticket.company, offering, now(), profile.efficiency_months or 0, profile.prior_jobs or 0.0
	)
	if not found:
		return UNKNOWN
	known = {each: _efficiency_of(*each) for each in set(found)}
	return _column([known[each] for each in found])


def _efficiency_of(jobs: int, fix: float, against: float) -> tuple[float, tuple]:
	return efficiency_mark(fix, against), (jobs, 100 * fix, 100 * against)


def _slack(names: list[str], ticket, schedule) -> Column:
	if not ticket.next_due_at:
		return UNKNOWN
	due = get_datetime(ticket.next_due_at)
	until_due = (due - now()).total_seconds()
	left = [(due - arrival).total_seconds() for arrival in schedule.arrivals(names)]
	return Column([slack_mark(each, until_due) for each in left], [(each / 60,) for each in left])


def _dedicated(names: list[str], customer) -> Column:
	if not customer or not (customer.dedicated_engineer or customer.deputy_engineer):
		return UNKNOWN
	named = {customer.deputy_engineer: (DEPUTY_MARK, (2,)), customer.dedicated_engineer: (100.0, (1,))}
	return _column([named.get(name, (0.0, (0,))) for name in names])


def _continuity(names: list[str], ticket) -> Column:
	served = past_work.served_before(names, ticket)
	if not served:
		return UNKNOWN
	return _column_of([served.get(name, (0, 0)) for name in names], continuity_mark)


def _parts(names: list[str], ticket, offering) -> Column:
	needed: dict[str, float] = {}
	for row in offering.materials:
		if row.kind == PART and row.item:
			needed[row.item] = needed.get(row.item, 0.0) + (row.qty or 1.0)
	held = in_vans(list(needed), names, ticket.company)
	if not held:
		return UNKNOWN
	vans = [held.get(name, {}) for name in names]
	return Column(
		[parts_mark(needed, van) for van in vans],
		[(sum(van.get(item, 0) >= qty for item, qty in needed.items()), len(needed)) for van in vans],
	)


def _column_of(figures: list[tuple], mark: Callable[..., float]) -> Column:
	"""The marks of figures that many have in common: each is worked out once."""
	known = {each: mark(*each) for each in set(figures)}
	return Column([known[each] for each in figures], figures)


def _column(rows: list[tuple]) -> Column:
	return Column(*map(list, zip(*rows, strict=True)))
