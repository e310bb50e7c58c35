"""Plan a day: who goes where, in which order, when; and say what is left out, and why (E3).

With numba and highspy (the extra `routes`) it searches as long as it may. Without them each visit is put where it costs
least, the scarcest first, and the plan says so.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec

import numpy as np

from fsm_app.engine.route_plan import compiled, insertion
from fsm_app.engine.route_plan import day as days
from fsm_app.engine.route_plan.arrays import task_of
from fsm_app.engine.route_plan.day import Day, NotUnderstood, Plan, Route, Unplanned
from fsm_app.engine.route_plan.kernel import Task, empty_plan, refresh
from fsm_app.engine.route_plan.left_out import left_out
from fsm_app.engine.route_plan.recombine import Routes, routes_of
from fsm_app.engine.route_plan.timetable import timetable

STORE = None
NO_TRAVEL = "no travel"
# A locked visit stays where it is, whatever that costs others.
_LOCKED = 1_000.0
_FAIRER_TRIES = 4


def can_search() -> bool:
	"""Whether the solver's libraries are installed."""
	return compiled.COMPILED and find_spec("highspy") is not None


def plan(
	day: Day,
	seconds: float = 20,
	*,
	cores: int = 2,
	seed: int = 1,
	turns: int = 0,
	begin: Mapping[str, Sequence[str | None]] | None = None,
	search_too: bool = True,
	clock: Callable[[], float] = time.perf_counter,
) -> Plan:
	"""Plan the day in so many seconds.

	turns: instead of by the clock the search ends after so many turns; the same seed then gives the same plan. begin:
	visits by technician (None: the store) to start from. search_too: false for the plain insertion.
	"""
	started = clock()
	days.check(day)
	searching = search_too and can_search()
	if not day.technicians:
		nobody = tuple(Unplanned(each.name, (days.SHIFT,), None) for each in day.visits)
		return Plan((), nobody, searching)

	def found(fairness: float, begin: Routes, seconds: float) -> Routes:
		return _routes(day, fairness, begin, seconds, cores, seed, turns, searching, clock)

	wish = day.settings.fairness
	first = _known(day, begin or {})
	share = 0.4 if wish else 1.0
	routes = found(0.0, first, seconds * share - (clock() - started))
	timed = _timed(day, routes, 0.0)
	if not wish:
		return _plan(day, routes, timed, searching, 0.0)
	plain = sum(route.travel for route in timed)
	# As even as the travel that it costs allows.
	for attempt in range(_FAIRER_TRIES):
		fairness = wish / 4**attempt
		left = (seconds - (clock() - started)) / (_FAIRER_TRIES - attempt)
		fairer = found(fairness, routes, left)
		times = _timed(day, fairer, fairness)
		if sum(route.travel for route in times) <= plain * (1 + day.settings.most_extra_travel):
			return _plan(day, fairer, times, searching, fairness, plain)
	return _plan(day, routes, timed, searching, 0.0, plain)


def _known(day: Day, begin: Mapping[str, Sequence[str | None]]) -> Routes:
	crew = {each.name: k for k, each in enumerate(day.technicians)}
	nodes = {each.name: node for node, each in enumerate(day.visits, 1)}
	for name, visits in begin.items():
		unknown = [name] * (name not in crew) + [
			each for each in visits if each is not STORE and each not in nodes
		]
		if unknown:
			raise NotUnderstood(f"begin: no technician or visit {unknown[0]!r}")
	return [(crew[name], [nodes[each] if each else 0 for each in visits]) for name, visits in begin.items()]


def _routes(day, fairness, begin, seconds, cores, seed, turns, searching, clock) -> Routes:
	started = clock()
	task = _with_locks(day, task_of(day, fairness))
	routes = insert(task, begin)
	if searching and len(day.visits) > 1:
		from fsm_app.engine.route_plan.improve import Limit, improve

		left = seconds - (clock() - started)
		if turns or left > 0:
			routes = improve(task, routes, Limit(left, turns, clock), cores, seed)
		routes = insert(task, routes)
	return routes


def _with_locks(day: Day, task: Task) -> Task:
	locked = np.array(
		[False, *(each.technician is not None or each.begins is not None for each in day.visits)]
	)
	return task._replace(unplanned=np.where(locked, task.unplanned * _LOCKED, task.unplanned))


def insert(task: Task, routes: Routes) -> Routes:
	"""The routes as far as they can be driven, and of the other visits all that still fits, each where it costs least."""
	technicians, visits, parts = len(task.stock), len(task.needs) - 1, task.needs.shape[1]
	plan = empty_plan(technicians, visits, parts)
	for k, route in routes:
		_drive(task, plan, k, route)
	for k in range(technicians):
		refresh(task, plan, k)
	plan.who[0] = -1
	found = np.zeros(3, np.int64)
	choices = task.possible.sum(axis=0)
	width = task.closes[: visits + 1] - task.opens[: visits + 1]
	# Locked first, then the scarcest.
	order = sorted(range(1, visits + 1), key=lambda u: (-task.unplanned[u], choices[u], width[u], u))
	for u in order:
		if plan.who[u] < 0 and choices[u]:
			cost = insertion.best_place(task, plan, u, 0.0, found)
			if found[0] >= 0 and cost <= task.unplanned[u]:
				insertion.put(task, plan, u, found)
				refresh(task, plan, found[0])
	return routes_of(plan)


def _drive(task: Task, plan, k: int, route: Sequence[int]) -> None:
	"""Give technician k the route; visits that do not fit any more are left out, the last ones first."""
	kept = [node for node in route if node == 0 or (task.possible[k, node] and plan.who[node] < 0)]
	while True:
		for nodes in ([node for node in kept if node], kept):
			plan.size[k] = len(nodes)
			plan.route[k, : len(nodes)] = nodes
			if refresh(task, plan, k):
				insertion.without_needless_store(task, plan, k)
				return
		plan.who[[node for node in kept if node]] = -1
		loose = [node for node in kept if node and task.unplanned[node] < _LOCKED * 10] or kept
		kept.remove(loose[-1])


def _timed(day: Day, routes: Routes, fairness: float) -> list[Route]:
	timed = []
	for k, route in routes:
		visits = [day.visits[node - 1] if node else STORE for node in route]
		if any(visits):
			found = timetable(day, day.technicians[k], visits, fairness)
			if found is None:
				raise RuntimeError(f"route of {day.technicians[k].name!r} has no timetable")
			timed.append(found)
	return timed


def _plan(day, routes, timed, searching, fairness, plain=None) -> Plan:
	task = _with_locks(day, task_of(day, fairness))
	return Plan(tuple(timed), tuple(left_out(day, task, routes)), searching, tuple(_alarms(day)), plain)


def _alarms(day: Day) -> list[str]:
	"""What makes a plan worthless though it can be driven: a matrix without travel."""
	places = {each.place for each in day.visits if each.place is not None}
	ways = [day.travel[one][other] for one in places for other in places if one != other]
	return [NO_TRAVEL] if ways and not any(ways) else []
