"""Change a plan as little as possible: after an urgent ticket, a cancellation, an overrun, a sick call (E3).

First everything stays where it is and the new visits go between. If they do not fit, visits keep their technician, but may
be at another time within their promised window. Then the routes of one technician at a time are free, then of two, then
all. The first way that leaves least out, with fewest changes, is taken.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from fsm_app.engine.route_plan import day as days
from fsm_app.engine.route_plan.day import Day, Plan, Relaxation, Route, Stop, Technician, Unplanned, Visit
from fsm_app.engine.route_plan.planner import STORE, plan

# A visit that begins at most so many minutes earlier or later has not changed.
TOLERANCE = 15
# That another technician comes costs as much as so many minutes of work.
CHANGE_COST = 60
_TURNS_OF_A_TRY = 300
CHANGES = "changes"


class Assigned(NamedTuple):
	"""Who comes to a visit, and when."""

	technician: str
	begins: float


class Change(NamedTuple):
	"""A visit before and after; None: nobody comes."""

	visit: str
	before: Assigned | None
	after: Assigned | None


@dataclass(frozen=True)
class Replan:
	"""The new plan, what it changes for visits that were planned, and what it adds."""

	plan: Plan
	changed: tuple[Change, ...]
	added: tuple[Change, ...]

	@property
	def technicians_changed(self) -> int:
		"""How many visits get somebody else."""
		return sum(
			each.after is None or each.before is None or each.before.technician != each.after.technician
			for each in self.changed
		)


def assignments(made: Plan) -> dict[str, Assigned]:
	"""Who comes when, by visit."""
	return {
		stop.name: Assigned(route.technician, stop.begins)
		for route in made.routes
		for stop in route.stops
		if stop.kind == "visit"
	}


def differences(before: Plan, after: Plan, tolerance: float = TOLERANCE) -> tuple[list[Change], list[Change]]:
	"""Visits that were planned and are otherwise now, and visits that are new. Cancelled ones are no change."""
	was, now = assignments(before), assignments(after)
	left_out = {each.visit for each in after.unplanned}
	changed, added = [], []
	for name in sorted(was.keys() | now.keys()):
		old, new = was.get(name), now.get(name)
		if old is None:
			added.append(Change(name, None, new))
		elif new is None:
			if name in left_out:
				changed.append(Change(name, old, None))
		elif old.technician != new.technician or abs(old.begins - new.begins) > tolerance:
			changed.append(Change(name, old, new))
	return changed, added


def replan(
	day: Day,
	before: Plan,
	seconds: float = 1.2,
	*,
	tolerance: float = TOLERANCE,
	most_changes: int | None = None,
	cores: int = 1,
	seed: int = 1,
	clock: Callable[[], float] = time.perf_counter,
) -> Replan:
	"""A plan for the day as it is now, as near to `before` as can be. What was promised is in the visits' windows."""
	days.check(day)
	until = clock() + seconds
	best: tuple[tuple, Replan] | None = None
	# What could be planned with more changes than allowed, and with how many.
	too_many: dict[str, int] = {}
	# What was left out before is no reason to change anything; it goes where it fits.
	left_before = {each.visit for each in before.unplanned}
	weights = {each.name: each.unplanned_cost for each in day.visits if each.name not in left_before}
	for narrowed, turns in _ways(day, before, tolerance):
		if best and (clock() >= until or not best[0][0]):
			break
		made = plan(
			narrowed,
			turns=turns,
			search_too=turns > 0,
			cores=cores,
			seed=seed,
			begin=_as_it_was(narrowed, before),
		)
		changed, added = differences(before, made, tolerance)
		if best and most_changes is not None and len(changed) > most_changes:
			for name in assignments(made):
				too_many[name] = min(too_many.get(name, len(changed)), len(changed))
			continue
		worth = sum(weights.get(each.visit, 0) for each in made.unplanned), len(changed), made.work
		if best is None or worth < best[0]:
			best = worth, Replan(made, tuple(changed), tuple(added))
	assert best is not None
	return _explained(day, best[1], too_many)


