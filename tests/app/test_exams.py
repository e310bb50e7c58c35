"""Engineers sit exams whose papers are their own, whose time is the server's, and whose answers are not lost (H2)."""

import json
from datetime import timedelta

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.api import exam as api
from fsm_app.common import clock
from fsm_app.service_training.exams import AnswerError, ExamOver, ExamRefused, end_overdue_sittings
from fsm_app.service_training.question_bank import QuestionError
from tests.app import factories as f
from tests.app.two_teams import another_company

CANDIDATE, COLLEAGUE, MANAGER = "candidate@example.com", "colleague@example.com", "exam.manager@example.com"
START = get_datetime("2026-03-02 09:00:00")


def question(kind: str = "Single Choice", topic: str = "Test Topic", **values):
	values.setdefault("question", f"{kind}?")
	if kind in ("Single Choice", "Multiple Choice"):
		right = 1 if kind == "Single Choice" else 2
		values.setdefault(
			"options", [{"option_text": f"Option {n}", "is_correct": int(n < right)} for n in range(4)]
		)
	return frappe.get_doc(
		{"doctype": "Exam Question", "question_type": kind, "topic": topic, **values}
	).insert()


def exam(name: str = "Test Exam", count: int = 5, **values):
	return frappe.get_doc(
		{
			"doctype": "Service Exam",
			"exam_name": name,
			"time_limit_minutes": 30,
			"pass_mark": 60,
			"rules": [{"topic": "Test Topic", "question_count": count}],
			**values,
		}
	).insert()


@pytest.fixture
def bank():
	"""One question of each type, with its right answer by the question's name."""
	made = {
		question().name: "Option 0",
		question("Multiple Choice").name: ["Option 0", "Option 1"],
		question("True or False", true_or_false="False").name: False,
		question("Number", number_answer=24, tolerance=0.5).name: "24.4",
		question("Short Text", accepted_answers="Modbus\nModbus TCP").name: "modbus tcp",
	}
	for email in (CANDIDATE, COLLEAGUE):
		f.user(email, "Service Engineer")
		f.engineer(email, user=email)
	f.user(MANAGER, "Service Manager")
	return made


def right_answer(bank: dict, attempt: str, row: dict):
	"""What a candidate who knows everything gives for a question of the paper they were sent."""
	name = frappe.db.get_value("Exam Answer", f"{attempt}-{row['position']}", "question")
	right = bank[name]
	if row["question_type"] == "Single Choice":
		return row["options"].index(right)
	if row["question_type"] == "Multiple Choice":
		return [row["options"].index(text) for text in right]
	return right


def sit(bank, as_user, answers: int = 5, exam_name: str = "Test Exam") -> dict:
	"""Start, answer so many questions rightly, submit."""
	with as_user(CANDIDATE):
		paper = api.start(exam_name)
		for row in paper["questions"][:answers]:
			api.save_answer(paper["attempt"], row["position"], 1, right_answer(bank, paper["attempt"], row))
		return api.submit(paper["attempt"])


def test_every_type_of_question_is_marked(bank, as_user):
	exam()
	result = sit(bank, as_user)
	assert (result["score"], result["passed"], result["state"]) == (100, 1, "Submitted")


def test_too_few_right_answers_do_not_pass(bank, as_user):
	exam()
	result = sit(bank, as_user, answers=2)
	assert (result["score"], result["passed"]) == (40, 0)


def test_the_paper_does_not_tell_the_answers(bank, as_user):
	exam(show_answers=1)
	with as_user(CANDIDATE):
		paper = api.start("Test Exam")
		assert {frozenset(row) for row in paper["questions"]} == {
			frozenset({"position", "question_type", "question", "options", "marks", "given", "revision"})
		}
		assert "answers" not in api.result(paper["attempt"])
		for doctype in ("Exam Question", "Exam Answer"):
			assert not frappe.has_permission(doctype, "read")
			with pytest.raises(frappe.PermissionError):
				frappe.get_list(doctype)
		answers = api.submit(paper["attempt"])["answers"]
	assert [row["right"] for row in answers if row["right"] == ["24"]] == [["24"]]


def test_the_result_shows_what_was_asked_answered_and_right(bank, as_user):
	"""One is answered wrongly, one not at all."""
	exam(show_answers=1)
	for name in bank:
		frappe.db.set_value("Exam Question", name, "explanation", "Because.")
	with as_user(CANDIDATE):
		paper = api.start("Test Exam")
		for row in paper["questions"]:
			given = right_answer(bank, paper["attempt"], row)
			if row["question_type"] == "True or False":
				given = not given
			if row["question_type"] != "Number":
				api.save_answer(paper["attempt"], row["position"], 1, given)
		answers = api.submit(paper["attempt"])["answers"]
	by_kind = {
		row["question"].rstrip("?"): {
			field: sorted(row[field]) if isinstance(row[field], list) else row[field]
			for field in ("given", "right", "correct", "marks", "max_marks", "explanation")
		}
		for row in answers
	}
	right = {"correct": True, "marks": 1, "max_marks": 1, "explanation": "Because."}
	wrong = {"correct": False, "marks": 0, "max_marks": 1, "explanation": "Because."}
	assert by_kind == {
		"Single Choice": {**right, "given": ["Option 0"], "right": ["Option 0"]},
		"Multiple Choice": {**right, "given": ["Option 0", "Option 1"], "right": ["Option 0", "Option 1"]},
		"True or False": {**wrong, "given": ["True"], "right": ["False"]},
		"Number": {**wrong, "given": [], "right": ["24"]},
		"Short Text": {**right, "given": ["modbus tcp"], "right": ["Modbus"]},
	}


