"""Why a visit is not planned, and what would have to give way, in sentences for a dispatcher (E3)."""

from collections import Counter

from frappe import _

from fsm_app.day_plans.gathering import Job
from fsm_app.day_plans.problem import Problem
from fsm_app.engine import doubtful_places as places
from fsm_app.engine.route_plan import day as days
from fsm_app.engine.route_plan.day import Unplanned
from fsm_app.engine.route_plan.replan import CHANGES


def why_left_out(problem: Problem, job: Job, unplanned: Unplanned) -> str:
	"""The causes, then the smallest change that would help."""
	if unplanned.causes == (days.NO_LOCATION,):
		reason = problem.doubtful.get(job.name)
		return place_sentence(reason) if reason else place_sentence(places.MISSING)
	causes = " ".join(_cause(cause) for cause in unplanned.causes)
	never = problem.who.never.get(job.name)
	if never and days.TECHNICIAN in unplanned.causes:
		# On however many days: it is one engineer.
		each = {(problem.engineer(turn), reason) for turn, reason in never.items()}
		counted = Counter(reason for _engineer, reason in sorted(each)).most_common(3)
		causes += " " + "; ".join(f"{number} x {reason}" for reason, number in counted) + "."
	if job.name in problem.doubtful:
		return f"{causes} {place_sentence(problem.doubtful[job.name])}"
	help_ = _relaxation(problem, unplanned)
	return f"{causes} {help_}".strip()


def place_sentence(reason: str) -> str:
	"""What is wrong with a place, and the way out."""
	return {
		places.MISSING: _("Nobody knows where it is. Enter an address with coordinates in the ticket."),
		places.OFF_EARTH: _("Its coordinates are none. Correct them."),
		places.SWAPPED: _("Latitude and longitude are swapped. Correct them."),
		places.FAR: _("It is far away from all others. Check its coordinates."),
		places.NO_ROAD: _("No road leads there. Check its coordinates."),
	}[reason]


def _cause(cause: str) -> str:
	return {
		days.SKILL: _("Nobody free has the skills."),
		days.SHIFT: _("The working days are full."),
		days.WINDOW: _("Nobody is free at the agreed time."),
		days.TRAVEL: _("No way leads there in time."),
		days.PART: _("Parts are not in the van."),
		days.TOOL: _("Tools are not in the van."),
		days.AREA: _("Nobody works in the region."),
		days.NO_LOCATION: _("Nobody knows where it is."),
		days.TECHNICIAN: _("Not everybody may be sent."),
		CHANGES: _("More visits would have to change than you allow."),
	}.get(cause, cause)


def _relaxation(problem: Problem, unplanned: Unplanned) -> str:
	found = unplanned.relaxation
	if not found:
		return ""
	name = problem.called(found.technician) if found.technician else ""
	if found.cause == CHANGES:
		return _("It would fit if {0} visits might change.").format(round(found.by))
	what = ", ".join(problem.called(each) if each in problem.turns else each for each in found.what)
	if found.cause == days.SHIFT:
		return _("It would fit if {0} worked {1} minutes longer.").format(name, round(found.by))
	if found.cause == days.WINDOW:
		return _("It would fit at {0}'s if it might begin {1} minutes earlier or later.").format(
			name, round(found.by)
		)
	if found.cause == days.TECHNICIAN:
		return ""
	return _("{0} comes nearest, who lacks: {1}.").format(name, what) if what else ""
