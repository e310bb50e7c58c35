"""An engineer's review of a cycle: opened by itself, taken from stage to stage by whoever has to act (J4).

It opens while the cycle is still open, so that the parts that people give count in its score. The workflow may be changed
by an administrator; code asks for the stages alone.
"""

import frappe
from frappe import _
from frappe.model.workflow import apply_workflow, get_transitions

from fsm_app.appraisals import people, ratings, stages
from fsm_app.appraisals.due import NO_DEADLINE, clock_from_today, cycle_is_closed
from fsm_app.appraisals.telling import tell, tell_turn
from fsm_app.common.all_or_nothing import all_or_nothing
from fsm_app.common.clock import now
from fsm_app.common.workflow_meaning import meaning_of_state, state_that_means, validate_states
from fsm_app.workforce.audience import Audience

REVIEW = stages.REVIEW
# What users write of a review themselves; everything else follows from what they do.
WRITTEN = ("workflow_state", "stage", "supervisor")


class ReviewRefused(frappe.ValidationError):
	"""A step of a review that cannot be taken now."""


class NotYourTurn(frappe.PermissionError):
	"""A step of a review that somebody else has to take."""


class WorkflowWithoutStage(frappe.ValidationError):
	"""A state of the reviews' workflow does not say which stage it stands for."""


def validate_workflow(workflow, method: str | None = None) -> None:
	"""Workflow's validate event: every state of the reviews' workflow sets a known stage."""
	if workflow.document_type == REVIEW:
		validate_states(workflow, "stage", stages.STAGES, WorkflowWithoutStage)


def open_review(appraisal, audience: Audience) -> str:
	"""Open the review of an appraisal (name, engineer, cycle, company) with the ratings that it asks for; returns its name."""
	review = frappe.get_doc(
		{
			"doctype": REVIEW,
			"appraisal": appraisal.name,
			"engineer": appraisal.engineer,
			"cycle": appraisal.cycle,
			"company": appraisal.company,
			"supervisor": people.supervisor_of(appraisal.engineer, audience),
		}
	)
	review.flags.of_app = True
	review.insert(ignore_permissions=True)  # opened by the scheduler or with the cycle's closing
	if review.stage in stages.COLLECTING:
		ratings.ask_self_and_supervisor(review)
	else:
		follow_stage(review)
	tell_turn(review, audience)
	return review.name


def validate_review(review) -> None:
	"""Before saving: derive the stage, keep what users do not write, and check who takes which step."""
	before = review.get_doc_before_save()
	review.stage = meaning_of_state(REVIEW, review.workflow_state) or review.stage or stages.SELF
	review.engineer_user = frappe.get_cached_value("Service Engineer", review.engineer, "user")
	if not before:
		if not review.flags.of_app:
			_refuse(
				_("Reviews are opened by the app itself, one for each appraisal. Open it from the appraisal.")
			)
		review.update({**_clock_of(review), "title": _title(review)})
		return
	for field in review.meta.get_valid_columns():
		if field not in (*WRITTEN, "engineer_user", "engineer_name", "modified", "modified_by"):
			review.set(field, before.get(field))
	if review.supervisor != before.supervisor:
		_check_supervisor(review, before)
	if review.stage != before.stage:
		_check_leaving(review, before.stage)
		_check_entering(review)
		if review.stage == stages.CONFIRMED:
			review.update({"confirmed_by": frappe.session.user, "confirmed_at": now()})
		review.update(_clock_of(review))


def follow_review(review) -> None:
	"""After saving: what follows from a new supervisor and from a new stage."""
	before = review.get_doc_before_save()
	if not before:
		return
	if review.supervisor != before.supervisor:
		ratings.follow_supervisor(review)
		if review.stage in (stages.SUPERVISOR, stages.INTERVIEW):
			tell_turn(review, Audience())
	if review.stage != before.stage:
		follow_stage(review)
		tell_turn(review, Audience())
		if review.stage == stages.CONFIRMED:
			tell_end(review)


