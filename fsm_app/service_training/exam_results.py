"""How sittings went: for the candidate himself, and for the manager who lets one not count (H2)."""

import json

import frappe
from frappe import _

from fsm_app.service_training.exam_candidate import ATTEMPT, candidate, own_attempt
from fsm_app.service_training.exams import ANSWER, IN_PROGRESS, ExamRefused
from fsm_app.service_training.question_bank import solution


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
			fields=["position", "asked", "correct"],
			order_by="position",
		)
		found["answers"] = [
			{"position": row.position, "correct": bool(row.correct), **solution(json.loads(row.asked))}
			for row in rows
		]
	return found


def result_of(attempt_name: str) -> dict:
	"""The result of one's own sitting."""
	return result(own_attempt(attempt_name))


def own_exams() -> list[dict]:
	"""The exams that the engineer who is logged in may sit, each with how often he has tried and how it went."""
	engineer = candidate()
	exams = frappe.get_all(
		"Service Exam",
		filters={"disabled": 0},
		fields=["name", "time_limit_minutes", "pass_mark", "attempts", "description"],
		order_by="name",
	)
	tried: dict[str, list] = {}
	for row in frappe.get_all(
		ATTEMPT,
		filters={"engineer": engineer.name},
		fields=["name", "exam", "state", "score", "passed", "submitted_at", "annulled"],
		order_by="creation",
	):
		tried.setdefault(row.exam, []).append(row)
	for exam in exams:
		exam["title"] = _(exam.name)
		exam["tried"] = [row for row in tried.get(exam.name, []) if not row.annulled]
	return exams


def annul(attempt_name: str, reason: str) -> None:
	"""Take a failed sitting off the candidate's attempts, for example after a power cut, and write down why."""
	attempt = frappe.get_doc(ATTEMPT, attempt_name)
	if attempt.state == IN_PROGRESS or attempt.passed:
		frappe.throw(
			_("{0}: only a sitting that ended and was not passed can be annulled.").format(attempt.name),
			ExamRefused,
		)
	if not reason.strip():
		frappe.throw(_("Reason: say why the sitting does not count."), ExamRefused)
	attempt.annulled = 1
	attempt.save(ignore_permissions=True)  # the caller has checked that a manager asks
	attempt.add_comment("Info", _("Annulled: {0}").format(frappe.utils.escape_html(reason.strip())))