@pytest.mark.parametrize("given", [99, -1, [0, 99], "text", True, 1.5])
def test_an_answer_that_is_none_of_the_options_is_shown_without_harm(bank, as_user, given):
	exam(show_answers=1)
	with as_user(CANDIDATE):
		paper = api.start("Test Exam")
		for row in paper["questions"]:
			api.save_answer(paper["attempt"], row["position"], 1, given)
		assert len(api.submit(paper["attempt"])["answers"]) == 5


def test_the_list_tells_the_conditions_before_the_start(bank, as_user, freeze):
	def told():
		(found,) = [row for row in api.own_exams() if row["name"] == "Test Exam"]
		return found["question_count"], found["attempts_left"], bool(found["again_on"])

	freeze(START)
	made = exam(attempts=2, wait_days=3)
	with as_user(CANDIDATE):
		assert told() == (5, 2, False)
	sit(bank, as_user, answers=0)
	with as_user(CANDIDATE):
		assert told() == (5, 1, True)
		freeze(START + timedelta(days=3))
		assert told() == (5, 1, False)
	sit(bank, as_user, answers=0)
	with as_user(CANDIDATE):
		assert told()[:2] == (5, 0)
	made.reload()
	made.attempts = 0
	made.save()
	with as_user(CANDIDATE):
		assert told()[:2] == (5, None)


def test_the_right_answers_stay_secret_where_the_exam_says_so(bank, as_user):
	exam()
	assert "answers" not in sit(bank, as_user)


def test_the_last_answer_counts_and_a_late_older_one_does_not(bank, as_user):
	exam()
	with as_user(CANDIDATE):
		paper = api.start("Test Exam")
		row = next(row for row in paper["questions"] if row["question_type"] == "Number")
		say = [paper["attempt"], row["position"]]
		assert api.save_answer(*say, 1, "7")["revision"] == 1
		assert api.save_answer(*say, 3, "24")["revision"] == 3
		assert api.save_answer(*say, 2, "8")["revision"] == 3
		assert api.save_answer(*say, 3, "24")["revision"] == 3
		again = api.paper(paper["attempt"])
		assert [r["given"] for r in again["questions"] if r["position"] == row["position"]] == ["24"]
		assert api.submit(paper["attempt"])["marks"] == 1


def test_starting_again_goes_on_with_the_running_sitting(bank, as_user):
	exam()
	with as_user(CANDIDATE):
		first = api.start("Test Exam")
		assert api.start("Test Exam") == first
		assert frappe.db.count("Exam Attempt", {"exam": "Test Exam"}) == 1
	with as_user(COLLEAGUE):
		assert api.start("Test Exam")["attempt"] != first["attempt"]


def test_nobody_reaches_anothers_sitting(bank, as_user):
	exam()
	with as_user(CANDIDATE):
		attempt = api.start("Test Exam")["attempt"]
	with as_user(COLLEAGUE):
		for act in (api.paper, api.submit, api.result):
			with pytest.raises(frappe.DoesNotExistError):
				act(attempt)
		with pytest.raises(frappe.DoesNotExistError):
			api.save_answer(attempt, 1, 1, "1")
		with pytest.raises(frappe.PermissionError):
			api.annul(attempt, "because")
	with as_user(MANAGER), pytest.raises(frappe.PermissionError):
		api.start("Test Exam")


def test_the_time_is_the_servers(bank, as_user):
	exam()
	with clock.at(START), as_user(CANDIDATE):
		paper = api.start("Test Exam")
		assert paper["seconds_left"] == 1800
	say = [paper["attempt"], paper["questions"][0]["position"]]
	right = right_answer(bank, paper["attempt"], paper["questions"][0])
	with clock.at(START + timedelta(minutes=30, seconds=10)), as_user(CANDIDATE):
		api.save_answer(*say, 1, right)  # it was on its way
	with clock.at(START + timedelta(minutes=31)), as_user(CANDIDATE):
		with pytest.raises(ExamOver):
			api.save_answer(*say, 2, right)
		assert api.paper(paper["attempt"])["seconds_left"] == 0
		result = api.submit(paper["attempt"])
	assert (result["state"], result["marks"]) == ("Timed Out", 1)
	assert result["submitted_at"] == START + timedelta(minutes=30)


