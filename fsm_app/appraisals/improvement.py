"""The plan of an interview: actions with a due day, and KPIs that are measured by themselves at the next review (J4)."""

from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import add_months, get_last_day, getdate

from fsm_app.appraisals import people, stages
from fsm_app.appraisals.telling import format_day, tell
from fsm_app.common.clock import now
from fsm_app.workforce.audience import Audience

ACTION = stages.ACTION
OPEN, REACHED, DONE, ESCALATED = "Open", "Reached", "Done", "Escalated"
# What follows from measuring and closing.
DERIVED = (
	"engineer",
	"company",
	"state",
	"closed_on",
	"closed_by",
	"result",
	"value",
	"measured_in",
	"waited",
)
# A target whose cycle was not closed so long after its day is not measured any more.
MEASURED_WITHIN = timedelta(days=92)


class ActionRefused(frappe.ValidationError):
	"""An action that cannot be planned or closed so."""


class NotYourAction(frappe.PermissionError):
	"""An action that somebody else plans or closes."""


def validate_action(action) -> None:
	"""Before saving: who plans it, and what follows from the review is not typed in."""
	if action.flags.of_app:
		return
	before = action.get_doc_before_save()
	review = _review_of(action)
	if not _may_plan(review):
		frappe.throw(_("The plan is agreed on by the supervisor. Ask them to change it."), NotYourAction)
	if before and before.state != OPEN:
		_refuse(_("{0} is {1}; it stays as it is.").format(action.name, _(before.state, context=ACTION)))
	for field in DERIVED:
		action.set(field, before.get(field) if before else None)
	action.update(
		{
			"engineer": review.engineer,
			"engineer_name": review.engineer_name,
			"company": review.company,
			"state": OPEN,
		}
	)
	action.responsible = action.responsible or review.engineer_user
	if getdate(action.due_on) < getdate(now()) and (not before or action.has_value_changed("due_on")):
		_refuse(_("Due On: {0} is past. Choose today or a later day.").format(format_day(action.due_on)))
	if not action.kpi:
		action.update({"target": 0, "comparison": "At Least"})


def may_plan(action) -> bool:
	"""Whether the user agrees on this action with the engineer: the supervisor, or a manager."""
	return not action.review or _may_plan(_review_of(action))


def tell_new_action(action) -> None:
	"""Tell who is responsible."""
	tell(
		Audience().user(action.responsible),
		lambda language: _("Agreed on until {0}: {1}", language).format(
			format_day(action.due_on), action.action[:120]
		),
		ACTION,
		action.name,
	)


def close(name: str, result: str) -> None:
	"""Close an action by hand, with what came of it: who is responsible or plans it, a measured one only who plans it."""
	action = frappe.get_doc(ACTION, name, for_update=True)
	review = _review_of(action)
	plans = _may_plan(review)
	is_responsible = frappe.session.user == action.responsible and not action.kpi and action.state == OPEN
	if not (plans or is_responsible):
		frappe.throw(_("{0}: the supervisor closes it. Ask them to do so.").format(name), NotYourAction)
	if action.state in (REACHED, DONE):
		_refuse(_("{0} is closed. Add a new one.").format(name))
	if not result.strip():
		_refuse(_("Result: say what came of it."))
	_end(action, DONE, result.strip(), frappe.session.user)


def measure_cycle(cycle) -> None:
	"""fsm_cycle_closed: measure the targets whose day lies in the cycle or before. Two queries and one save each."""
	actions = frappe.get_all(
		ACTION,
		filters={
			"state": OPEN,
			"kpi": ["is", "set"],
			"company": cycle.company,
			"due_on": ["<=", cycle.end_date],
		},
		pluck="name",
		order_by="name",
	)
	_measure(actions, {"cycle": cycle.name})


def measure_again(appraisal, before, reason: str) -> None:
	"""fsm_score_corrected: what was measured in the appraisal is measured again."""
	measured = {"measured_in": appraisal.name, "state": ["in", [REACHED, ESCALATED]]}
	_measure(frappe.get_all(ACTION, filters=measured, pluck="name"), {"name": appraisal.name})


