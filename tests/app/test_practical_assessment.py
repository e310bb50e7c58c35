"""A practical assessment by somebody else, and the certificate that exam and practical make together (H2)."""

import pytest

import frappe
from frappe.utils import get_datetime, getdate

from fsm_app.common import clock
from fsm_app.service_training.practical import AssessmentError
from fsm_app.workforce.certifications import last_day
from fsm_app.workforce.rights import MissingRight
from tests.app import factories as f

CANDIDATE, ASSESSOR, JUNIOR = "candidate@example.com", "assessor@example.com", "junior@example.com"


@pytest.fixture
def people():
	"""A candidate, a senior who may assess, and a junior who may not; by e-mail."""
	level = frappe.get_doc("Engineer Level", "Senior")
	if not any(row.right == "Assess Others" for row in level.rights):
		level.append("rights", {"right": "Assess Others"})
		level.save()
	made = {}
	for email, of_level in ((CANDIDATE, "Senior"), (ASSESSOR, "Senior"), (JUNIOR, "Junior")):
		f.user(email, "Service Engineer")
		made[email] = f.engineer(email, level=of_level, user=email)
	return made


@pytest.fixture
def rubric():
	return frappe.get_doc(
		{
			"doctype": "Assessment Rubric",
			"rubric_name": "Test Rubric",
			"pass_mark": 60,
			"criteria": [
				{"criterion": "Safety", "max_points": 10, "minimum_points": 8},
				{"criterion": "Skill", "max_points": 30},
			],
		}
	).insert()


def certification(**values) -> str:
	return f.make("Service Certification", certification_name="Test Licence", kind="Internal", **values).name


def assessment(people, safety=9, skill=25, assessor=ASSESSOR, on="2026-03-02", **values):
	return frappe.get_doc(
		{
			"doctype": "Practical Assessment",
			"engineer": people[CANDIDATE].name,
			"certification": values.pop("certification", "Test Licence"),
			"rubric": "Test Rubric",
			"assessor": assessor,
			"assessed_on": on,
			"scores": [
				{"criterion": "Safety", "points": safety},
				{"criterion": "Skill", "points": skill},
			],
			**values,
		}
	).insert()


def certificates(people) -> list:
	return frappe.get_all(
		"Engineer Certification",
		filters={"engineer": people[CANDIDATE].name},
		fields=["*"],
		order_by="valid_from",
	)


@pytest.mark.parametrize(
	("safety", "skill", "score", "passed"),
	[(9, 25, 85, 1), (7, 30, 92.5, 0), (8, 15, 57.5, 0), (8, 16, 60, 1)],
)
def test_the_points_make_the_result(people, rubric, as_user, safety, skill, score, passed):
	certification(rubric=rubric.name)
	with as_user(ASSESSOR):
		made = assessment(people, safety, skill, score=100, passed=1)
	assert (made.score, made.passed) == (score, passed)
	assert [(row.max_points, row.minimum_points) for row in made.scores] == [(10, 8), (30, 0)]


@pytest.mark.parametrize("points", [-1, 11])
def test_points_beyond_the_rubric_are_refused(people, rubric, as_user, points):
	certification(rubric=rubric.name)
	with (
		as_user(ASSESSOR),
		pytest.raises((AssessmentError, frappe.NonNegativeError), match=r"0 to 10|negative"),
	):
		assessment(people, safety=points)


def test_engineers_do_not_assess_themselves(people, rubric, as_user):
	certification(rubric=rubric.name)
	with as_user(CANDIDATE):
		for assessor in (CANDIDATE, ASSESSOR):
			with pytest.raises(AssessmentError, match="engineers cannot assess themselves"):
				assessment(people, assessor=assessor)
	with as_user(ASSESSOR), pytest.raises(AssessmentError, match="engineers cannot assess themselves"):
		assessment(people, assessor=CANDIDATE)


def test_an_assessor_needs_the_right(people, rubric, as_user):
	certification(rubric=rubric.name)
	with as_user(JUNIOR), pytest.raises(MissingRight, match="Assess Others"):
		assessment(people, assessor=JUNIOR)
	with as_user(ASSESSOR), pytest.raises(MissingRight):
		assessment(people, assessor=JUNIOR)


