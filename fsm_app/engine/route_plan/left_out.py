"""Why nobody goes to a visit, and what would have to give way at least that somebody could."""

from collections.abc import Iterator

import numpy as np

from fsm_app.engine.route_plan import day as days
from fsm_app.engine.route_plan import insertion
from fsm_app.engine.route_plan.arrays import is_way, missing_parts, why_not
from fsm_app.engine.route_plan.day import Day, Relaxation, Technician, Unplanned, Visit
from fsm_app.engine.route_plan.kernel import Task, empty_plan, refresh
from fsm_app.engine.route_plan.recombine import Routes

# Minutes that are tried when a window or a shift is widened; the smallest that helps is told to the minute.
_WIDEST = 24 * 60
_ROOM = 1e-6


def left_out(day: Day, task: Task, routes: Routes) -> Iterator[Unplanned]:
	"""Each visit that is in no route, with causes and the smallest relaxation."""
	planned = {node for _k, route in routes for node in route}
	missing = [node for node in range(1, len(day.visits) + 1) if node not in planned]
	if not missing:
		return
	plan = empty_plan(len(day.technicians), len(day.visits), task.needs.shape[1])
	for k, route in routes:
		plan.size[k] = len(route)
		plan.route[k, : len(route)] = route
	for k in range(len(day.technicians)):
		refresh(task, plan, k)
	for node in missing:
		yield _reason(day, task, plan, node)


def _reason(day: Day, task: Task, plan, node: int) -> Unplanned:
	visit = day.visits[node - 1]
	if visit.place is None:
		return Unplanned(visit.name, (days.NO_LOCATION,), Relaxation(None, days.NO_LOCATION))
	forbidden = {k: why_not(each, visit, day.store is not None) for k, each in enumerate(day.technicians)}
	able = [k for k, causes in forbidden.items() if not causes]
	if not able:
		return _nobody_may(day, visit, forbidden)
	relaxations = []
	causes = set()
	for k in able:
		for cause, minutes in _too_tight(day, task, plan, node, k):
			causes.add(cause)
			relaxations.append(Relaxation(day.technicians[k].name, cause, (), minutes))
	if not causes:
		causes.add(days.TRAVEL if _no_way(day, visit, able) else days.SHIFT)
	smallest = min(relaxations, key=lambda each: (each.by, each.technician), default=None)
	return Unplanned(visit.name, tuple(sorted(causes)), smallest)


def _nobody_may(day: Day, visit: Visit, forbidden: dict[int, set[str]]) -> Unplanned:
	"""The technician to whom the least is lacking, and what."""
	lacking = []
	for k, causes in forbidden.items():
		each = day.technicians[k]
		what = _lacking(each, visit, causes)
		lacking.append((len(what), each.name, causes, what))
	causes = tuple(sorted(set().union(*forbidden.values())))
	_count, name, of_one, what = min(lacking, key=lambda each: (each[0], each[1]))
	return Unplanned(visit.name, causes, Relaxation(name, min(of_one), tuple(what)))


def _lacking(technician: Technician, visit: Visit, causes: set[str]) -> list[str]:
	what = []
	if days.SKILL in causes:
		what += sorted(visit.skills - technician.skills)
	if days.TOOL in causes:
		what += sorted(visit.tools - technician.tools)
	if days.PART in causes:
		what += missing_parts(technician, visit)
	if days.AREA in causes:
		what.append(visit.area or "")
	if days.TECHNICIAN in causes:
		what.append(technician.name)
	return what


def _no_way(day: Day, visit: Visit, able: list[int]) -> bool:
	ways = (
		is_way(day.travel[day.technicians[k].start][visit.place])
		and is_way(day.travel[visit.place][day.technicians[k].end])
		for k in able
	)
	return not any(ways)


def _too_tight(day: Day, task: Task, plan, node: int, k: int) -> Iterator[tuple[str, float]]:
	"""By how many minutes the visit's window, or the technician's day, is too short for it in today's route."""
	if _no_way(day, day.visits[node - 1], [k]):
		return
	alone = task._replace(possible=np.zeros_like(task.possible))
	alone.possible[k] = task.possible[k]
	for cause, widened in ((days.WINDOW, _wider_window), (days.SHIFT, _longer_day)):
		if not _fits(widened(alone, node, k, _WIDEST), plan, node):
			continue
		low, high = 0, _WIDEST
		while high - low > 1:
			middle = (low + high) // 2
			if _fits(widened(alone, node, k, middle), plan, node):
				high = middle
			else:
				low = middle
		yield cause, high


def _fits(task: Task, plan, node: int) -> bool:
	found = np.zeros(3, np.int64)
	k = int(np.flatnonzero(task.possible[:, node])[0])
	refresh(task, plan, k)
	insertion.best_place(task, plan, node, 0.0, found)
	return bool(found[0] >= 0)


def _wider_window(task: Task, node: int, _k: int, minutes: float) -> Task:
	opens, closes = task.opens.copy(), task.closes.copy()
	opens[node] -= minutes
	closes[node] += minutes
	return task._replace(opens=opens, closes=closes)


def _longer_day(task: Task, _node: int, k: int, minutes: float) -> Task:
	closes, longest = task.closes.copy(), task.longest.copy()
	technicians = len(task.stock)
	for place in (len(task.needs) + k, len(task.needs) + technicians + k):
		closes[place] += minutes
	longest[k] += minutes
	return task._replace(closes=closes, longest=longest)
