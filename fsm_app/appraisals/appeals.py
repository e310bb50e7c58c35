"""An appeal against a review: once, within the time to confirm, with reason and evidence, decided by somebody else (J4)."""

from collections.abc import Mapping

import frappe
from frappe import _
from frappe.utils import flt

from fsm_app.appraisals import people, reviews, stages
from fsm_app.appraisals.telling import tell
from fsm_app.common.all_or_nothing import all_or_nothing
from fsm_app.common.clock import now
from fsm_app.performance.corrections import correct
from fsm_app.workforce.audience import Audience

APPEAL = stages.APPEAL
OPEN, UPHELD, REJECTED = "Open", "Upheld", "Rejected"


class AppealRefused(frappe.ValidationError):
	"""An appeal or a decision that cannot be."""


class NotYourAppeal(frappe.PermissionError):
	"""An appeal that somebody else writes or decides."""


def appeal(review_name: str, reason: str) -> str:
	"""The engineer appeals against their review; returns the appeal's name, to which the evidence is attached."""
	review = frappe.get_doc(stages.REVIEW, review_name, for_update=True)
	if frappe.session.user != review.engineer_user:
		frappe.throw(
			_("{0}: only the engineer appeals. Ask them to do so.").format(review.name), NotYourAppeal
		)
	if frappe.db.exists(APPEAL, {"review": review.name}):
		_refuse(_("{0}: there was an appeal already; there is one for each review.").format(review.name))
	if review.stage != stages.TO_CONFIRM:
		_refuse(
			_("{0} is {1}. One appeals between the interview and the deadline to confirm.").format(
				review.name, _(review.stage, context=stages.REVIEW)
			)
		)
	if not reason.strip():
		_refuse(_("Reason: say what is wrong."))
	with all_or_nothing("appeal"):
		made = frappe.get_doc(
			{
				"doctype": APPEAL,
				"review": review.name,
				"engineer": review.engineer,
				"company": review.company,
				"against": _rated_by(review) or review.supervisor,
				"reason": reason.strip(),
				"appealed_at": now(),
			}
		)
		made.flags.of_app = True
		made.insert(ignore_permissions=True)  # the engineer, asked above
		reviews.advance(review.name, stages.APPEALED)
	return made.name


def validate_appeal(appeal) -> None:
	"""Before saving: until it is decided the engineer may word the reason anew; nobody else writes anything."""
	if appeal.flags.of_app:
		return
	before = appeal.get_doc_before_save()
	if not before:
		_refuse(_("An appeal is made in its review. Use the button Appeal there."))
	is_own = frappe.session.user == frappe.get_cached_value("Service Engineer", before.engineer, "user")
	if before.state != OPEN:
		_refuse(_("{0} is decided. The decision stays as it is.").format(before.name))
	reason = appeal.reason
	for field in appeal.meta.get_valid_columns():
		if field not in ("modified", "modified_by"):
			appeal.set(field, before.get(field))
	appeal.corrections = before.corrections
	if reason != before.reason:
		if not is_own:
			frappe.throw(
				_("Reason: only the engineer writes it. Write yours when you decide."), NotYourAppeal
			)
		appeal.reason = reason


def keep_private(file, method: str | None = None) -> None:
	"""doc_events of File: evidence of an appeal is never public."""
	if file.attached_to_doctype == APPEAL and not file.is_private:
		_refuse(
			_("{0}: evidence of an appeal is private. Upload it as a private file.").format(file.file_name)
		)


def decide(
	name: str,
	upheld: bool,
	reason: str,
	values: Mapping[str, float | None] | None = None,
	supervisor_score: float | None = None,
) -> None:
	"""Decide an appeal, with the reason. An upheld one gives the score anew, with the values of KPIs that were wrong (None:
	no data) and another score for the supervisor's part, and ranks the cycle again.
	"""
	made = frappe.get_doc(APPEAL, name, for_update=True)
	review = frappe.get_doc(stages.REVIEW, made.review)
	if not people.may_decide(review, made.against):
		frappe.throw(
			_(
				"{0}: it is decided by a manager who is neither concerned nor appealed against. Ask one of them."
			).format(name),
			NotYourAppeal,
		)
	if made.state != OPEN:
		_refuse(_("{0} is decided. The decision stays as it is.").format(name))
	if not reason.strip():
		_refuse(_("Reason of the Decision: say why."))
	if not upheld and (values or supervisor_score is not None):
		_refuse(_("A rejected appeal changes no figure. Leave the corrections empty."))
	if upheld and not values and supervisor_score is None:
		_refuse(_("Corrections: say which figure was wrong, and what is right."))
	with all_or_nothing("decide_appeal"):
		made.update(
			{
				"state": UPHELD if upheld else REJECTED,
				"decision": reason.strip(),
				"decided_by": frappe.session.user,
				"decided_at": now(),
			}
		)
		if upheld:
			_correct(made, review, dict(values or {}), supervisor_score)
		made.flags.of_app = True
		made.save(ignore_permissions=True)  # who decides, asked above
		reviews.advance(review.name, stages.DECIDED)
	_tell_decision(made, review)


def _correct(made, review, values: dict, supervisor_score: float | None) -> None:
	appraisal = frappe.get_doc("Performance Appraisal", review.appraisal)
	before = {row.kpi: row for row in appraisal.scores}
	if unknown := sorted(set(values) - set(before)):
		_refuse(
			_("Corrections: {0} is not scored in {1}. Choose a KPI that is.").format(
				", ".join(unknown), appraisal.name
			)
		)
	for kpi, value in values.items():
		corrected = {"kpi": kpi, "before": before[kpi].value, "after": flt(value), "no_data": value is None}
		made.append("corrections", corrected)
	if supervisor_score is not None:
		if not 0 <= supervisor_score <= 100:
			_refuse(_("Supervisor: the score must lie between 0 and 100."))
		made.append("corrections", _correct_supervisor(review, supervisor_score))
	made.total_before = appraisal.total_score
	made.total_after = correct(appraisal.name, values or None, made.decision, frappe.session.user).total_score


def _correct_supervisor(review, score: float) -> dict:
	rating = frappe.db.get_value(stages.RATING, _supervisors_rating(review), ["name", "score"], as_dict=True)
	if not rating:
		_refuse(
			_("Supervisor: there is no rating of the supervisor that could be corrected. Leave it empty.")
		)
	frappe.db.set_value(stages.RATING, rating.name, "score", score)
	return {"part": "Supervisor", "before": rating.score, "after": score}


def _rated_by(review) -> str | None:
	return frappe.db.get_value(stages.RATING, _supervisors_rating(review), "rater")


def _supervisors_rating(review) -> dict:
	return {"review": review.name, "kind": stages.BY_SUPERVISOR, "state": stages.HANDED_IN}


def _tell_decision(made, review) -> None:
	audience = Audience()

	def message(language: str) -> str:
		text = (
			_("The appeal of {0} against {1} was upheld; the score is now {2}.", language)
			if made.state == UPHELD
			else _("The appeal of {0} against {1} was rejected.", language)
		)
		return text.format(review.engineer_name, review.cycle, f"{flt(made.total_after):.1f}")

	users = [*audience.engineer(review.engineer), *audience.user(review.supervisor)]
	tell(users, message, APPEAL, made.name, made.decision)


def _refuse(message: str) -> None:
	frappe.throw(message, AppealRefused)
