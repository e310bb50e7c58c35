"""What is wrong with a day's plan. It shares no code with what makes plans, and allows no tolerance (E3)."""

from collections import Counter
from collections.abc import Iterator

from fsm_app.engine.route_plan.day import Break, Day, Plan, Route, Stop, Technician, Visit


def faults(day: Day, plan: Plan) -> list[str]:
	"""Each rule that the plan breaks, in words for the log; empty if it may be saved."""
	crew = {each.name: each for each in day.technicians}
	visits = {each.name: each for each in day.visits}
	found = list(_everything_once(day, plan))
	for route in plan.routes:
		if route.technician not in crew:
			found.append(f"{route.technician}: unknown technician")
			continue
		for fault in _route_faults(day, crew[route.technician], visits, route):
			found.append(f"{route.technician}: {fault}")
	return found


def _everything_once(day: Day, plan: Plan) -> Iterator[str]:
	routes = Counter(route.technician for route in plan.routes)
	yield from (f"{name}: {number} routes" for name, number in routes.items() if number > 1)
	served = Counter(name for route in plan.routes for name in route.visits)
	served.update(each.visit for each in plan.unplanned)
	for visit in day.visits:
		if served[visit.name] != 1:
			yield f"visit {visit.name}: there {served[visit.name]} times"
	known = {visit.name for visit in day.visits}
	yield from (f"visit {name}: unknown" for name in served if name not in known)


def _route_faults(day: Day, technician: Technician, visits: dict[str, Visit], route: Route) -> Iterator[str]:
	if any(stop.kind == "visit" and stop.name not in visits for stop in route.stops):
		return
	yield from _times(day, technician, visits, route)
	yield from _ways(day, technician, visits, route)
	yield from _abilities(technician, visits, route)
	yield from _breaks(technician, route)
	yield from _sums(technician, visits, route)


def _times(day: Day, technician: Technician, visits: dict[str, Visit], route: Route) -> Iterator[str]:
	if route.leaves < technician.shift_start or (technician.begun and route.leaves != technician.shift_start):
		yield f"leaves at {route.leaves}, the shift begins at {technician.shift_start}"
	if route.returns > technician.shift_end + technician.overtime:
		yield f"returns at {route.returns}, after the shift and its overtime"
	for stop in route.stops:
		opens, closes, minutes = _rules_of(day, visits, stop)
		if stop.begins < stop.arrives or stop.begins < opens or stop.begins > closes:
			yield f"{stop.kind} {stop.name}: begins at {stop.begins}, may from {opens} to {closes}"
		if minutes is not None and stop.ends != stop.begins + minutes:
			yield f"{stop.kind} {stop.name}: takes {stop.ends - stop.begins} instead of {minutes}"
		if stop.kind == "visit":
			visit = visits[stop.name]
			if visit.begins is not None and stop.begins != visit.begins:
				yield f"visit {stop.name}: is locked to {visit.begins}, begins at {stop.begins}"
			if stop.late != max(stop.begins - visit.due, 0):
				yield f"visit {stop.name}: says {stop.late} minutes late"


def _rules_of(day: Day, visits: dict[str, Visit], stop: Stop) -> tuple[float, float, float | None]:
	if stop.kind == "visit":
		visit = visits[stop.name]
		return visit.opens, visit.closes, visit.minutes
	if stop.kind == "store":
		return day.store_opens, day.store_closes, day.store_minutes
	return 0, float("inf"), None


