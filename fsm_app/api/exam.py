"""What the page of an exam asks for (H2). The candidate is always the engineer who is logged in."""

import frappe

from fsm_app.common.arguments import permitted
from fsm_app.common.roles import MANAGES_PEOPLE
from fsm_app.service_training import exam_results, exams


@frappe.whitelist(methods=["GET"])
def own_exams() -> list[dict]:
	"""The exams that one may sit, and how one's sittings went."""
	return exam_results.own_exams()


@frappe.whitelist(methods=["POST"])
def start(exam: str) -> dict:
	"""Begin a sitting, or go on with the running one; returns its paper without the right answers."""
	return exams.paper(exams.start(exam).name)


@frappe.whitelist(methods=["GET"])
def paper(attempt: str) -> dict:
	"""One's own paper with the answers saved so far, without the right ones."""
	return exams.paper(attempt)


@frappe.whitelist(methods=["POST"])
def save_answer(
	attempt: str, position: int, revision: int, given: str | int | float | bool | list | None = None
) -> dict:
	"""Keep an answer; the same one may be sent any number of times, and late ones do not undo newer ones."""
	return exams.save_answer(attempt, position, given, revision)


@frappe.whitelist(methods=["POST"])
def submit(attempt: str) -> dict:
	"""Hand in one's paper; returns the result."""
	return exam_results.result(exams.submit(attempt))


@frappe.whitelist(methods=["GET"])
def result(attempt: str) -> dict:
	"""The result of one's own sitting."""
	return exam_results.result_of(attempt)


@frappe.whitelist(methods=["POST"])
def annul(attempt: str, reason: str) -> None:
	"""Let a failed sitting not count; for managers."""
	frappe.only_for(sorted(MANAGES_PEOPLE))
	permitted("Exam Attempt", attempt)
	exam_results.annul(attempt, reason)
