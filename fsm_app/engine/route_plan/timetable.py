"""When a route's stops begin and end, with the breaks where they cost least; all places for them are tried."""

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement
from typing import NamedTuple

from fsm_app.engine.route_plan.day import Break, Day, Route, Stop, Technician, Visit

_NEARLY = 1e-7
# With `Settings.fairness` 1 a day of eight hours costs twice its minutes.
LONG_DAY = 480.0
_ROOM_FOR_NONE = 1e-9


class _Step(NamedTuple):
	"""Something that is done after a way: a visit, the store, a break, or the return (kind '')."""

	kind: str
	name: str
	way: float
	opens: float
	closes: float
	minutes: float
	due: float
	late_cost: float


def timetable(
	day: Day, technician: Technician, visits: Sequence[Visit | None], fairness: float = 0
) -> Route | None:
	"""The best times for visits in this order (None: the store), or None if it cannot be done."""
	if not visits:
		return None
	ways = _ways(day, technician, visits)
	best: tuple[float, list[_Step], int, float, list[float]] | None = None
	for steps, leaving in _with_breaks(ways, technician):
		timed = _timed(steps, leaving, technician)
		if timed is None:
			continue
		leaves, begins = timed
		cost = _cost(day, technician, steps, leaving, leaves, begins, fairness)
		if cost is not None and (best is None or cost < best[0] - _ROOM_FOR_NONE):
			best = cost, steps, leaving, leaves, begins
	return None if best is None else _route(technician, *best[1:])


def _ways(day: Day, technician: Technician, visits: Sequence[Visit | None]) -> list[_Step]:
	steps = []
	here = technician.start
	for visit in visits:
		place = day.store if visit is None else visit.place
		way = day.travel[here][place]
		if visit is None:
			step = _Step(
				"store", "", way, day.store_opens, day.store_closes, day.store_minutes, float("inf"), 0
			)
		else:
			opens, closes = (visit.opens, visit.closes) if visit.begins is None else (visit.begins,) * 2
			step = _Step("visit", visit.name, way, opens, closes, visit.minutes, visit.due, visit.late_cost)
		steps.append(step)
		here = place
	last = technician.shift_end + technician.overtime
	steps.append(_Step("", "", day.travel[here][technician.end], 0, last, 0, float("inf"), 0))
	return steps


def _with_breaks(ways: list[_Step], technician: Technician) -> Iterator[tuple[list[_Step], int]]:
	"""The steps with the breaks in all possible places, and how many of them come before leaving.

	A place is before leaving (0), and for each way before it and after it. Who is at work already has left.
	"""
	pauses = sorted(technician.breaks, key=lambda each: (each.opens, each.closes))
	for chosen in combinations_with_replacement(range(2 * len(ways) + 1), len(pauses)):
		steps: list[_Step] = []
		rest = list(zip(chosen, pauses, strict=True))
		# Before leaving and before the first way are the same, but for who has left.
		if any(place == (0 if technician.begun else 1) for place in chosen):
			continue
		leaving = sum(place == 0 for place in chosen)
		steps += [_pause(pause, 0) for place, pause in rest if place == 0]
		for number, step in enumerate(ways):
			way = step.way
			steps += [_pause(pause, 0) for place, pause in rest if place == 2 * number + 1]
			here = [pause for place, pause in rest if place == 2 * number + 2]
			if here and step.kind:
				steps += [_pause(pause, way if at == 0 else 0) for at, pause in enumerate(here)]
				way = 0
				here = []
			steps.append(step._replace(way=way))
			steps += [_pause(pause, 0) for pause in here]
		yield steps, leaving


def _pause(pause: Break, way: float) -> _Step:
	return _Step("break", "", way, pause.opens, pause.closes, pause.minutes, float("inf"), 0)


def _timed(steps: list[_Step], leaving: int, technician: Technician) -> tuple[float, list[float]] | None:
	"""When to leave, and when each step begins: the earliest end, then the latest departure that delays nobody."""
	begins = _forward(steps, technician.shift_start)
	if begins is None or _end(steps, begins) > technician.shift_end + technician.overtime + _NEARLY:
		return None
	home = next(at for at, step in enumerate(steps) if not step.kind)
	latest = begins[home]
	for at in range(home, leaving - 1, -1):
		step = steps[at]
		if at < home:
			latest = min(latest - step.minutes, step.closes, max(step.due, begins[at]))
		latest -= step.way
	ready = max([technician.shift_start, *(begins[at] + steps[at].minutes for at in range(leaving))])
	leaves = technician.shift_start if technician.begun else max(latest, ready)
	timed = _forward(steps[leaving:], leaves)
	return None if timed is None else (leaves, begins[:leaving] + timed)


def _forward(steps: list[_Step], now: float) -> list[float] | None:
	begins = []
	for step in steps:
		now = max(now + step.way, step.opens)
		if now > step.closes + _NEARLY:
			return None
		begins.append(now)
		now += step.minutes
	return begins


def _end(steps: list[_Step], begins: list[float]) -> float:
	return begins[-1] + steps[-1].minutes


def _work(steps: list[_Step], leaving: int, leaves: float, begins: list[float]) -> tuple[float, float]:
	"""Working time, and the return."""
	home = next(at for at, step in enumerate(steps) if not step.kind)
	rest = sum(step.minutes for step in steps[leaving:home] if step.kind == "break")
	return begins[home] - leaves - rest, begins[home]


def _cost(day, technician, steps, leaving, leaves, begins, fairness) -> float | None:
	work, home = _work(steps, leaving, leaves, begins)
	if work + technician.worked > technician.longest + _NEARLY:
		return None
	late = sum(
		max(begin - step.due, 0) * step.late_cost
		for step, begin in zip(steps, begins, strict=True)
		if step.late_cost
	)
	overtime = max(home - technician.shift_end, 0) * day.settings.overtime_cost
	return work + fairness / LONG_DAY * work * work + late + overtime


def _route(
	technician: Technician, steps: list[_Step], leaving: int, leaves: float, begins: list[float]
) -> Route:
	stops = []
	now = leaves
	for at, (step, begin) in enumerate(zip(steps, begins, strict=True)):
		arrives = begin if at < leaving else now + step.way
		ends = begin + step.minutes
		if step.kind:
			late = max(begin - step.due, 0)
			stops.append(Stop(step.kind, step.name, arrives, begin, ends, step.way, late))
		if at >= leaving:
			now = ends
	work, home = _work(steps, leaving, leaves, begins)
	return Route(
		technician.name,
		leaves,
		tuple(stops),
		home,
		sum(step.way for step in steps),
		work,
		max(home - technician.shift_end, 0),
	)
