"""A plan beside what is planned now: rows, figures and reasons (E3)."""

from dataclasses import dataclass, field
from itertools import pairwise

from frappe import _
from frappe.utils import format_datetime, get_datetime

from fsm_app.day_plans.facts import facts_of
from fsm_app.day_plans.gathering import Job
from fsm_app.day_plans.problem import Problem
from fsm_app.day_plans.reasons import place_sentence, why_left_out
from fsm_app.engine.route_plan.day import Plan, Route, Stop, Technician
from fsm_app.engine.route_plan.planner import NO_TRAVEL

UNCHANGED, MOVED, OTHER, NEW, LEFT_OUT, FIXED = (
	"Unchanged",
	"Moved",
	"Another Engineer",
	"Newly Planned",
	"Not Planned",
	"Fixed",
)
CHANGES = (MOVED, OTHER, NEW)
LINES_OF_A_NOTICE = 20


@dataclass
class Proposal:
	"""Rows for the plan's table, its figures, and what a dispatcher should look at."""

	rows: list[dict]
	figures: dict[str, int]
	alarms: list[str] = field(default_factory=list)


def plan_as_it_is(problem: Problem) -> Plan:
	"""What is planned now, in the planner's words, whether it can be done or not."""
	routes = []
	planned = {each.name for each in problem.day.visits}
	for technician in problem.day.technicians:
		own = [job for job in problem.jobs.values() if job.turn == technician.name and job.name in planned]
		if own:
			routes.append(_route(problem, technician, sorted(own, key=lambda job: (job.start, job.name))))
	return Plan(tuple(routes), (), False)


def of(problem: Problem, before: Plan, made: Plan) -> Proposal:
	"""The rows, the engineers' days one after the other, then what is left out; in the language of the moment."""
	was = {stop.name: stop for route in before.routes for stop in route.stops}
	planned = {
		stop.name: (problem.engineer(route.technician), stop)
		for route in made.routes
		for stop in route.stops
		if stop.kind == "visit"
	}
	left_out = {each.visit: each for each in made.unplanned}
	after_store = _after_store(made)
	rows = []
	for job in problem.jobs.values():
		row = _row(job)
		if job.name in planned:
			_fill(row, problem, job, *planned[job.name], was.get(job.name))
			if job.name in after_store:
				row["why"] = f"{row['why']} {_('Fetches parts at the store before.')}".strip()
		elif job.name in left_out:
			row.update(change=LEFT_OUT, why=why_left_out(problem, job, left_out[job.name]))
		elif job.name in problem.pinned_to_absent:
			name = problem.names.get(job.engineer) or job.engineer
			row.update(change=LEFT_OUT, why=_("Kept as planned for {0}, who is not at work.").format(name))
		else:
			row.update(
				change=FIXED,
				engineer_proposed=job.engineer,
				start_proposed=job.start,
				end_proposed=job.end,
				why=_("Stays as it is: it is remote, or nobody knows where it is."),
			)
		rows.append(row)
	rows.sort(
		key=lambda row: (
			row["engineer_proposed"] is None,
			row["engineer_proposed"] or "",
			str(row["start_proposed"] or row["start_now"] or ""),
			row["ticket"],
		)
	)
	return Proposal(rows, _figures(problem, before, made, rows), _alarms(problem, made))


def moves(problem: Problem, rows: list[dict]) -> str:
	"""What would move, a line each, for a notice: the ticket, who comes when now, and who then."""
	moved = [row for row in rows if row["change"] in (MOVED, OTHER)]
	lines = [
		f"{row['ticket']}: {_who_when(problem, row, 'now')} \u2192 {_who_when(problem, row, 'proposed')}"
		for row in moved[:LINES_OF_A_NOTICE]
	]
	return "\n".join(lines + (["..."] if len(moved) > len(lines) else []))


def _who_when(problem: Problem, row: dict, when: str) -> str:
	engineer = row[f"engineer_{when}"]
	return f"{problem.names.get(engineer) or engineer}, {format_datetime(row[f'start_{when}'])}"


def is_overdue(problem: Problem, name: str) -> bool:
	"""Whether the ticket was due before the day has begun: no plan of the day makes that good."""
	due = problem.jobs[name].ticket.next_due_at
	return bool(due) and get_datetime(due) < problem.midnight