def follow_move(appraisal, before: str) -> None:
	"""The appraisal went with its engineer to another company: so does the review, with all that was said in it."""
	review = frappe.db.get_value(REVIEW, {"appraisal": appraisal.name})
	if not review:
		return
	frappe.db.set_value(REVIEW, review, {"cycle": appraisal.cycle, "company": appraisal.company})
	for doctype in (stages.RATING, stages.INTERVIEW_RECORD, stages.ACTION):
		frappe.db.set_value(doctype, {"review": review}, "company", appraisal.company)


def hand_in(name: str) -> None:
	"""Hand in a rating, and take the review on where it waited for this one."""
	rating = frappe.get_doc(stages.RATING, name)
	with all_or_nothing("hand_in_rating"):
		ratings.hand_in(rating)
		stage = frappe.db.get_value(REVIEW, rating.review, "stage")
		if rating.kind == ratings.KIND_OF_STAGE.get(stage):
			advance(rating.review, next_stage(stage))


def advance(name: str, stage: str) -> None:
	"""Take the action of the workflow that leads the review to `stage`, as the user who acts.

	Raises NotYourTurn where the workflow has none for them.
	"""
	review = frappe.get_doc(REVIEW, name)
	for transition in get_transitions(review):
		if meaning_of_state(REVIEW, transition.next_state) == stage:
			apply_workflow(review, transition.action)
			return
	frappe.throw(
		_(
			"{0}: the workflow has no action for you that leads from {1} to {2}. Open the review to see whose turn it is."
		).format(name, _(review.stage, context=REVIEW), _(stage, context=REVIEW)),
		NotYourTurn,
	)


def move(review, stage: str, note: str, audience: Audience) -> None:
	"""Let the app itself take the review to `stage`, past its workflow, for time has passed; the timeline says why."""
	values = {"stage": stage, "workflow_state": state_that_means(REVIEW, stage) or review.workflow_state}
	review.update(values)
	values |= _clock_of(review)
	if stage == stages.CONFIRMED:
		values |= {"confirmed_by_lapse": 1, "confirmed_at": now()}
	frappe.db.set_value(REVIEW, review.name, values)
	_forget_workflow_actions(review.name)
	review.reload()
	review.add_comment("Info", note)
	follow_stage(review)
	tell_turn(review, audience)
	if stage == stages.CONFIRMED:
		tell_end(review)


def follow_stage(review) -> None:
	"""What follows when the review has entered its stage."""
	if review.stage == stages.SUPERVISOR:
		ratings.ask_again(review)
	elif review.stage not in stages.COLLECTING:
		ratings.end_collecting(review)
	if review.stage in stages.RELEASED:
		ratings.release(review)
		_ensure_interview(review)


def next_stage(stage: str) -> str:
	"""The stage after `stage` on the usual way, of those that the workflow still has."""
	following = stages.WAY[stages.WAY.index(stage) + 1 :]
	return next((name for name in following if state_that_means(REVIEW, name)), stages.CONFIRMED)


def tell_end(review) -> None:
	"""Tell engineer and supervisor that the review is confirmed; of a decided appeal see appeals.py."""
	audience = Audience()
	users = [*audience.user(review.supervisor), *(audience.engineer(review.engineer))]

	def message(language: str) -> str:
		if review.confirmed_by_lapse:
			text = _(
				"The review of {0} for {1} counts as confirmed, for the time to appeal has passed.", language
			)
		else:
			text = _("{0} has confirmed the review for {1}.", language)
		return text.format(review.engineer_name, review.cycle)

	tell(users, message, REVIEW, review.name)


def _title(review) -> str:
	"""Whose review of which month, as its appraisal is called."""
	named = frappe.db.get_value("Performance Appraisal", review.appraisal, "title")
	return named or f"{review.engineer_name} – {review.cycle}"


def _clock_of(review) -> dict:
	# The interview is about scores that change no more; its time begins when they are closed.
	waits = review.stage == stages.INTERVIEW and not cycle_is_closed(review)
	if review.stage not in stages.DAYS or waits:
		return NO_DEADLINE
	return clock_from_today(review.stage)


