"""Training that comes by itself: onboarding when an engineer joins, rotations and drills every so many months (H4)."""

from datetime import date, timedelta

import frappe
from frappe import _
from frappe.utils import getdate

from fsm_app.common.clock import now
from fsm_app.engine.recurrence import begins_between
from fsm_app.service_training.assignments import ONBOARDING, PLAN, Wanted, assign, mark_overdue

TRAINING_PLAN = "Training Plan"
FITTING_FIELDS = ("company", "team", "level")


class PlanError(frappe.ValidationError):
	"""A plan that would never assign anything."""


def validate_plan(plan) -> None:
	"""Give a plan the day from which it counts; refuse a period of no length."""
	plan.starts_on = plan.starts_on or now().date()
	if plan.kind == "Recurring" and (plan.every_months or 0) < 1:
		frappe.throw(_("Every (months): {0} must be 1 or more.").format(plan.every_months or 0), PlanError)


def assign_planned_training() -> None:
	"""Daily: assign what the plans ask for, each occasion once, and mark what is overdue.

	A period is assigned `ahead_days` before it begins, also when the scheduler stood still meanwhile, unless its time is over.
	"""
	today = now().date()
	engineers = frappe.get_all(
		"Service Engineer",
		filters={"status": ["!=", "Left"]},
		fields=["name", "joined_on", *FITTING_FIELDS],
		order_by="name",
	)
	for plan in frappe.get_all(TRAINING_PLAN, filters={"disabled": 0}, fields=["*"], order_by="name"):
		frappe.db.savepoint("training_plan")
		try:
			assign(_wanted(plan, engineers, today))
		except Exception:
			frappe.db.rollback(save_point="training_plan")
			frappe.log_error(
				title=f"Training plan {plan.name}",
				reference_doctype=TRAINING_PLAN,
				reference_name=plan.name,
			)
		frappe.db.commit()
	mark_overdue()


def _wanted(plan, engineers: list, today: date) -> list[Wanted]:
	fitting = [
		engineer
		for engineer in engineers
		if all(not plan[field] or plan[field] == engineer[field] for field in FITTING_FIELDS)
	]
	time_to_do = timedelta(days=plan.due_within_days or 0)
	starts_on = getdate(plan.starts_on)
	if plan.kind == ONBOARDING:
		return [
			Wanted(
				f"plan:{plan.name}:{engineer.name}",
				*(
					engineer.name,
					plan.course,
					getdate(engineer.joined_on) + time_to_do,
					ONBOARDING,
					plan.name,
				),
			)
			for engineer in fitting
			if engineer.joined_on and starts_on <= getdate(engineer.joined_on) <= today
		]
	begins = begins_between(
		starts_on, plan.every_months, today - time_to_do, today + timedelta(days=plan.ahead_days or 0)
	)
	return [
		Wanted(
			f"plan:{plan.name}:{begin}:{engineer.name}",
			*(engineer.name, plan.course, begin + time_to_do, PLAN, plan.name),
		)
		for begin in begins
		for engineer in fitting
	]