def _route(problem: Problem, technician: Technician, jobs: list[Job]) -> Route:
	visits = {each.name: each for each in problem.day.visits}
	stops, here, now, travel = [], technician.start, technician.shift_start, 0.0
	for job in jobs:
		visit = visits[job.name]
		way = _way(problem, here, visit.place)
		begins = problem.minute(job.start)
		stops.append(
			Stop("visit", job.name, now + way, begins, begins + job.minutes, way, max(begins - visit.due, 0))
		)
		travel += way
		here, now = visit.place if visit.place is not None else here, begins + job.minutes
	home = _way(problem, here, technician.end)
	returns = now + home
	leaves = stops[0].begins - stops[0].travel
	return Route(
		technician.name,
		leaves,
		tuple(stops),
		returns,
		travel + home,
		returns - leaves,
		max(returns - technician.shift_end, 0),
	)


def _way(problem: Problem, one: int, other: int | None) -> float:
	return (problem.day.travel[one][other] or 0) if other is not None else 0


def _after_store(made: Plan) -> set[str]:
	"""The visits to which one comes from the store."""
	found = set()
	for route in made.routes:
		stops = [stop for stop in route.stops if stop.kind != "break"]
		found |= {other.name for one, other in pairwise(stops) if one.kind == "store"}
	return found


def _row(job: Job) -> dict:
	return {
		"ticket": job.name,
		"visit": job.visit.name if job.visit else None,
		"engineer_now": job.engineer,
		"start_now": job.start,
		"end_now": job.end,
		"engineer_proposed": None,
		"start_proposed": None,
		"facts": facts_of(job.ticket, job.visit),
	}


def _fill(row: dict, problem: Problem, job: Job, engineer: str, stop: Stop, was: Stop | None) -> None:
	start = problem.moment(stop.begins)
	if job.fixed:
		change = FIXED
	elif not job.start or not job.engineer:
		change = NEW
	elif job.engineer != engineer:
		change = OTHER
	else:
		change = UNCHANGED if start == job.start else MOVED
	overdue = is_overdue(problem, job.name)
	row.update(
		change=change,
		engineer_proposed=engineer,
		start_proposed=start,
		end_proposed=problem.moment(stop.ends),
		travel_minutes=round(stop.travel),
		late_minutes=0 if overdue else round(stop.late),
		why=_why(problem, job, change, stop, was),
	)


def _why(problem: Problem, job: Job, change: str, stop: Stop, was: Stop | None) -> str:
	parts = []
	if change == FIXED:
		parts.append(_("Stays as it is planned."))
	elif change == OTHER and job.turn not in problem.turns:
		parts.append(
			_("{0} is not at work on that day.").format(problem.names.get(job.engineer) or job.engineer)
		)
	elif change in (OTHER, MOVED) and was:
		parts.append(
			_("{0} minutes on the way instead of {1}.").format(round(stop.travel), round(was.travel))
		)
	elif change == NEW:
		parts.append(_("{0} minutes on the way.").format(round(stop.travel)))
	if is_overdue(problem, job.name):
		parts.append(_("Its time has run out before that day."))
	elif stop.late:
		parts.append(_("Begins {0} minutes late.").format(round(stop.late)))
	return " ".join(parts)


def _figures(problem: Problem, before: Plan, made: Plan, rows: list[dict]) -> dict[str, int]:
	figures = {}
	for suffix, plan in (("now", before), ("proposed", made)):
		late = [
			stop.late
			for route in plan.routes
			for stop in route.stops
			if stop.late and not is_overdue(problem, stop.name)
		]
		figures |= {
			f"travel_{suffix}": round(plan.travel),
			f"late_{suffix}": round(sum(late)),
			f"overtime_{suffix}": round(plan.overtime),
			f"at_risk_{suffix}": len(late),
		}
	kinds = [row["change"] for row in rows]
	plain = made.travel if made.without_fairness is None else made.without_fairness
	return figures | {
		"extra_travel": round(made.travel - plain),
		"visits_changed": kinds.count(MOVED) + kinds.count(OTHER),
		"visits_new": kinds.count(NEW),
		"visits_left_out": kinds.count(LEFT_OUT),
	}


def _alarms(problem: Problem, made: Plan) -> list[str]:
	alarms = []
	if NO_TRAVEL in made.alarms:
		alarms.append(
			_("No way takes any time: the places of all visits are the same. Check their coordinates.")
		)
	for name, reason in sorted(problem.doubtful.items()):
		alarms.append(f"{name}: {place_sentence(reason)}")
	if problem.starts_unknown:
		alarms.append(
			_("Nobody knows where these start; their first and last ways do not count: {0}.").format(
				", ".join(problem.starts_unknown)
			)
		)
	return alarms