def _explained(day: Day, found: Replan, too_many: dict[str, int]) -> Replan:
	"""Reasons as the day has them, not as it was narrowed."""
	if not found.plan.unplanned:
		return found
	again = plan(day, search_too=False, begin=_visits_of(found.plan))
	known = {each.visit: each for each in again.unplanned}
	reasons = []
	for each in found.plan.unplanned:
		if number := too_many.get(each.visit):
			reasons.append(Unplanned(each.visit, (CHANGES,), Relaxation(None, CHANGES, (), number)))
		else:
			reasons.append(known.get(each.visit, each))
	return replace(found, plan=replace(found.plan, unplanned=tuple(reasons)))


def _visits_of(made: Plan) -> dict[str, list[str | None]]:
	return {
		route.technician: [
			stop.name if stop.kind == "visit" else STORE for stop in route.stops if stop.kind != "break"
		]
		for route in made.routes
	}


def _as_it_was(day: Day, before: Plan) -> dict[str, list[str | None]]:
	"""The routes of before, without who and what is not there any more."""
	crew, visits = {each.name for each in day.technicians}, {each.name for each in day.visits}
	return {
		name: [each for each in route if each is STORE or each in visits]
		for name, route in _visits_of(before).items()
		if name in crew
	}


def _ways(day: Day, before: Plan, tolerance: float) -> Iterator[tuple[Day, int]]:
	"""Days in which less and less is fixed, and how long to search in each."""
	was = {
		name: each for name, each in assignments(before).items() if name in {one.name for one in day.visits}
	}
	crew = {each.name: each for each in day.technicians}
	was = {name: each for name, each in was.items() if each.technician in crew}
	yield _fixed(day, was, (), tolerance), 0
	yield _fixed(day, was, (), None), 0
	loose = [each for each in day.visits if each.name not in was]
	able = [name for name in crew if any(_may(crew[name], each) for each in loose)]
	able.sort(key=lambda name: (_way_to(day, crew[name], before, loose), name))
	for name in able:
		yield _fixed(day, was, (name,), tolerance), _TURNS_OF_A_TRY
	for one, other in pairwise(able):
		yield _fixed(day, was, (one, other), tolerance), _TURNS_OF_A_TRY
	yield _fixed(day, was, tuple(crew), tolerance), 4 * _TURNS_OF_A_TRY


def _may(technician: Technician, visit: Visit) -> bool:
	return visit.skills <= technician.skills and technician.name not in visit.never


def _way_to(day: Day, technician: Technician, before: Plan, loose: Sequence[Visit]) -> float:
	"""How near the technician comes to the visits that have to be fitted in."""
	places = {each.name: each.place for each in day.visits}
	mine = [technician.start]
	for route in before.routes:
		if route.technician == technician.name:
			mine += [places[name] for name in route.visits if places.get(name) is not None]
	ways = [day.travel[place][each.place] for place in mine for each in loose if each.place is not None]
	return min((way for way in ways if way is not None), default=0)


def _fixed(day: Day, was: dict[str, Assigned], free: Iterable[str], tolerance: float | None) -> Day:
	"""Visits of technicians who are not free stay theirs, and at their time if there is a tolerance."""
	free = frozenset(free)
	visits = []
	for visit in day.visits:
		old = was.get(visit.name)
		if old is None or visit.technician is not None:
			visits.append(visit)
		elif old.technician in free:
			costs = {each.name: CHANGE_COST for each in day.technicians if each.name != old.technician}
			costs = {name: cost + visit.costs.get(name, 0) for name, cost in costs.items()} | {
				old.technician: visit.costs.get(old.technician, 0)
			}
			visits.append(replace(visit, costs=costs))
		else:
			opens, closes = visit.opens, visit.closes
			if tolerance is not None and visit.begins is None:
				# A window that the promise does not meet any more stays as promised: then the time has to change.
				nearer = max(opens, old.begins - tolerance), min(closes, old.begins + tolerance)
				opens, closes = nearer if nearer[0] <= nearer[1] else (opens, closes)
			visits.append(replace(visit, technician=old.technician, opens=opens, closes=closes))
	return replace(day, visits=tuple(visits))