def _check_supervisor(review, before) -> None:
	if not people.may_check(before):
		frappe.throw(
			_("Supervisor: a service manager or HR manager names another one. Ask one of them."), NotYourTurn
		)
	if review.supervisor and review.supervisor == review.engineer_user:
		_refuse(_("Supervisor: nobody reviews themselves. Name somebody else."))
	if review.supervisor and not people.may_review(review.supervisor):
		_refuse(
			_(
				"Supervisor: {0} has no role that works on reviews, such as Service Manager. Choose somebody else."
			).format(review.supervisor)
		)
	if before.stage not in (*stages.COLLECTING, stages.HR_REVIEW, stages.INTERVIEW):
		_refuse(_("Supervisor: the interview is over; it stays who held it."))


def _check_leaving(review, stage: str) -> None:
	if stage in (stages.SELF, stages.TO_CONFIRM):
		is_turn = frappe.session.user == review.engineer_user
	elif stage in (stages.SUPERVISOR, stages.INTERVIEW):
		is_turn = people.may_supervise(review)
	elif stage == stages.APPEALED:
		against = frappe.db.get_value(stages.APPEAL, {"review": review.name}, "against")
		is_turn = people.may_decide(review, against)
	else:
		is_turn = people.may_check(review)
	if not is_turn:
		frappe.throw(
			_("{0}: it is not your turn. {1} is for somebody else.").format(
				review.name, _(stage, context=REVIEW)
			),
			NotYourTurn,
		)
	if stage in (stages.SELF, stages.SUPERVISOR) and not ratings.is_handed_in(review, stage):
		_refuse(_("{0}: the rating is missing. First hand in the rating.").format(review.name))
	if stage == stages.INTERVIEW and review.stage != stages.HR_REVIEW:
		_check_interview(review)


def _check_entering(review) -> None:
	if review.stage in stages.COLLECTING and cycle_is_closed(review):
		_refuse(
			_("{0} is closed: no rating changes its scores any more. An appeal can.").format(review.cycle)
		)
	if review.stage in (stages.TO_CONFIRM, stages.CONFIRMED) and not cycle_is_closed(review):
		_refuse(_("{0} is still open, and its scores may change. Close it first.").format(review.cycle))
	if review.stage == stages.CONFIRMED and frappe.session.user != review.engineer_user:
		frappe.throw(
			_("{0}: only the engineer confirms. Ask them to do so.").format(review.name), NotYourTurn
		)
	if review.stage in (stages.APPEALED, stages.DECIDED):
		state = frappe.db.get_value(stages.APPEAL, {"review": review.name}, "state")
		if review.stage == stages.APPEALED and state != "Open":
			_refuse(
				_("{0}: the reason is missing. Appeal with the button Appeal, and say why.").format(
					review.name
				)
			)
		if review.stage == stages.DECIDED and state in (None, "Open"):
			_refuse(
				_(
					"{0}: the decision is missing. Decide the appeal with the button Decide, and say why."
				).format(review.name)
			)


def _check_interview(review) -> None:
	values = frappe.db.get_value(
		stages.INTERVIEW_RECORD, {"review": review.name}, ["held_on", "notes"], as_dict=True
	)
	if not values or not values.held_on or not (values.notes or "").strip():
		_refuse(_("{0}: write down when the interview was held and what was said.").format(review.name))


def _ensure_interview(review) -> None:
	if frappe.db.exists(stages.INTERVIEW_RECORD, {"review": review.name}):
		return
	interview = frappe.get_doc(
		{
			"doctype": stages.INTERVIEW_RECORD,
			"review": review.name,
			"engineer": review.engineer,
			"company": review.company,
		}
	)
	interview.flags.of_app = True
	interview.insert(ignore_permissions=True)  # comes with the stage


def _forget_workflow_actions(review: str) -> None:
	"""Frappe's own lists of what to do would otherwise keep what time has done."""
	if frappe.db.exists("DocType", "Workflow Action"):
		frappe.db.delete(
			"Workflow Action", {"reference_doctype": REVIEW, "reference_name": review, "status": "Open"}
		)


def _refuse(message: str) -> None:
	frappe.throw(message, ReviewRefused)
