"""The job that works a day plan out: reads its days, searches, has the result checked, proposes it (E3)."""

from dataclasses import replace
from time import perf_counter

import frappe
from frappe import _
from frappe.utils import cint

from fsm_app.common.clock import now
from fsm_app.common.notices import languages_of
from fsm_app.day_plans import plans, proposal
from fsm_app.day_plans.plans import PLAN, PLANNING, PROPOSED, QUEUED
from fsm_app.day_plans.problem import Problem, problem_of
from fsm_app.engine.plan_checker import faults
from fsm_app.engine.route_plan.day import Day, Plan
from fsm_app.engine.route_plan.planner import can_search
from fsm_app.engine.route_plan.planner import plan as search
from fsm_app.engine.route_plan.replan import replan

CHANGE_LITTLE = "Change Little"


class PlanIsWrong(Exception):
	"""The planner has made a plan that breaks a rule; it is not saved."""


def plan_in_background(plan: str) -> None:
	"""The job: work the plan out; whatever goes wrong is written on it, and it can be started again."""
	try:
		work_out(plan)
		frappe.db.commit()
	except Exception as trouble:
		frappe.db.rollback()
		if isinstance(trouble, frappe.ValidationError):
			sentence = str(trouble)
		else:
			frappe.log_error(title=f"Day plan {plan}", reference_doctype=PLAN, reference_name=plan)
			sentence = _("An error has stopped the calculation; it is in the Error Log.")
		if frappe.db.exists(PLAN, plan):
			plans.failed(plan, sentence)
			frappe.db.commit()


def work_out(name: str) -> None:
	"""Search the best plan for the days and write it down as a proposal."""
	document = frappe.get_doc(PLAN, name)
	if document.state not in (QUEUED, PLANNING):
		return  # discarded meanwhile
	plans.write(document, state=PLANNING, started_at=now(), finished_at=None)
	if not frappe.flags.in_test:
		frappe.db.commit()
	began = perf_counter()
	problem = problem_of(document)
	if not problem.day.technicians:
		raise plans.DayPlanError(
			_("Nobody of the team and region is at work then. Choose other days, another team or region.")
		)
	if not problem.day.visits and not problem.jobs:
		raise plans.DayPlanError(
			_("There is nothing to plan then. Choose other days, or tick Also Tickets Without a Time.")
		)
	before = proposal.plan_as_it_is(problem)
	if document.mode == CHANGE_LITTLE:
		made = _little_changed(document, problem, before)
	else:
		made = search(problem.day, seconds=cint(document.seconds))
	if wrong := faults(problem.day, made):
		frappe.log_error(title=f"Day plan {name} breaks rules", message="\n".join(wrong))
		raise PlanIsWrong(wrong[0])
	document = frappe.get_doc(PLAN, name, for_update=True)
	if document.state != PLANNING:
		return
	_propose(document, problem, before, made, perf_counter() - began)


def _little_changed(document, problem: Problem, before: Plan) -> Plan:
	"""The plan with least change; a ticket that is to be fitted in comes in time, if that is possible at all."""

	def changed(day: Day) -> Plan:
		# To the minute: each other time has to be told to somebody.
		return replan(day, before, seconds=cint(document.seconds), tolerance=0, most_changes=most).plan

	most = cint(document.most_changes) if document.limit_changes else None
	if strict := _in_time(problem.day, document.ticket):
		made = changed(strict)
		if document.ticket not in {each.visit for each in made.unplanned}:
			return made
	return changed(problem.day)


def _in_time(day: Day, ticket: str | None) -> Day | None:
	"""The day in which the ticket must not be late; None where it has no time to keep, or none that can be kept."""
	visit = next((each for each in day.visits if each.name == ticket), None)
	if not visit or not visit.opens <= visit.due < visit.closes:
		return None
	visits = (replace(each, closes=each.due) if each is visit else each for each in day.visits)
	return replace(day, visits=tuple(visits))


def _propose(document, problem: Problem, before, made, seconds: float) -> None:
	of_owner = languages_of([document.owner]).get(document.owner, "en")
	here = frappe.local.lang
	frappe.local.lang = of_owner
	try:
		found = proposal.of(problem, before, made)
		solver = (
			_("Search by neighbourhoods and set covering")
			if made.searched and can_search()
			else _("Plain insertion; the libraries for searching are not installed")
		)
	finally:
		frappe.local.lang = here
	document.set("visits", found.rows)
	plans.write(
		document,
		**found.figures,
		state=PROPOSED,
		solver=solver,
		took_seconds=round(seconds),
		finished_at=now(),
		expires_at=plans.expires(document),
		alarm="\n".join(found.alarms) or None,
		error=None,
	)
	plans.tell(
		document,
		lambda language: _("The plan {0} is ready: {1} visits change, {2} are new.", language).format(
			document.name, document.visits_changed, document.visits_new
		),
		proposal.moves(problem, found.rows),
	)
