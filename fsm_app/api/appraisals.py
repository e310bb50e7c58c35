"""What the forms of reviews, ratings, interviews, appeals, plans and objectives ask for."""

import frappe
from frappe import _

from fsm_app.appraisals import (
	appeals,
	improvement,
	interviews,
	objectives,
	ratings,
	review_page,
	reviews,
	stages,
)
from fsm_app.common.arguments import WrongArgument, parsed, permitted


@frappe.whitelist(methods=["GET"])
def page(review: str) -> dict:
	"""What stands above the form of a review: the score, whose turn it is, and what the user may do now."""
	return review_page.page_of(permitted(stages.REVIEW, review))


@frappe.whitelist(methods=["POST"])
def ask_colleagues(review: str, engineers: list | str) -> list[str]:
	"""Ask these engineers to rate their colleague; needs to be the supervisor or HR."""
	names = parsed(engineers, _("Colleagues"))
	if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
		frappe.throw(_("Colleagues: name at least one engineer."), WrongArgument)
	return ratings.ask_colleagues(frappe.get_doc(stages.REVIEW, permitted(stages.REVIEW, review)), names)


@frappe.whitelist(methods=["POST"])
def hand_in(rating: str) -> None:
	"""Hand in the rating; needs to be its rater."""
	reviews.hand_in(permitted(stages.RATING, rating))


@frappe.whitelist(methods=["POST"])
def take(review: str, stage: str) -> None:
	"""Take the action of the workflow that leads the review to this stage."""
	if stage not in stages.STAGES:
		frappe.throw(
			_("Stage: {0} is not one of a review. Give another one.").format(str(stage)[:40]), WrongArgument
		)
	reviews.advance(permitted(stages.REVIEW, review), stage)


@frappe.whitelist(methods=["POST"])
def finish_interview(interview: str) -> None:
	"""Say that the interview was held; needs to be the supervisor."""
	interviews.finish(permitted(stages.INTERVIEW_RECORD, interview))


@frappe.whitelist(methods=["POST"])
def confirm(review: str) -> None:
	"""Confirm one's own review."""
	reviews.advance(permitted(stages.REVIEW, review), stages.CONFIRMED)


@frappe.whitelist(methods=["POST"])
def appeal(review: str, reason: str) -> str:
	"""Appeal against one's own review; returns the appeal's name."""
	return appeals.appeal(permitted(stages.REVIEW, review), _text(reason, _("Reason")))


@frappe.whitelist(methods=["POST"])
def decide(
	appeal: str,
	upheld: bool | int | str,
	reason: str,
	values: dict | str | None = None,
	supervisor_score: float | str | None = None,
) -> None:
	"""Decide an appeal; needs to be a manager who is not concerned. `values`: by KPI what is right, null for no data."""
	given = parsed(values, _("Corrections")) or {}
	if not isinstance(given, dict):
		frappe.throw(
			_("Corrections: {0} is no list of KPIs. Give a value for each KPI.").format(str(given)[:40]),
			WrongArgument,
		)
	appeals.decide(
		permitted(stages.APPEAL, appeal),
		upheld in (True, 1, "1", "true"),
		_text(reason, _("Reason of the Decision")),
		{str(kpi): _number(value, str(kpi), empty=True) for kpi, value in given.items()},
		_number(supervisor_score, _("Supervisor", context="Appraisal Appeal"), empty=True),
	)


@frappe.whitelist(methods=["POST"])
def check_in(objective: str, key_result: str, value: float | str, note: str | None = None) -> None:
	"""Note how far a key result is; needs to be its engineer, or who sets the objective."""
	objectives.check_in(
		permitted(stages.OBJECTIVE, objective),
		_text(key_result, _("Key Result", context="Objective Check-in")),
		_number(value, _("Value", context="Objective Check-in")),
		_text(note or "", _("Note", context="Objective Check-in")) or None,
	)


@frappe.whitelist(methods=["POST"])
def close_objective(objective: str) -> None:
	"""Close an objective; needs to be who sets it."""
	objectives.close(permitted(stages.OBJECTIVE, objective))


@frappe.whitelist(methods=["POST"])
def close_action(action: str, result: str) -> None:
	"""Close an action with what came of it; needs to be responsible for it or to plan it."""
	improvement.close(
		permitted(stages.ACTION, action), _text(result, _("Result", context="Improvement Action"))
	)


def _text(value, label: str) -> str:
	if not isinstance(value, str):
		frappe.throw(_("{0}: write a text.").format(label), WrongArgument)
	return value


def _number(value, label: str, empty: bool = False) -> float | None:
	if empty and value in (None, ""):
		return None
	try:
		found = float(value)
	except (TypeError, ValueError, OverflowError):
		found = float("nan")
	if not abs(found) < 1e15:
		frappe.throw(_("{0}: {1} is not a number. Enter one.").format(label, str(value)[:40]), WrongArgument)
	return found
