"""Improvement plans: opened for whoever stays below the target, held by the supervisor, reviewed on a day (J5)."""

from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import formatdate

from fsm_app.common.clock import now
from fsm_app.common.roles import HR_MANAGER
from fsm_app.rewards import deciding
from fsm_app.workforce.audience import Audience

PLAN = "Improvement Plan"
OPEN, REACHED, NOT_REACHED, CANCELLED = "Open", "Reached", "Not Reached", "Cancelled"
OWN_FIELDS = (
	"company",
	"supervisor",
	"opened_on",
	"closed_on",
	"closed_by",
	"run",
	"reminded_on",
	"live_key",
)


class PlanRefused(frappe.ValidationError):
	"""A plan that is closed, or closed without a result, or one too many."""


def open_plan(run, engineer: str, months: str, days: int) -> None:
	"""Open a plan for the engineer, unless one is open; tell the engineer, the supervisor and HR."""
	if frappe.db.get_value(PLAN, {"live_key": engineer}, "name", for_update=True):
		return
	plan = frappe.get_doc(
		{
			"doctype": PLAN,
			"engineer": engineer,
			"reason": f"{_(run.rule)}: {months}",
			"review_on": now().date() + timedelta(days=days),
		}
	)
	plan.flags.run = run.name
	plan.insert(ignore_permissions=True)  # follows from a rule


def cancel_plan(run, engineer: str) -> None:
	"""Cancel the open plan that the list `run` opened for the engineer: its reason has fallen away."""
	name = frappe.db.get_value(PLAN, {"engineer": engineer, "run": run.name, "state": OPEN})
	if run.doctype != "Reward Run" or not name:
		return
	plan = frappe.get_doc(PLAN, name)
	plan.update({"state": CANCELLED, "result": _("The score was corrected.")})
	plan.save(ignore_permissions=True)  # follows from a correction
	_tell(plan, lambda code: _("The improvement plan of {0} is cancelled.", code).format(_name(plan)))


def validate_plan(plan) -> None:
	"""Before saving: whose plan it is stays, and closing it needs a result."""
	before = plan.get_doc_before_save()
	if before:
		plan.update({field: before.get(field) for field in OWN_FIELDS})
		if before.state != OPEN:
			_refuse(_("{0} is closed. Open a new plan.").format(plan.name))
	else:
		_prepare(plan)
	if plan.state != OPEN:
		if not (plan.result or "").strip():
			_refuse(_("Result: say what came of the plan before it is closed."))
		plan.update({"closed_on": now().date(), "closed_by": frappe.session.user, "live_key": None})


def tell_of_new(plan) -> None:
	"""After inserting a plan: the engineer, their supervisor and HR know of it."""
	_tell(
		plan,
		lambda code: _("An improvement plan for {0} is open until {1}.", code).format(
			_name(plan), formatdate(plan.review_on)
		),
		Audience().engineer(plan.engineer),
	)


def remind_of_reviews() -> None:
	"""Daily: remind supervisor and HR, once, of open plans whose day of review has come."""
	today = now().date()
	for name in frappe.get_all(
		PLAN,
		filters={"state": OPEN, "review_on": ["<=", today], "reminded_on": ["is", "not set"]},
		pluck="name",
		order_by="review_on",
	):
		plan = frappe.get_doc(PLAN, name)
		plan.db_set("reminded_on", today)
		_tell(
			plan, lambda code, plan=plan: _("Review the improvement plan of {0}.", code).format(_name(plan))
		)


def _prepare(plan) -> None:
	engineer = frappe.db.get_value("Service Engineer", plan.engineer, ["company", "team"], as_dict=True)
	if not engineer:
		return  # a missing one is refused after this, by its name
	if other := frappe.db.get_value(PLAN, {"live_key": plan.engineer}):
		_refuse(_("Engineer: {0} is open. Close it first.").format(other))
	plan.update(
		{
			"company": engineer.company,
			"supervisor": engineer.team
			and frappe.get_cached_value("Service Team", engineer.team, "supervisor"),
			"opened_on": now().date(),
			"closed_on": None,
			"closed_by": None,
			"reminded_on": None,
			"run": plan.flags.run,
			"live_key": plan.engineer,
		}
	)


def _tell(plan, message, besides: list[str] | None = None) -> None:
	users = [
		*(besides or []),
		*Audience().user(plan.supervisor),
		*deciding.deciders(plan.company, HR_MANAGER),
	]
	deciding.tell(users, message, plan)


def _name(plan) -> str:
	return frappe.get_cached_value("Service Engineer", plan.engineer, "engineer_name")


def _refuse(message: str) -> None:
	frappe.throw(message, PlanRefused)
