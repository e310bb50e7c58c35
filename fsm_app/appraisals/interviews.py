"""The interview on a review: its notes are for the engineer, the supervisor and HR alone (J4)."""

import frappe
from frappe import _

from fsm_app.appraisals import people, reviews, stages

# Who writes what.
BY_SUPERVISOR = ("held_on", "notes")
BY_ENGINEER = ("engineer_remarks",)


class InterviewRefused(frappe.ValidationError):
	"""Notes of an interview that cannot be written now."""


class NotYourInterview(frappe.PermissionError):
	"""Notes that somebody else writes."""


def validate_interview(interview) -> None:
	"""Before saving: the supervisor writes the notes, the engineer the remarks, and neither after it was confirmed."""
	if interview.flags.of_app:
		return
	before = interview.get_doc_before_save()
	if not before:
		_refuse(_("The record of an interview comes with its review. Open it from there."))
	review = frappe.get_doc(stages.REVIEW, before.review)
	allowed = _allowed(review)
	for field in interview.meta.get_valid_columns():
		if field not in (*allowed, "modified", "modified_by"):
			if field in (*BY_SUPERVISOR, *BY_ENGINEER) and interview.has_value_changed(field):
				_refuse_field(interview, field)
			interview.set(field, before.get(field))


def finish(name: str) -> None:
	"""The interview was held: the engineer confirms the review next, or appeals."""
	interview = frappe.get_doc(stages.INTERVIEW_RECORD, name)
	reviews.advance(interview.review, reviews.next_stage(stages.INTERVIEW))


def _allowed(review) -> tuple[str, ...]:
	user = frappe.session.user
	if review.stage not in (stages.INTERVIEW, stages.TO_CONFIRM):
		_refuse(
			_("The review is {0}; the notes of the interview stay as they are.").format(
				_(review.stage, context=stages.REVIEW)
			)
		)
	if user == review.engineer_user:
		return BY_ENGINEER
	if people.may_supervise(review) and review.stage == stages.INTERVIEW:
		return BY_SUPERVISOR
	return ()


def _refuse_field(interview, field: str) -> None:
	frappe.throw(
		_("{0}: somebody else writes this, or the interview is over. Leave it as it is.").format(
			_(interview.meta.get_label(field), context=stages.INTERVIEW_RECORD)
		),
		NotYourInterview,
	)


def _refuse(message: str) -> None:
	frappe.throw(message, InterviewRefused)
