"""The marks of those who may take a ticket, 0 to 100 for each objective, with the figures behind them (E1).

A mark is None where nothing is known; an objective that the profile gives no weight is not worked out at all. The figures
are kept with the decision, and read by mark_sentences.py.
"""

from datetime import datetime

from frappe.utils import get_datetime

from fsm_app.common.clock import now
from fsm_app.dispatch import past_work
from fsm_app.engine.ranking import (
	continuity_mark,
	fairness_mark,
	level_mark,
	load_mark,
	parts_mark,
	skill_mark,
	slack_mark,
	travel_mark,
)
from fsm_app.field_work.visit_times import minutes_of_visits
from fsm_app.spare_parts.van_stock import in_vans

DEPUTY_MARK = 60.0
PART = "Part"

Found = dict[str, tuple[float | None, list]]


def judge(
	engineers: list, ticket, offering, profile, work, customer, rules, schedule, weights: dict[str, float]
) -> tuple[dict[str, dict], dict[str, dict]]:
	"""By engineer the marks, and by engineer and objective the figures behind them."""
	names = [row.name for row in engineers]
	finders = {
		"skill": lambda: _skill(engineers, rules),
		"level": lambda: _level(engineers, rules),
		"travel": lambda: _travel(names, schedule, profile),
		"load": lambda: _load(engineers, rules),
		"region": lambda: _region(engineers, ticket),
		"fairness": lambda: _fairness(names, ticket, work),
		"efficiency": lambda: _efficiency(names, ticket, offering, profile),
		"slack": lambda: _slack(names, ticket, schedule),
		"dedicated": lambda: _dedicated(names, customer),
		"continuity": lambda: _continuity(names, ticket),
		"parts": lambda: _parts(names, ticket, offering),
	}
	marks: dict[str, dict] = {name: {} for name in names}
	facts: dict[str, dict] = {name: {} for name in names}
	for objective, find in finders.items():
		found = find() if weights.get(objective) and names else {}
		for name in names:
			mark, figures = found.get(name, (None, []))
			marks[name][objective] = mark
			if figures:
				facts[name][objective] = figures
	return marks, facts


def _skill(engineers: list, rules) -> Found:
	if not rules.needed:
		return {row.name: (100.0, []) for row in engineers}
	found = {}
	for row in engineers:
		held = [rules.skills[row.name][skill] for skill in rules.needed]
		found[row.name] = skill_mark(held), [round(sum(held) / len(held), 1)]
	return found


def _level(engineers: list, rules) -> Found:
	found = {}
	for row in engineers:
		held = rules.rank_of_level[row.level]
		above = held - rules.rank_needed if rules.rank_needed is not None else 0
		found[row.name] = level_mark(rules.rank_needed, held), [row.level, above]
	return found


def _travel(names: list[str], schedule, profile) -> Found:
	return {
		name: (
			travel_mark(way.minutes, profile.far_minutes or 0),
			[round(way.minutes), round(way.km), way.origin],
		)
		for name in names
		if (way := schedule.ways.get(name))
	}


def _load(engineers: list, rules) -> Found:
	found = {}
	for row in engineers:
		in_work = rules.load.get(row.name, 0)
		found[row.name] = load_mark(in_work, row.max_open_tickets), [in_work, row.max_open_tickets or 0]
	return found


def _region(engineers: list, ticket) -> Found:
	if not ticket.region:
		return {}
	return {row.name: (100.0, [1]) if row.region == ticket.region else (0.0, [0]) for row in engineers}


def _fairness(names: list[str], ticket, work) -> Found:
	first = datetime(work.start.year, work.start.month, 1)
	after = datetime(first.year + first.month // 12, first.month % 12 + 1, 1)
	minutes = minutes_of_visits(names, ticket.company, first, after)
	mean = sum(minutes.get(name, 0) for name in names) / len(names)
	if not mean:
		return {}
	return {
		name: (
			fairness_mark(minutes.get(name, 0), mean),
			[round(minutes.get(name, 0) / 60, 1), round(mean / 60, 1)],
		)
		for name in names
	}


def _efficiency(names: list[str], ticket, offering, profile) -> Found:
	found = past_work.efficiencies(
		names, ticket.company, offering, now(), profile.efficiency_months or 0, profile.prior_jobs or 0.0
	)
	return {
		name: (row.mark, [row.jobs, round(100 * row.first_time_fix), round(100 * row.time_against_usual)])
		for name, row in found.items()
	}


def _slack(names: list[str], ticket, schedule) -> Found:
	if not ticket.next_due_at:
		return {}
	due, at = get_datetime(ticket.next_due_at), now()
	found = {}
	for name in names:
		left = (due - schedule.arrival(name)).total_seconds()
		found[name] = slack_mark(left, (due - at).total_seconds()), [round(left / 60)]
	return found


def _dedicated(names: list[str], customer) -> Found:
	if not customer or not (customer.dedicated_engineer or customer.deputy_engineer):
		return {}
	found = dict.fromkeys(names, (0.0, [0]))
	for engineer, mark, which in (
		(customer.deputy_engineer, DEPUTY_MARK, 2),
		(customer.dedicated_engineer, 100.0, 1),
	):
		if engineer in found:
			found[engineer] = mark, [which]
	return found


def _continuity(names: list[str], ticket) -> Found:
	served = past_work.served_before(names, ticket)
	if not served:
		return {}
	return {
		name: (continuity_mark(*served.get(name, (0, 0))), list(served.get(name, (0, 0)))) for name in names
	}


def _parts(names: list[str], ticket, offering) -> Found:
	needed: dict[str, float] = {}
	for row in offering.materials:
		if row.kind == PART and row.item:
			needed[row.item] = needed.get(row.item, 0.0) + (row.qty or 1.0)
	held = in_vans(list(needed), names, ticket.company)
	if not held:
		return {}
	return {
		name: (
			parts_mark(needed, held.get(name, {})),
			[sum(held.get(name, {}).get(item, 0) >= qty for item, qty in needed.items()), len(needed)],
		)
		for name in names
	}