def test_a_practical_alone_is_enough_where_no_exam_is_asked_for(people, rubric, as_user):
	certification(rubric=rubric.name, validity_months=12)
	with as_user(ASSESSOR):
		made = assessment(people)
		assert certificates(people) == []
		made.submit()
	(issued,) = certificates(people)
	assert issued.practical_assessment == made.name
	assert (issued.valid_from, issued.valid_until) == (getdate("2026-03-02"), getdate("2027-03-01"))
	assert (issued.verification, issued.verified_by) == ("Verified", None)


def test_a_failed_practical_issues_nothing(people, rubric, as_user):
	certification(rubric=rubric.name)
	with as_user(ASSESSOR):
		assessment(people, safety=1).submit()
	assert certificates(people) == []


def passed_exam(people, on: str):
	with clock.at(get_datetime(on)):
		return frappe.get_doc(
			{
				"doctype": "Exam Attempt",
				"exam": "Test Exam",
				"engineer": people[CANDIDATE].name,
				"state": "Submitted",
				"submitted_at": on,
				"passed": 1,
			}
		).insert(ignore_permissions=True)


def with_exam(rubric, **values):
	frappe.get_doc(
		{"doctype": "Exam Question", "topic": "T", "question_type": "True or False", "question": "?"}
		| {"true_or_false": "True"}
	).insert()
	rules = [{"topic": "T", "question_count": 1}]
	exam = frappe.get_doc({"doctype": "Service Exam", "exam_name": "Test Exam", "rules": rules}).insert()
	return certification(rubric=rubric.name, exam=exam.name, validity_months=24, **values)


@pytest.mark.parametrize("exam_first", [True, False])
def test_exam_and_practical_together_make_the_certificate(people, rubric, as_user, exam_first):
	with_exam(rubric)
	if exam_first:
		passed_exam(people, "2026-03-01 10:00:00")
		assert certificates(people) == []
	with as_user(ASSESSOR):
		assessment(people).submit()
	if not exam_first:
		assert certificates(people) == []
		passed_exam(people, "2026-03-05 10:00:00")
	(issued,) = certificates(people)
	assert issued.exam_attempt and issued.practical_assessment
	assert issued.valid_from == getdate("2026-03-02" if exam_first else "2026-03-05")


def test_proofs_too_far_apart_make_none(people, rubric, as_user):
	with_exam(rubric, proofs_within_days=30)
	passed_exam(people, "2026-01-10 10:00:00")
	with as_user(ASSESSOR):
		assessment(people).submit()
	assert certificates(people) == []
	passed_exam(people, "2026-03-20 10:00:00")
	assert len(certificates(people)) == 1


def test_a_renewal_needs_new_proofs_and_keeps_the_chain(people, rubric, as_user):
	with_exam(rubric)
	passed_exam(people, "2026-03-01 10:00:00")
	with as_user(ASSESSOR):
		assessment(people).submit()
	passed_exam(people, "2027-01-01 10:00:00")
	assert len(certificates(people)) == 1
	with as_user(ASSESSOR), clock.at(get_datetime("2027-01-10 10:00:00")):
		assessment(people, on="2027-01-10").submit()
	first, second = certificates(people)
	assert second.renewed_from == first.name


def test_what_a_certificate_rests_on_stays(people, rubric, as_user):
	certification(rubric=rubric.name)
	with as_user(ASSESSOR):
		made = assessment(people)
		made.submit()
	with pytest.raises(AssessmentError, match="Revoke the certificate first"):
		made.cancel()


@pytest.mark.parametrize(
	("begin", "months", "last"),
	[
		("2026-03-02", 12, "2027-03-01"),
		("2028-02-29", 12, "2029-02-28"),
		("2027-02-28", 12, "2028-02-27"),
		("2028-02-29", 48, "2032-02-28"),
		("2026-01-31", 1, "2026-02-28"),
		("2026-01-01", 1, "2026-01-31"),
	],
)
def test_a_certificate_lasts_until_the_day_before_its_day_comes_back(begin, months, last):
	assert last_day(getdate(begin), months) == getdate(last)