def test_a_sitting_that_is_left_ends_by_itself(bank, as_user):
	exam()
	with clock.at(START), as_user(CANDIDATE):
		paper = api.start("Test Exam")
		row = paper["questions"][0]
		api.save_answer(paper["attempt"], 1, 1, right_answer(bank, paper["attempt"], row))
	with clock.at(START + timedelta(minutes=29)):
		end_overdue_sittings()
		assert frappe.db.get_value("Exam Attempt", paper["attempt"], "state") == "In Progress"
	with clock.at(START + timedelta(minutes=31)):
		end_overdue_sittings()
	attempt = frappe.get_doc("Exam Attempt", paper["attempt"])
	assert (attempt.state, attempt.marks, attempt.score) == ("Timed Out", 1, 20)


def test_submitting_twice_counts_once(bank, as_user):
	exam()
	first = sit(bank, as_user, answers=3)
	with as_user(CANDIDATE):
		assert api.submit(first["name"]) == first
		with pytest.raises(ExamOver):
			api.save_answer(first["name"], 4, 1, 0)


def test_attempts_are_limited_and_a_manager_may_let_one_not_count(bank, as_user):
	exam(attempts=1)
	failed = sit(bank, as_user, answers=0)
	with as_user(CANDIDATE), pytest.raises(ExamRefused, match="was tried 1 times"):
		api.start("Test Exam")
	with as_user(MANAGER):
		api.annul(failed["name"], "The power went off")
	assert sit(bank, as_user)["passed"]
	# What was passed opens a new round: certificates expire.
	assert not sit(bank, as_user, answers=0)["passed"]


def test_a_manager_of_another_company_lets_nothing_not_count(bank, as_user):
	exam()
	failed = sit(bank, as_user, answers=0)
	f.make("User Permission", user=MANAGER, allow="Company", for_value=another_company())
	with as_user(MANAGER), pytest.raises(frappe.PermissionError):
		api.annul(failed["name"], "The power went off")
	assert not frappe.db.get_value("Exam Attempt", failed["name"], "annulled")


def test_a_failed_candidate_waits(bank, as_user):
	exam(wait_days=7)
	with clock.at(START):
		sit(bank, as_user, answers=0)
	with (
		clock.at(START + timedelta(days=6)),
		as_user(CANDIDATE),
		pytest.raises(ExamRefused, match="again from"),
	):
		api.start("Test Exam")
	with clock.at(START + timedelta(days=7)):
		assert sit(bank, as_user)["passed"]


def test_the_paper_stays_as_it_was_asked(bank, as_user):
	exam()
	with as_user(CANDIDATE):
		paper = api.start("Test Exam")
	for name in bank:
		frappe.db.set_value("Exam Question", name, "question", "Changed")
	with as_user(CANDIDATE):
		assert api.paper(paper["attempt"])["questions"] == paper["questions"]


@pytest.mark.parametrize("given", [{"a": 1}, ["x"], "x" * 3000])
def test_what_is_no_answer_is_refused(bank, as_user, given):
	exam()
	with as_user(CANDIDATE):
		paper = api.start("Test Exam")
		with pytest.raises((AnswerError, frappe.ValidationError)):
			api.save_answer(paper["attempt"], 1, 1, given)
		with pytest.raises(AnswerError, match="has no question 99"):
			api.save_answer(paper["attempt"], 99, 1, "1")


@pytest.mark.parametrize(
	("kind", "values", "message"),
	[
		("Single Choice", {"options": [{"option_text": "A", "is_correct": 1}]}, "at least two"),
		("Single Choice", {"options": [{"option_text": t, "is_correct": 1} for t in "AB"]}, "exactly one"),
		("Multiple Choice", {"options": [{"option_text": t} for t in "AB"]}, "mark the right ones"),
		("Single Choice", {"options": [{"option_text": t, "is_correct": 1} for t in "Aa"]}, "say the same"),
		("True or False", {}, "True or False"),
		("Short Text", {"accepted_answers": " \n "}, "at least one"),
		("Number", {"marks": 0}, "above 0"),
	],
)
def test_a_question_without_a_right_answer_is_refused(kind, values, message):
	with pytest.raises(QuestionError, match=message):
		question(kind, **values)


def test_an_exam_that_the_bank_cannot_fill_is_refused(bank):
	with pytest.raises(ExamRefused, match=r"Test Topic.*has 5"):
		exam(count=6)


def test_the_result_belongs_to_the_figures_of_the_app_alone(bank, as_user):
	exam()
	failed = sit(bank, as_user, answers=0)
	with as_user(CANDIDATE), pytest.raises(frappe.PermissionError):
		doc = frappe.get_doc("Exam Attempt", failed["name"])
		doc.score = 100
		doc.save()
	assert json.loads(frappe.db.get_value("Exam Answer", f"{failed['name']}-1", "asked"))["question"]