def rest_of_day(day: Day, made: Plan, now: float) -> tuple[Day, dict[str, tuple[Stop, ...]]]:
	"""What of a running day can still be planned, and what is done or under way, by technician.

	Who has left goes on from the last place and time that are fixed; what they worked and used counts.
	"""
	visits = {each.name: each for each in day.visits}
	fixed: dict[str, tuple[Stop, ...]] = {}
	crew = []
	routes = {route.technician: route for route in made.routes}
	for technician in day.technicians:
		route = routes.get(technician.name)
		stops = _under_way(route, now) if route else ()
		if not route or (route.leaves >= now and not stops):
			crew.append(replace(technician, shift_start=max(technician.shift_start, now)))
			continue
		fixed[technician.name] = stops
		crew.append(_further(day, technician, visits, route, stops, now))
	crew = [_not_over(each) for each in crew]
	gone = {stop.name for stops in fixed.values() for stop in stops}
	return replace(
		day, technicians=tuple(crew), visits=tuple(each for each in day.visits if each.name not in gone)
	), fixed


def _not_over(technician: Technician) -> Technician:
	"""Whose shift is over has no time left, which is no mistake."""
	end = max(technician.shift_end, technician.shift_start)
	return replace(
		technician, shift_end=end, overtime=max(technician.shift_end + technician.overtime - end, 0)
	)


def _under_way(route: Route, now: float) -> tuple[Stop, ...]:
	"""Stops that are done, begun, or to which the technician is on the way."""
	last = max(
		(
			at
			for at, stop in enumerate(route.stops, 1)
			if min(stop.arrives - stop.travel, stop.begins) < now
			and (stop.kind == "break" or route.leaves < now)
		),
		default=0,
	)
	# A break that is taken where one goes next: the next stop is where they are.
	while 0 < last < len(route.stops) and route.stops[last - 1].kind == "break" and _is_at_next(route, last):
		last += 1
	return route.stops[:last]


def _is_at_next(route: Route, number: int) -> bool:
	"""Whether the break before stop `number` follows the way to that stop."""
	at = number - 1
	while at >= 0 and route.stops[at].kind == "break":
		if route.stops[at].travel:
			return True
		at -= 1
	return False


def _further(
	day: Day,
	technician: Technician,
	visits: dict[str, Visit],
	route: Route,
	stops: tuple[Stop, ...],
	now: float,
) -> Technician:
	places = [
		day.store if stop.kind == "store" else visits[stop.name].place
		for stop in stops
		if stop.kind != "break"
	]
	free = max([now, *(stop.ends for stop in stops)])
	left = route.leaves < now
	if now >= route.returns:
		return replace(
			technician,
			start=technician.end,
			shift_start=free,
			worked=technician.worked + route.work,
			breaks=(),
		)
	rest = sum(
		stop.ends - stop.begins for stop in stops if stop.kind == "break" and stop.begins >= route.leaves
	)
	parts = dict(technician.parts)
	tools = technician.tools
	stocked = False
	for stop in stops:
		stocked = stocked or stop.kind == "store"
		if stop.kind == "visit" and not stocked:
			for part, number in visits[stop.name].parts.items():
				parts[part] = max(parts.get(part, 0) - number, 0)
	if stocked:
		tools = frozenset().union(*(each.tools for each in day.visits), tools)
		parts = {
			part: sum(each.parts.get(part, 0) for each in day.visits)
			for each in day.visits
			for part in each.parts
		}
	taken = sum(stop.kind == "break" for stop in stops)
	pauses = sorted(technician.breaks, key=lambda pause: (pause.opens, pause.closes))
	return replace(
		technician,
		start=places[-1] if places else technician.start,
		shift_start=free,
		worked=technician.worked + (free - route.leaves - rest if left else 0),
		begun=left,
		parts=parts,
		tools=tools,
		breaks=tuple(pauses[taken:]),
	)
