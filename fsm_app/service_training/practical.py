"""Practical assessments: points by a rubric, from an assessor who is not the candidate (H2)."""

import frappe
from frappe import _
from frappe.utils import flt, formatdate, getdate

from fsm_app.common.clock import now
from fsm_app.service_training.certifying import certify
from fsm_app.workforce.engineers import engineer_of
from fsm_app.workforce.rights import ASSESS_OTHERS, require


class AssessmentError(frappe.ValidationError):
	"""A practical assessment that says nothing, or that candidate and assessor are one."""


def validate_rubric(rubric) -> None:
	"""Refuse a rubric that nobody could pass or that names a criterion twice."""
	seen = set()
	for row in rubric.criteria:
		if row.criterion in seen:
			_refuse(
				_("Criteria, row {0}: {1} stands there already. Delete one of the rows.").format(
					row.idx, row.criterion
				)
			)
		seen.add(row.criterion)
		if not (row.max_points or 0) > 0:
			_refuse(_("Criteria, row {0}: Points must be above 0.").format(row.idx))
		if (row.minimum_points or 0) > row.max_points:
			_refuse(
				_("Criteria, row {0}: Minimum Points cannot be more than Points. Lower them.").format(row.idx)
			)
	if not 0 < (rubric.pass_mark or 0) <= 100:
		_refuse(_("Pass Mark: {0} must lie above 0 and not above 100.").format(rubric.pass_mark or 0))


def validate_assessment(assessment) -> None:
	"""Check who assesses whom, lay out the rubric's criteria, and work out the result."""
	_check_assessor(assessment)
	if getdate(assessment.assessed_on) > now().date():
		_refuse(
			_("Assessed On: {0} lies in the future. Enter the day of the assessment.").format(
				formatdate(assessment.assessed_on)
			)
		)
	assessment.company = frappe.get_cached_value("Service Engineer", assessment.engineer, "company")
	rubric = frappe.get_cached_doc("Assessment Rubric", assessment.rubric)
	_lay_out(assessment, rubric)
	_work_out(assessment, rubric)


def after_submitting(assessment) -> None:
	"""A passed practical is one half of the certification."""
	if assessment.passed:
		certify(assessment.engineer, assessment.certification)


def before_cancelling(assessment) -> None:
	"""What a certificate rests on stays."""
	certificate = frappe.db.get_value(
		"Engineer Certification", {"practical_assessment": assessment.name, "revoked": 0}
	)
	if certificate:
		_refuse(
			_("{0} rests on this assessment. Revoke the certificate first.").format(frappe.bold(certificate))
		)


def _check_assessor(assessment) -> None:
	candidate = frappe.get_cached_value("Service Engineer", assessment.engineer, "user")
	if candidate and candidate in (assessment.assessor, frappe.session.user):
		_refuse(_("Assessor: engineers cannot assess themselves. Choose somebody else."))
	me = engineer_of()
	if me and me.name == assessment.engineer:
		_refuse(_("Assessor: engineers cannot assess themselves. Choose somebody else."))
	require(ASSESS_OTHERS)
	require(ASSESS_OTHERS, assessment.assessor)


def _lay_out(assessment, rubric) -> None:
	"""The rubric's criteria with the points given so far; others' rows and own limits do not count."""
	given = {row.criterion: row for row in assessment.scores}
	assessment.scores = []
	for criterion in rubric.criteria:
		row = given.get(criterion.criterion)
		points = row.points if row else None
		if points is not None and not 0 <= flt(points) <= criterion.max_points:
			_refuse(
				_("{0}: {1} points were given, possible are 0 to {2}. Correct them.").format(
					criterion.criterion, flt(points), criterion.max_points
				)
			)
		assessment.append(
			"scores",
			{
				"criterion": criterion.criterion,
				"max_points": criterion.max_points,
				"minimum_points": criterion.minimum_points,
				"points": points,
				"remark": row.remark if row else None,
			},
		)


def _work_out(assessment, rubric) -> None:
	possible = sum(row.max_points for row in assessment.scores)
	assessment.score = 100.0 * sum(flt(row.points) for row in assessment.scores) / possible
	enough = all(flt(row.points) >= flt(row.minimum_points) for row in assessment.scores)
	assessment.passed = int(enough and assessment.score >= rubric.pass_mark)


def _refuse(message: str) -> None:
	frappe.throw(message, AssessmentError)