def escalate_overdue() -> None:
	"""Daily: actions without a KPI whose day has passed, and targets whose cycle is never closed."""
	today, audience = getdate(now()), Audience()
	by_hand = {"kpi": ["is", "not set"], "due_on": ["<", today]}
	never = {"kpi": ["is", "set"], "due_on": ["<", today - MEASURED_WITHIN]}
	for filters, reason in (
		(by_hand, _("Not done until the due day.")),
		(never, _("The cycle of the due day was not closed.")),
	):
		for name in frappe.get_all(ACTION, filters={"state": OPEN, **filters}, pluck="name", order_by="name"):
			_escalate(frappe.get_doc(ACTION, name), reason, audience)
			frappe.db.commit()


def _measure(names: list[str], appraisals: dict) -> None:
	if not names:
		return
	actions = [frappe.get_doc(ACTION, name) for name in names]
	figures = _figures([action.engineer for action in actions], appraisals)
	audience = Audience()
	for action in actions:
		measured = figures.get((action.engineer, action.kpi))
		if measured is None:
			_wait(action, audience)
			continue
		action.update({"value": measured.value, "measured_in": measured.appraisal})
		is_least = action.comparison == "At Least"
		reached = measured.value >= action.target if is_least else measured.value <= action.target
		text = _("{0} was {1}, the target {2}.").format(
			action.kpi, f"{measured.value:g}", f"{action.target:g}"
		)
		if reached:
			_end(action, REACHED, text, None)
		else:
			_escalate(action, text, audience)


def _figures(engineers: list[str], appraisals: dict) -> dict:
	"""By engineer and KPI the value that was scored, and where."""
	found = frappe.get_all(
		"Performance Appraisal",
		filters={**appraisals, "engineer": ["in", engineers]},
		fields=["name", "engineer"],
		as_list=True,
	)
	owner = dict(found)
	rows = frappe.get_all(
		"Performance Appraisal Score",
		filters={"parenttype": "Performance Appraisal", "parent": ["in", list(owner)], "scored": 1},
		fields=["parent as appraisal", "kpi", "value"],
		limit_page_length=0,
	)
	return {(owner[row.appraisal], row.kpi): row for row in rows}


def _wait(action, audience: Audience) -> None:
	"""Without figures, as after a month away, the target is measured a month later, once."""
	if action.waited or action.state != OPEN:
		_escalate(action, _("There were no figures for {0}.").format(action.kpi), audience)
		return
	later = get_last_day(add_months(action.due_on, 1))
	frappe.db.set_value(ACTION, action.name, {"waited": 1, "due_on": later})
	action.add_comment("Info", _("There were no figures; it is measured a month later."))


def _escalate(action, reason: str, audience: Audience) -> None:
	action.update({"state": ESCALATED, "result": reason, "closed_on": None, "closed_by": None})
	_save(action)
	review = _review_of(action)

	def message(language: str) -> str:
		return _("The plan of {0} was not kept: {1}", language).format(
			review.engineer_name, action.action[:120]
		)

	tell(people.supervisor_and_hr(review, audience), message, ACTION, action.name, reason)


def _end(action, state: str, result: str, by: str | None) -> None:
	action.update({"state": state, "result": result, "closed_on": getdate(now()), "closed_by": by})
	_save(action)
	review, audience = _review_of(action), Audience()

	def message(language: str) -> str:
		return _("The plan of {0} was kept: {1}", language).format(review.engineer_name, action.action[:120])

	users = [*audience.engineer(action.engineer), *audience.user(review.supervisor)]
	tell(users, message, ACTION, action.name, result)


def _save(action) -> None:
	action.flags.of_app = True
	action.save(ignore_permissions=True)  # the rules, or a user who was asked


def _may_plan(review) -> bool:
	return people.may_supervise(review) or people.may_check(review)


def _review_of(action):
	return frappe.get_doc(stages.REVIEW, action.review)


def _refuse(message: str) -> None:
	frappe.throw(message, ActionRefused)
