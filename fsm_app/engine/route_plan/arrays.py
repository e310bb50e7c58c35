"""A day as arrays, for the search; and which technician may go where, and why not."""

from math import isfinite

import numpy as np

from fsm_app.engine.route_plan import day as days
from fsm_app.engine.route_plan.day import Day, Technician, Visit
from fsm_app.engine.route_plan.kernel import Task
from fsm_app.engine.route_plan.timetable import LONG_DAY

# A way that nobody knows takes so long that no window allows it.
_NO_WAY = 1e9


def why_not(technician: Technician, visit: Visit, with_store: bool) -> set[str]:
	"""Causes that forbid a technician a visit at any time; empty if they may go."""
	causes = set()
	if not visit.skills <= technician.skills:
		causes.add(days.SKILL)
	if visit.area is not None and technician.areas is not None and visit.area not in technician.areas:
		causes.add(days.AREA)
	if technician.name in visit.never or (visit.technician or technician.name) != technician.name:
		causes.add(days.TECHNICIAN)
	if not with_store:
		if not visit.tools <= technician.tools:
			causes.add(days.TOOL)
		if missing_parts(technician, visit):
			causes.add(days.PART)
	return causes


def missing_parts(technician: Technician, visit: Visit) -> list[str]:
	"""Parts of which the technician carries too few for this visit alone."""
	return sorted(part for part, number in visit.parts.items() if number > technician.parts.get(part, 0))


def task_of(day: Day, fairness: float = 0.0) -> Task:
	"""The day for the search."""
	crew, visits = day.technicians, day.visits
	count, technicians = len(visits), len(crew)
	anywhere = crew[0].start if crew else 0
	places = [day.store if day.store is not None else anywhere]
	places += [visit.place if visit.place is not None else anywhere for visit in visits]
	places += [each.start for each in crew] + [each.end for each in crew]
	travel = np.array([[_NO_WAY if way is None else way for way in row] for row in day.travel], float)
	travel = np.where(np.isfinite(travel), travel, _NO_WAY)
	travel = np.ascontiguousarray(travel[np.ix_(places, places)])
	nodes = len(places)
	opens, closes, service = np.zeros(nodes), np.full(nodes, days.FOREVER), np.zeros(nodes)
	due, late_cost = np.full(nodes, days.FOREVER), np.zeros(nodes)
	opens[0], closes[0], service[0] = day.store_opens, day.store_closes, day.store_minutes
	if day.store is None:
		closes[0] = -_NO_WAY
	for at, visit in enumerate(visits, 1):
		opens[at], closes[at] = (visit.opens, visit.closes) if visit.begins is None else (visit.begins,) * 2
		service[at], due[at], late_cost[at] = visit.minutes, visit.due, visit.late_cost
	for k, each in enumerate(crew):
		for node in (1 + count + k, 1 + count + technicians + k):
			opens[node], closes[node] = each.shift_start, each.shift_end + each.overtime
		if each.begun:
			closes[1 + count + k] = each.shift_start
	parts = sorted({part for visit in visits for part in visit.parts})
	needs, stock = np.zeros((count + 1, len(parts)), np.int64), np.zeros((technicians, len(parts)), np.int64)
	for at, visit in enumerate(visits, 1):
		needs[at] = [visit.parts.get(part, 0) for part in parts]
	for k, each in enumerate(crew):
		stock[k] = [each.parts.get(part, 0) for part in parts]
	possible, own = np.zeros((technicians, count + 1), bool), np.zeros((technicians, count + 1), bool)
	extra = np.zeros((technicians, count + 1))
	for k, each in enumerate(crew):
		for at, visit in enumerate(visits, 1):
			possible[k, at] = visit.place is not None and not why_not(each, visit, day.store is not None)
			own[k, at] = visit.tools <= each.tools and not missing_parts(each, visit)
			extra[k, at] = visit.costs.get(each.name, 0.0)
	most = max((len(each.breaks) for each in crew), default=0)
	rest, rests = np.zeros((technicians, max(most, 1), 3)), np.zeros(technicians, np.int64)
	for k, each in enumerate(crew):
		rests[k] = len(each.breaks)
		for j, pause in enumerate(sorted(each.breaks, key=lambda pause: (pause.opens, pause.closes))):
			rest[k, j] = pause.opens, pause.closes, pause.minutes
	walked = most > 0 or fairness > 0 or any(each.overtime for each in crew)
	walked = walked or any(visit.due < days.FOREVER for visit in visits)
	unplanned = np.array([0.0, *(visit.unplanned_cost for visit in visits)], float)
	return Task(
		travel, opens, closes, service, possible, own, needs, stock, extra, unplanned,
		np.array([each.longest - each.worked for each in crew], float), _near(travel, count), due, late_cost, rest, rests,
		np.array([each.shift_end for each in crew], float),
		np.array([day.settings.overtime_cost, fairness / LONG_DAY, float(walked)]),
	)  # fmt: skip


def _near(travel, count: int):
	near = np.zeros((count + 1, max(count - 1, 0)), np.int64)
	for at in range(1, count + 1):
		ranked = np.argsort(travel[at, 1 : count + 1], kind="stable") + 1
		near[at] = ranked[ranked != at]
	return near


def is_way(minutes) -> bool:
	"""Whether a way is known."""
	return minutes is not None and isfinite(minutes)
