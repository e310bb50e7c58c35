"""What people say of an engineer: the self-assessment, the supervisor's part, and that of colleagues (J4).

Each is a document of its own, so that who may read one may read no other. A colleague's handing-in touches nothing that
the engineer can see: neither who it was nor when.
"""

from collections.abc import Collection

import frappe
from frappe import _
from frappe.utils import cint, getdate

from fsm_app.appraisals import people, stages
from fsm_app.appraisals.due import clock_from_today
from fsm_app.appraisals.telling import format_day, tell
from fsm_app.common.clock import now
from fsm_app.engine.marks import score_of_marks
from fsm_app.workforce.audience import Audience

RATING = stages.RATING
FOR_KIND = {
	stages.BY_SELF: "for_self",
	stages.BY_SUPERVISOR: "for_supervisor",
	stages.BY_COLLEAGUE: "for_colleagues",
}
# Which kind of rating a stage waits for.
KIND_OF_STAGE = {stages.SELF: stages.BY_SELF, stages.SUPERVISOR: stages.BY_SUPERVISOR}


class RatingRefused(frappe.ValidationError):
	"""A rating that cannot be asked for, changed or handed in."""


class NotTheRater(frappe.PermissionError):
	"""Somebody else's rating."""


def ask_self_and_supervisor(review) -> None:
	"""Make the two ratings that every review has."""
	_ask(review, stages.BY_SELF, review.engineer_user)
	_ask(review, stages.BY_SUPERVISOR, review.supervisor)


def ask_colleagues(review, engineers: Collection[str]) -> list[str]:
	"""Ask these engineers to rate their colleague; returns the new ratings. Who was asked before is not asked twice."""
	if not (people.may_supervise(review) or people.may_check(review)):
		frappe.throw(
			_("{0}: the supervisor asks colleagues. Tell them whom to ask.").format(review.name), NotTheRater
		)
	if review.stage not in stages.COLLECTING:
		_refuse(_("{0}: ratings are no longer collected. Say in person what is missing.").format(review.name))
	rows = frappe.get_all(
		"Service Engineer",
		filters={"name": ["in", list(engineers)], "status": ["!=", "Left"], "company": review.company},
		fields=["name", "user", "engineer_name"],
		order_by="name",
	)
	if missing := sorted(set(engineers) - {row.name for row in rows}):
		_refuse(
			_("Colleagues: {0} is no engineer of {1}. Choose somebody else.").format(
				", ".join(missing), review.company
			)
		)
	asked = set(
		frappe.get_all(RATING, filters={"review": review.name, "kind": stages.BY_COLLEAGUE}, pluck="rater")
	)
	for row in rows:
		if not row.user:
			_refuse(
				_("Colleagues: {0} has no user and cannot rate. Choose somebody else.").format(
					row.engineer_name
				)
			)
		if row.user in (review.engineer_user, review.supervisor):
			_refuse(
				_("Colleagues: {0} rates in another part already. Choose somebody else.").format(
					row.engineer_name
				)
			)
	return [_ask_colleague(review, row.user) for row in rows if row.user not in asked]


def _ask_colleague(review, user: str) -> str:
	name = _ask(review, stages.BY_COLLEAGUE, user)
	due = frappe.db.get_value(RATING, name, "due_on")

	def message(language: str) -> str:
		return _("Rate your colleague {0} until {1}. They do not learn who has rated.", language).format(
			review.engineer_name, format_day(due)
		)

	tell(Audience().user(user), message, RATING, name)
	return name


def _ask(review, kind: str, rater: str | None) -> str:
	rating = frappe.get_doc(
		{
			"doctype": RATING,
			"review": review.name,
			"engineer": review.engineer,
			"company": review.company,
			"kind": kind,
			"rater": rater,
			"due_on": _due_of(review) if kind == stages.BY_COLLEAGUE else None,
			"rating_key": ":".join((review.name, kind, rater if kind == stages.BY_COLLEAGUE else "")),
			"criteria": _criteria_for(kind),
		}
	)
	rating.flags.of_app = True
	return rating.insert(ignore_permissions=True).name  # asked for by the review


def _due_of(review):
	"""Colleagues have as long as the engineer and the supervisor together."""
	return max(clock_from_today(stage)["due_on"] for stage in stages.COLLECTING)


