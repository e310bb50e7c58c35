"""How sittings went: for the candidate, and for the manager who lets one not count (H2)."""

import json

import frappe
from frappe import _
from frappe.utils import formatdate

from fsm_app.service_training.exam_candidate import ATTEMPT, candidate, own_attempt
from fsm_app.service_training.exams import ANSWER, IN_PROGRESS, ExamRefused, again_on, attempts_left
from fsm_app.service_training.question_bank import given_texts, solution


def result(attempt) -> dict:
	"""How a finished sitting went; with the right answers where the exam shows them."""
	found = {
		field: attempt.get(field)
		for field in ("name", "exam", "state", "score", "marks", "max_marks", "passed", "submitted_at")
	}
	if attempt.state != IN_PROGRESS and frappe.get_cached_value("Service Exam", attempt.exam, "show_answers"):
		rows = frappe.get_all(
			ANSWER,
			filters={"attempt": attempt.name},
			fields=["position", "asked", "given", "correct", "marks", "max_marks"],
			order_by="position",
		)
		found["answers"] = [_answer(row) for row in rows]
	return found


def _answer(row) -> dict:
	"""A question with what was answered, what is right, and why."""
	asked = json.loads(row.asked)
	return {
		"position": row.position,
		"question": asked["question"],
		"given": given_texts(asked, json.loads(row.given) if row.given else None),
		"correct": bool(row.correct),
		"marks": row.marks,
		"max_marks": row.max_marks,
		**solution(asked),
	}


def result_of(attempt_name: str) -> dict:
	"""The result of one's own sitting."""
	return result(own_attempt(attempt_name))


def own_exams() -> list[dict]:
	"""The exams that the engineer who is logged in may sit, each with the tries so far and what is still allowed.

	`attempts_left` is None where there is no limit; `again_on` (text) is the day from which the next try is allowed, where
	that is not today.
	"""
	engineer = candidate()
	exams = frappe.get_all(
		"Service Exam",
		filters={"disabled": 0},
		fields=["name", "time_limit_minutes", "pass_mark", "attempts", "wait_days"],
		order_by="name",
	)
	questions = _question_counts([exam.name for exam in exams])
	tried: dict[str, list] = {}
	for row in frappe.get_all(
		ATTEMPT,
		filters={"engineer": engineer.name},
		fields=["name", "exam", "state", "score", "passed", "submitted_at", "deadline", "annulled"],
		order_by="creation",
	):
		tried.setdefault(row.exam, []).append(row)
	for exam in exams:
		exam["title"] = _(exam.name)
		previous = tried.get(exam.name, [])
		exam["question_count"] = questions.get(exam.name, 0)
		exam["attempts_left"] = attempts_left(exam, previous)
		again = again_on(exam, previous)
		exam["again_on"] = formatdate(again) if again else None
		exam["tried"] = [row for row in previous if not row.annulled]
	return exams


def _question_counts(exams: list[str]) -> dict[str, int]:
	counts: dict[str, int] = {}
	for row in frappe.get_all(
		"Exam Paper Rule", filters={"parent": ["in", exams]}, fields=["parent", "question_count"]
	):
		counts[row.parent] = counts.get(row.parent, 0) + (row.question_count or 0)
	return counts


def annul(attempt_name: str, reason: str) -> None:
	"""Take a failed sitting off the candidate's attempts, for example after a power cut, and write down why."""
	attempt = frappe.get_doc(ATTEMPT, attempt_name)
	if attempt.state == IN_PROGRESS or attempt.passed:
		frappe.throw(
			_(
				"{0}: only a sitting that ended and was not passed can be annulled. Choose another one."
			).format(attempt.name),
			ExamRefused,
		)
	if not reason.strip():
		frappe.throw(_("Reason: say why the sitting does not count."), ExamRefused)
	attempt.annulled = 1
	attempt.save(ignore_permissions=True)  # the caller has checked that a manager asks
	attempt.add_comment("Info", _("Annulled: {0}").format(frappe.utils.escape_html(reason.strip())))