def _ways(day: Day, technician: Technician, visits: dict[str, Visit], route: Route) -> Iterator[str]:
	"""No two things at a time, and between two places as long as the way is."""
	here, now, on_the_way, free = technician.start, route.leaves, 0.0, technician.shift_start
	left = False
	for stop in route.stops:
		if stop.kind == "break" and not left and stop.ends <= route.leaves and not stop.travel:
			if stop.begins < free:
				yield "a break overlaps another, or the time before the shift"
			free = stop.ends
			continue
		left = True
		on_the_way += stop.travel
		if stop.arrives != now + stop.travel:
			# After the return nobody travels.
			if stop.kind != "break" or stop.begins < route.returns:
				yield f"{stop.kind} {stop.name}: arrives at {stop.arrives}, comes from {now} after {stop.travel}"
		now = stop.ends
		if stop.kind != "break":
			place = day.store if stop.kind == "store" else visits[stop.name].place
			if place is None or day.travel[here][place] != on_the_way:
				yield f"{stop.kind} {stop.name}: the way takes {on_the_way}"
			if place is not None:
				here = place
			on_the_way = 0.0
	if free > route.leaves:
		yield "leaves during a break"
	before_return = [stop for stop in route.stops if stop.begins < route.returns or stop.kind != "break"]
	rode = sum(stop.travel for stop in before_return if stop.begins >= route.leaves)
	home = day.travel[here][technician.end]
	last = max((stop.ends for stop in before_return), default=route.leaves)
	if route.returns != max(last, route.leaves) + home - on_the_way:
		yield f"returns at {route.returns}, the last stop ends at {last}, the way home takes {home}"
	if route.travel != rode + home - on_the_way:
		yield f"says {route.travel} minutes of travel"
	after = [stop for stop in route.stops if stop not in before_return]
	now = route.returns
	for stop in after:
		if stop.begins < now:
			yield "a break after the return overlaps"
		now = stop.ends


def _abilities(technician: Technician, visits: dict[str, Visit], route: Route) -> Iterator[str]:
	left = dict(technician.parts)
	at_store = False
	for stop in route.stops:
		at_store = at_store or stop.kind == "store"
		if stop.kind != "visit":
			continue
		visit = visits[stop.name]
		if visit.skills - technician.skills:
			yield f"visit {stop.name}: lacks the skill"
		if technician.name in visit.never or visit.technician not in (None, technician.name):
			yield f"visit {stop.name}: somebody else's"
		if visit.area is not None and technician.areas is not None and visit.area not in technician.areas:
			yield f"visit {stop.name}: outside their area"
		if at_store:
			continue
		if visit.tools - technician.tools:
			yield f"visit {stop.name}: lacks the tool"
		for part, number in visit.parts.items():
			left[part] = left.get(part, 0) - number
			if left[part] < 0:
				yield f"visit {stop.name}: lacks part {part}"


def _breaks(technician: Technician, route: Route) -> Iterator[str]:
	taken = [stop for stop in route.stops if stop.kind == "break"]
	if len(taken) != len(technician.breaks):
		yield f"{len(taken)} of {len(technician.breaks)} breaks"
	wanted = sorted(technician.breaks, key=lambda pause: (pause.opens, pause.closes))
	for stop, pause in zip(taken, wanted, strict=False):
		if not _is(stop, pause):
			yield f"break from {stop.begins} to {stop.ends} is not the one of {pause.minutes} from {pause.opens} to {pause.closes}"
		if stop.begins < technician.shift_start or stop.ends > technician.shift_end + technician.overtime:
			yield f"break from {stop.begins} to {stop.ends} is not within the shift"


def _is(stop: Stop, pause: Break) -> bool:
	return pause.opens <= stop.begins <= pause.closes and stop.ends - stop.begins == pause.minutes


def _sums(technician: Technician, visits: dict[str, Visit], route: Route) -> Iterator[str]:
	between = [
		stop.ends - stop.begins
		for stop in route.stops
		if stop.kind == "break" and route.leaves <= stop.begins < route.returns
	]
	work = route.returns - route.leaves - sum(between)
	if route.work != work:
		yield f"says {route.work} minutes of work, has {work}"
	if technician.worked + work > technician.longest:
		yield f"works {technician.worked + work} minutes, may {technician.longest}"
	if route.overtime != max(route.returns - technician.shift_end, 0):
		yield f"says {route.overtime} minutes of overtime"
