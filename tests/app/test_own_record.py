"""What an engineer reads of themselves on the phone: score, trainings, exams, certificates, and nobody else's (J3, H2, H4, N1)."""

import pytest

import frappe
from frappe.utils import get_datetime

from tests.app import factories as f
from tests.app import rewarded as r
from tests.app.test_training import assignment, course, session

OWN = "/api/method/fsm_app.api.field_app.own_record"


def own(rest, user: str) -> dict:
	answer = rest.login(user).get(OWN)
	assert answer.status_code == 200, answer.text
	return answer.json["message"]


@pytest.fixture
def people(freeze):
	freeze("2019-04-05 10:00:00")
	ids = r.people("Ann", "Bo")
	r.month("2019-02", {ids["Ann"]: 60, ids["Bo"]: 80})
	r.month("2019-03", {ids["Ann"]: 90, ids["Bo"]: 63.5})
	return ids


def an_exam(name: str) -> str:
	return r.stored("Service Exam", name=name, exam_name=name, pass_mark=80)


def certificate(engineer: str, name: str, **values) -> None:
	f.make("Service Certification", name=name, certification_name=name)
	r.stored(
		"Engineer Certification",
		engineer=engineer,
		company=r.COMPANY,
		certification=name,
		**{"verification": "Verified", "state": "Valid", "valid_from": "2018-01-01", **values},
	)


def test_the_score_is_that_of_the_latest_month_and_ones_own(rest, people):
	score = own(rest, r.user_of("Bo"))["score"]
	assert (score["score"], score["closed"]) == (63.5, True)
	assert [row["score"] for row in score["months"]] == [63.5, 80]
	assert score["months"][0]["label"] == score["label"]


def test_the_place_is_told_as_the_leaderboard_says(rest, people):
	for setting, told in (("Own Place Only", 2), ("Off", None)):
		frappe.db.set_single_value("Field Service Settings", "leaderboard", setting)
		assert own(rest, r.user_of("Bo"))["score"]["rank"] == told


def test_trainings_to_do_come_with_their_next_session_and_exam(rest, people):
	ann, bo = people["Ann"], people["Bo"]
	an_exam("Own Record Exam")
	by_exam = course("Own Record Lasers", completed_by="Exam", exam="Own Record Exam", hours=2)
	assignment(ann, "2019-05-01", course=by_exam)
	assignment(ann, "2019-04-20", course=course("Own Record First Aid"))
	assignment(bo, "2019-04-10", course=course("Own Record Driving"))
	for day in ("2019-03-01", "2019-04-12", "2019-04-18"):
		start = get_datetime(f"{day} 09:00:00")
		session(
			ann,
			course="Own Record First Aid",
			company=r.COMPANY,
			location="Room 4",
			start=start,
			end=start.replace(hour=11),
		)
	found = own(rest, r.user_of("Ann"))["training"]
	assert [(row["course"], row["due"]) for row in found] == [
		("Own Record First Aid", "2019-04-20"),
		("Own Record Lasers", "2019-05-01"),
	]
	assert (found[0]["session"]["start"], found[0]["session"]["location"]) == (
		"2019-04-12 09:00:00",
		"Room 4",
	)
	assert (found[1]["exam"], found[1]["hours"], found[1]["session"]) == ("Own Record Exam", 2, None)


def test_a_session_without_an_assignment_is_told_too(rest, people):
	start = get_datetime("2019-04-12 09:00:00")
	taken = course("Own Record Drill")
	session(people["Bo"], course=taken, company=r.COMPANY, start=start, end=start.replace(hour=10))
	(found,) = own(rest, r.user_of("Bo"))["training"]
	assert (found["course"], found["due"], found["session"]["start"]) == (taken, None, str(start))


def test_exams_tell_what_was_reached(rest, people):
	exam = an_exam("Own Record Exam 2")
	r.stored(
		"Exam Attempt",
		exam=exam,
		engineer=people["Bo"],
		company=r.COMPANY,
		state="Submitted",
		score=50,
		passed=0,
	)
	rows = {row["exam"]: row for row in own(rest, r.user_of("Bo"))["exams"]}
	assert (rows[exam]["last_score"], rows[exam]["passed"], rows[exam]["pass_mark"]) == (50, False, 80)
	assert {row["exam"]: row for row in own(rest, r.user_of("Ann"))["exams"]}[exam]["last_score"] is None


def test_of_each_certification_that_which_holds_longest(rest, people):
	certificate(people["Ann"], "Own Record Permit", valid_until="2019-04-01")
	certificate(people["Ann"], "Own Record Permit", valid_until="2019-09-30")
	certificate(people["Ann"], "Own Record Licence", valid_until="2019-04-01")
	certificate(people["Ann"], "Own Record Taken Away", revoked=1, state="Revoked")
	certificate(people["Bo"], "Own Record Secret")
	found = own(rest, r.user_of("Ann"))["certificates"]
	assert [(row["certification"], row["until"], row["state"]) for row in found] == [
		("Own Record Licence", "2019-04-01", "Expired"),
		("Own Record Permit", "2019-09-30", "Valid"),
	]


def test_who_has_nothing_yet_reads_that(rest):
	f.user("ownrecord.new@example.com", "Service Engineer")
	f.engineer("Own Record New", user="ownrecord.new@example.com")
	found = own(rest, "ownrecord.new@example.com")
	assert (found["score"], found["training"], found["certificates"]) == (None, [], [])


def test_who_is_no_engineer_is_told_so(rest, people):
	answer = rest.login(r.MANAGER).get(OWN)
	assert answer.status_code == 403
	assert "Service Engineer" in answer.text
