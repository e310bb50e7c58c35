"""Days of documents made into one for the planner: minutes from midnight, places of a matrix, technicians, visits (E3)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil

import frappe
from frappe.utils import cint, flt, formatdate

from fsm_app.common.clock import now
from fsm_app.day_plans.gathering import Job, engineers_of, jobs_of
from fsm_app.day_plans.turns import Turn, bounds_of, minutes_before, turns_of
from fsm_app.day_plans.who_may import WhoMay, who_may
from fsm_app.dispatch.profiles import pace_of, profile_of
from fsm_app.dispatch.roster import Roster
from fsm_app.dispatch.travel import starts_of_day
from fsm_app.engine.day_of_visits import merged
from fsm_app.engine.distance import Position, is_position
from fsm_app.engine.route_plan import day as days
from fsm_app.engine.route_plan.day import Break, Day, Settings, Technician, Visit
from fsm_app.engine.sla_metrics import RESOLUTION
from fsm_app.service_desk.ticket_caller import positions_of
from fsm_app.spare_parts.van_stock import in_vans
from fsm_app.travel_times.coordinates import to_world
from fsm_app.travel_times.travel_matrix import Matrix, matrix

# A rest may begin so much earlier or later than the calendar has it.
REST_MOVES = 60
# Another engineer than the one who has the ticket must spare so many minutes at least.
CHANGE_COST = 15
# Another day than the planned one must spare so many; what has no day yet is rather done soon, by so many for each day.
OTHER_DAY_COST, LATER_COST = 30, 10
# What was agreed is left out last, then what is due within the plan.
AGREED_COST, DUE_COST, LOOSE_COST = 5_000, 2_000, 1_000
LATE_COST = 2
A_DAY = 24 * 60


@dataclass
class Problem:
	"""The planner's day, which may be several in a row, and what each name in it stands for.

	`turns`: the planner's technicians, each an engineer on a day. `busy`: tickets that take an engineer's time and no way,
	such as remote ones; `pinned_to_absent`: tickets that are kept for somebody who is not at work that day.
	"""

	day: Day
	midnight: datetime
	jobs: dict[str, Job]
	who: WhoMay
	names: dict[str, str]
	turns: dict[str, Turn] = field(default_factory=dict)
	several: bool = False
	busy: set[str] = field(default_factory=set)
	pinned_to_absent: set[str] = field(default_factory=set)
	starts_unknown: list[str] = field(default_factory=list)
	doubtful: dict[str, str] = field(default_factory=dict)
	estimated: bool = False

	def engineer(self, turn: str) -> str:
		"""Whose turn it is."""
		return self.turns[turn].engineer

	def called(self, turn: str) -> str:
		"""How a dispatcher calls the engineer of a turn, with the day where there are several."""
		name = self.names[self.engineer(turn)]
		return f"{name} ({formatdate(self.turns[turn].day)})" if self.several else name

	def minute(self, at: datetime) -> int:
		"""Minutes from midnight of the first day."""
		return minutes_from(self.midnight, at)

	def moment(self, minute: float) -> datetime:
		"""The moment so many minutes after midnight of the first day."""
		return self.midnight + timedelta(minutes=minute)


def minutes_from(midnight: datetime, at: datetime) -> int:
	"""Whole minutes, a begun one counts."""
	return ceil((at - midnight).total_seconds() / 60)


def problem_of(plan) -> Problem:
	"""What is to be planned, as things stand now. Queries do not grow with the engineers or the tickets."""
	midnight, end = bounds_of(plan)
	everybody = engineers_of(plan)
	jobs = jobs_of(plan, everybody)
	turns, rosters = turns_of(plan, everybody)
	there = {turn.engineer for turn in turns}
	crew = [row for row in everybody if row.name in there]
	names = {row.name: row.engineer_name for row in everybody}
	who = who_may([job for job in jobs if not job.done and not job.fixed], turns)
	places = _Places(plan, crew, jobs)
	ways = places.matrix(max(midnight + timedelta(hours=9), now()), _pace(jobs))
	problem = Problem(
		Day((), (), ()),
		midnight,
		{job.name: job for job in jobs if not job.done},
		who,
		names,
		{turn.name: turn for turn in turns},
		end - midnight > timedelta(days=1),
	)
	problem.estimated = bool(ways.estimated)
	places.forget(ways.left_out)
	problem.starts_unknown = [row.engineer_name for row in crew if row.name not in places.starts]
	problem.doubtful = {
		name: {**ways.left_out, **ways.doubtful}[index]
		for name, index in places.jobs.items()
		if index in ways.left_out or index in ways.doubtful
	}
	usable = {name: index for name, index in places.jobs.items() if index not in ways.left_out}
	needs = _needs(plan, [job for job in jobs if not job.done], [row.name for row in crew])
	technicians = [
		_technician(plan, turn, rosters[turn.day], jobs, usable, places, needs, problem) for turn in turns
	]
	visits = []
	for job in jobs:
		if job.done or job.name in problem.busy:
			continue
		if job.fixed and job.turn not in problem.turns:
			problem.pinned_to_absent.add(job.name)
			continue
		visits.append(_visit(plan, job, usable, places, needs, problem, there))
	problem.day = Day(
		tuple(technicians),
		tuple(visits),
		ways.minutes,
		store=places.store,
		store_minutes=cint(plan.store_minutes),
		settings=Settings(fairness=1.0 if plan.even_load else 0.0),
	)
	return problem


class _Places:
	"""The places of the day, each once, and which of them is whose. One place without ways of its own stands for 'unknown'."""

	def __init__(self, plan, crew: list, jobs: list[Job]):
		self.points: list[tuple[float, float]] = []
		self.starts = {name: self._index(place) for name, place in starts_of_day(crew).items()}
		positions = positions_of({job.name for job in jobs if job.on_site})
		self.jobs = {name: self._index(place) for name, place in positions.items()}
		self.store = self._store(plan.store)
		self.anywhere = len(self.points)

	def _index(self, place: Position) -> int:
		point = (place.latitude, place.longitude)
		if point not in self.points:
			self.points.append(point)
		return self.points.index(point)

	def _store(self, address: str | None) -> int | None:
		degrees = address and frappe.db.get_value("Address", address, ["fsm_latitude", "fsm_longitude"])
		if not degrees or not is_position(flt(degrees[0]), flt(degrees[1])):
			return None
		return self._index(to_world()(Position(flt(degrees[0]), flt(degrees[1]))))

	def forget(self, left_out: dict[int, str]) -> None:
		"""Of these places nothing can be reckoned."""
		self.starts = {name: index for name, index in self.starts.items() if index not in left_out}
		if self.store in left_out:
			self.store = None

	def matrix(self, leaving: datetime, pace) -> Matrix:
		"""Whole minutes between all places; from and to the unknown place it takes no time."""
		found = matrix(self.points, leaving, pace)
		size = len(self.points)
		rows = [[None if way is None else ceil(way - 1e-6) for way in row] + [0] for row in found.minutes]
		for index in range(size):
			rows[index][index] = 0
		found.minutes[:] = [*rows, [0] * (size + 1)]
		return found


def _pace(jobs: list[Job]):
	offering = frappe.get_cached_doc("Service Offering", jobs[0].ticket.offering) if jobs else None
	return pace_of(profile_of(offering or frappe._dict()))


def _technician(
	plan, turn: Turn, roster: Roster, jobs, usable, places: _Places, needs: "_Needs", problem: Problem
):
	name = turn.engineer
	opens, closes, rests = _hours(plan, turn, roster, problem.midnight)
	start = end = places.starts.get(name, places.anywhere)
	worked, begun = 0, False
	# What is done or under way is so today, and no plan begins before today.
	is_first = turn.day == problem.midnight.date()
	over = sorted(
		(job for job in jobs if is_first and job.done and job.engineer == name), key=lambda job: job.end
	)
	if turn.day == now().date():
		opens = max(opens, problem.minute(now()))
	for job in over:
		opens, begun = max(opens, problem.minute(job.end)), True
		worked += job.minutes
		start = usable.get(job.name, start)
	own = [job for job in jobs if not job.done and job.turn == turn.name]
	without_way = [
		job for job in own if (job.fixed and not job.on_site) or (job.name not in usable and job.on_site)
	]
	busy, extra = [], max(cint(plan.overtime) - max(opens - closes, 0), 0)
	closes = max(closes, opens)
	for first, last in merged((job.start, job.end) for job in without_way):
		one, other = problem.minute(first), problem.minute(last)
		if opens <= one and other <= closes and len(busy) < days.MOST_BREAKS:
			busy.append(Break(one, one, other - one))
	problem.busy |= {job.name for job in without_way}
	pauses = busy + [
		Break(max(first - REST_MOVES, opens), first + REST_MOVES, minutes)
		for first, minutes in rests
		if first >= opens
		and first + REST_MOVES + minutes <= closes
		and not any(each.opens < first + minutes and first < each.opens + each.minutes for each in busy)
	]
	return Technician(
		name=turn.name,
		start=start,
		end=end,
		shift_start=opens,
		shift_end=closes,
		overtime=extra,
		worked=worked,
		begun=begun,
		skills=frozenset(problem.who.skills.get(name, ())),
		tools=needs.tools_of(name),
		parts=needs.parts_of(name),
		breaks=tuple(pauses[: days.MOST_BREAKS]),
	)


def _hours(plan, turn: Turn, roster: Roster, midnight: datetime):
	"""From when to when somebody works, and the rests between: the start as the calendar has it, and the minutes."""
	name, before = turn.engineer, minutes_before(midnight, turn.day)
	spans = [*(roster.shifts.get(name) or ()), *(roster.duties.get(name) or ())]
	spans = merged(span for span in spans if span[0].date() <= turn.day <= span[1].date())
	if not spans:
		return before + cint(plan.hours_from) * 60, before + cint(plan.hours_until) * 60, []
	opens, closes = max(before, minutes_from(midnight, spans[0][0])), minutes_from(midnight, spans[-1][1])
	working = merged([*(roster.worked.get(name) or spans), *(roster.duties.get(name) or ())])
	working = [span for span in working if span[1] > spans[0][0] and span[0] < spans[-1][1]]
	rests = [
		(minutes_from(midnight, one[1]), minutes_from(one[1], other[0])) for one, other in pairwise(working)
	]
	return opens, min(closes, before + A_DAY), sorted(rests, key=lambda rest: -rest[1])


def _visit(
	plan, job: Job, usable, places: _Places, needs: "_Needs", problem: Problem, there: set[str]
) -> Visit:
	place = usable.get(job.name)
	parts, tools = needs.parts.get(job.ticket.offering, {}), needs.tools.get(job.ticket.offering, frozenset())
	if job.fixed:
		begins = problem.minute(job.start)
		return Visit(
			job.name,
			place,
			job.minutes,
			opens=begins,
			closes=begins,
			due=_due(job, problem),
			technician=job.turn,
			begins=begins,
		)
	opens, closes, due = _window(job, problem)
	agreed = bool(job.opens or job.start or job.name == plan.ticket)
	length = (bounds_of(plan)[1] - problem.midnight) // timedelta(minutes=1)
	return Visit(
		job.name,
		place,
		job.minutes,
		opens=opens,
		closes=closes,
		due=due,
		skills=frozenset() if job.engineer in there else problem.who.needed.get(job.name, frozenset()),
		tools=tools,
		parts=parts,
		never=frozenset(problem.who.never.get(job.name, ())) | _unskilled(job, problem, there),
		costs=_costs(job, problem, there),
		# However late on a later day is better than not at all.
		unplanned_cost=(AGREED_COST if agreed else DUE_COST if due < length else LOOSE_COST)
		+ LATE_COST * (length - A_DAY),
		late_cost=LATE_COST,
	)


def _costs(job: Job, problem: Problem, there: set[str]) -> dict[str, float]:
	"""By turn what speaks against it: somebody else comes than now, or on another day, or later than could be."""
	first = problem.midnight.date()
	costs = {}
	for turn in problem.turns.values():
		cost = CHANGE_COST if job.engineer in there and turn.engineer != job.engineer else 0
		if job.start:
			cost += OTHER_DAY_COST if turn.day != job.start.date() else 0
		elif not job.opens:
			cost += LATER_COST * (turn.day - first).days
		if cost:
			costs[turn.name] = cost
	return costs


def _unskilled(job: Job, problem: Problem, there: set[str]) -> frozenset[str]:
	"""Where the one who has the ticket may keep it without the skills, the others may still not have it without."""
	needed = problem.who.needed.get(job.name, frozenset())
	if not needed or job.engineer not in there:
		return frozenset()
	return frozenset(
		turn.name
		for turn in problem.turns.values()
		if turn.engineer != job.engineer and not needed <= problem.who.skills.get(turn.engineer, set())
	)


def _window(job: Job, problem: Problem) -> tuple[float, float, float]:
	"""When the visit may begin, and after when it is late. A promise that has passed already is late at once."""
	opens = problem.minute(job.opens) if job.opens else 0
	closes = problem.minute(job.closes) if job.closes else days.FOREVER
	due = _due(job, problem)
	present = problem.minute(now())
	if 0 < present and present > opens:
		opens = present
	if closes < opens:
		return opens, days.FOREVER, min(due, closes)
	return opens, closes, due


def _due(job: Job, problem: Problem) -> float:
	if not job.ticket.next_due_at:
		return days.FOREVER
	due = problem.minute(frappe.utils.get_datetime(job.ticket.next_due_at))
	if job.ticket.next_due_metric == RESOLUTION:
		due -= job.minutes
	return max(due, 0)


@dataclass
class _Needs:
	"""Parts and tools by offering, and what vans hold of them; who has no van is taken to have what is needed."""

	parts: dict[str, dict[str, int]]
	tools: dict[str, frozenset[str]]
	held: dict[str, dict[str, float]]

	def parts_of(self, engineer: str) -> dict[str, int]:
		most: dict[str, int] = {}
		for of_offering in self.parts.values():
			for item, number in of_offering.items():
				most[item] = most.get(item, 0) + number * 1000
		if engineer not in self.held:
			return most
		return {item: int(qty) for item, qty in self.held[engineer].items() if item in most and qty >= 1}

	def tools_of(self, engineer: str) -> frozenset[str]:
		known = frozenset().union(*self.tools.values()) if self.tools else frozenset()
		if engineer not in self.held:
			return known
		return frozenset(item for item in known if self.held[engineer].get(item, 0) > 0)


def _needs(plan, jobs: list[Job], engineers: list[str]) -> _Needs:
	parts: dict[str, dict[str, int]] = {}
	tools: dict[str, frozenset[str]] = {}
	for offering in {job.ticket.offering for job in jobs}:
		of_offering: dict[str, int] = {}
		for row in frappe.get_cached_doc("Service Offering", offering).materials:
			if row.item and row.kind == "Part":
				of_offering[row.item] = of_offering.get(row.item, 0) + max(1, ceil(row.qty or 1))
			elif row.item:
				tools[offering] = tools.get(offering, frozenset()) | {row.item}
		if of_offering:
			parts[offering] = of_offering
	items = {item for each in parts.values() for item in each} | {
		item for each in tools.values() for item in each
	}
	return _Needs(parts, tools, in_vans(sorted(items), engineers, plan.company))