def _criteria_for(kind: str) -> list[dict]:
	rows = frappe.get_all(
		"Appraisal Criterion",
		filters={"disabled": 0, FOR_KIND[kind]: 1},
		fields=["name", "weight"],
		order_by="creation, name",
	)
	return [{"criterion": row.name, "weight": row.weight} for row in rows]


def validate_rating(rating) -> None:
	"""Before saving: only the rater writes, only marks and remarks, and only until it is handed in."""
	if rating.flags.of_app:
		return
	before = rating.get_doc_before_save()
	if not before:
		_refuse(_("Ratings are asked for in a review. Use the button Ask Colleagues there."))
	_check_rater(before)
	written = {row.name: row for row in rating.criteria}
	remarks = rating.remarks
	for field in rating.meta.get_valid_columns():
		if field not in ("modified", "modified_by"):
			rating.set(field, before.get(field))
	rating.remarks = remarks
	rating.criteria = before.criteria
	for row in rating.criteria:
		if row.name in written:
			row.update({"mark": written[row.name].mark, "remark": written[row.name].remark})


def hand_in(rating) -> None:
	"""Hand the rating in: it counts from now on and is not changed any more."""
	_check_rater(rating)
	review = frappe.get_doc(stages.REVIEW, rating.review)
	if rating.kind == stages.BY_SUPERVISOR and review.stage != stages.SUPERVISOR:
		_refuse(
			_("The engineer has until {0} to hand in the self-assessment. Hand in yours after that.").format(
				format_day(review.due_on)
			)
			if review.stage == stages.SELF
			else _("{0}: ratings are no longer collected. Say in person what is missing.").format(review.name)
		)
	score = score_of_marks((row.weight, cint(row.mark) or None) for row in rating.criteria)
	if score is None:
		_refuse(_("Criteria: mark at least one from 1 to 5."))
	rating.update(
		{
			"state": stages.HANDED_IN,
			"handed_in_at": now(),
			"score": score,
			"rater": rating.rater or frappe.session.user,
		}
	)
	rating.flags.of_app = True
	rating.save(ignore_permissions=True)  # the rater, asked above


def is_handed_in(review, stage: str) -> bool:
	"""Whether the rating that `stage` waits for is there."""
	return bool(
		frappe.db.exists(
			RATING, {"review": review.name, "kind": KIND_OF_STAGE[stage], "state": stages.HANDED_IN}
		)
	)


def follow_supervisor(review) -> None:
	"""The rating that is not handed in yet passes to the new supervisor."""
	_set(review, {"rater": review.supervisor}, kind=stages.BY_SUPERVISOR, state=stages.ASKED)


def ask_again(review) -> None:
	"""The supervisor's rating is open (again)."""
	_set(review, {"state": stages.ASKED}, kind=stages.BY_SUPERVISOR)


def end_collecting(review) -> None:
	"""What was not handed in until now is not expected any more."""
	_set(review, {"state": stages.LAPSED}, state=stages.ASKED)


def release(review) -> None:
	"""The engineer reads what the supervisor has written."""
	_set(review, {"released": 1}, kind=stages.BY_SUPERVISOR, state=stages.HANDED_IN)


def _set(review, values: dict, **filters) -> None:
	for name in frappe.get_all(RATING, filters={"review": review.name, **filters}, pluck="name"):
		frappe.db.set_value(RATING, name, values)


def _check_rater(rating) -> None:
	review = frappe.db.get_value(
		stages.REVIEW, rating.review, ["name", "engineer_user", "supervisor"], as_dict=True
	)
	user = frappe.session.user
	open_to_managers = rating.kind == stages.BY_SUPERVISOR and not rating.rater
	is_rater = people.may_supervise(review) if open_to_managers else rating.rater == user
	if not is_rater:
		frappe.throw(_("This rating is somebody else's. Open one that you were asked for."), NotTheRater)
	if rating.state != stages.ASKED:
		_refuse(_("The rating is {0}; it is not changed any more.").format(_(rating.state, context=RATING)))
	if rating.due_on and getdate(rating.due_on) < getdate(now()):
		_refuse(
			_("The time for this rating ended on {0}. Say in person what is missing.").format(
				format_day(rating.due_on)
			)
		)


def _refuse(message: str) -> None:
	frappe.throw(message, RatingRefused)
