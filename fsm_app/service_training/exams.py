"""Sitting an exam: a paper of one's own, answers saved as they are given, marks given once (H2).

Time is kept here: a sitting has a deadline, and what the candidate's device says of the time does not count. The right
answers stay in Exam Answer, which no candidate may read.
"""

import json
import random
from datetime import date, timedelta

import frappe
from frappe import _
from frappe.utils import add_days, format_datetime, formatdate, get_datetime, getdate

from fsm_app.common.clock import now
from fsm_app.engine.exam_paper import NotEnoughQuestions, Rule, draw, is_right
from fsm_app.service_training.exam_candidate import ATTEMPT, candidate, own_attempt
from fsm_app.service_training.question_bank import as_asked, bank, shown

ANSWER = "Exam Answer"
IN_PROGRESS, SUBMITTED, TIMED_OUT = "In Progress", "Submitted", "Timed Out"
# An answer that left the device in time may take this long to arrive.
GRACE = timedelta(seconds=15)
# A short text is a few words. Whoever sends more is not answering.
LONGEST_ANSWER = 2000


class ExamRefused(frappe.ValidationError):
	"""An exam that cannot be sat: not the candidate's, too often, too soon, or no paper can be drawn."""


class ExamOver(frappe.ValidationError):
	"""An answer that came after the end."""


class AnswerError(frappe.ValidationError):
	"""An answer that is none."""


def validate_exam(exam) -> None:
	"""Refuse an exam that nobody could sit or pass."""
	if not (exam.time_limit_minutes or 0) > 0:
		_refuse(_("Time Limit: {0} must be above 0.").format(exam.time_limit_minutes or 0))
	if not 0 < (exam.pass_mark or 0) <= 100:
		_refuse(_("Pass Mark: {0} must lie above 0 and not above 100.").format(exam.pass_mark or 0))
	if not any((row.question_count or 0) > 0 for row in exam.rules):
		_refuse(_("Rules: ask for at least one question."))
	if not exam.disabled:
		_draw(exam, random.Random(0))


def start(exam_name: str):
	"""Begin a sitting for the engineer who is logged in; returns the Exam Attempt, the running one where there is one."""
	exam = frappe.get_doc("Service Exam", exam_name)
	engineer = candidate()
	previous = frappe.get_all(
		ATTEMPT,
		filters={"exam": exam.name, "engineer": engineer.name},
		fields=["name", "state", "deadline", "submitted_at", "passed", "annulled"],
		order_by="creation",
	)
	for row in previous:
		if row.state == IN_PROGRESS and not _is_over(row.deadline):
			return frappe.get_doc(ATTEMPT, row.name)
		if row.state == IN_PROGRESS:
			finish(row.name)
	_check_may_start(exam, previous)
	return _open(exam, engineer, len(previous) + 1)


def paper(attempt_name: str) -> dict:
	"""The sitting as its candidate may see it: the seconds left, and each question with the answer saved so far."""
	attempt = own_attempt(attempt_name)
	rows = frappe.get_all(
		ANSWER,
		filters={"attempt": attempt.name},
		fields=["position", "asked", "given", "revision"],
		order_by="position",
	)
	return {
		"attempt": attempt.name,
		"exam": attempt.exam,
		"state": attempt.state,
		"seconds_left": max(0, int((get_datetime(attempt.deadline) - now()).total_seconds())),
		"questions": [
			{
				"position": row.position,
				**shown(json.loads(row.asked)),
				"given": json.loads(row.given) if row.given else None,
				"revision": row.revision,
			}
			for row in rows
		],
	}


def save_answer(attempt_name: str, position: int, given, revision: int) -> dict:
	"""Keep an answer; returns the `revision` that is kept, which is a later one where that came first.

	`revision` counts the candidate's changes of this answer. The same one may come any number of times. Raises ExamOver after
	the deadline and AnswerError for what is no answer.
	"""
	text = _checked(given, revision)
	# The candidate's own row alone is locked: an answer cannot slip in behind the marking.
	attempt = own_attempt(attempt_name, lock=True)
	if attempt.state != IN_PROGRESS or _is_over(attempt.deadline):
		frappe.throw(
			_("The exam ended on {0}. Answers that were saved until then count.").format(
				format_datetime(attempt.submitted_at or attempt.deadline)
			),
			ExamOver,
		)
	name = f"{attempt.name}-{position}"
	kept = frappe.db.get_value(ANSWER, name, "revision")
	if kept is None:
		frappe.throw(
			_("Position: the paper has no question {0}. Choose one of its questions.").format(position),
			AnswerError,
		)
	if revision > kept:
		frappe.db.set_value(
			ANSWER, name, {"given": text, "revision": revision, "answered_at": now()}, update_modified=False
		)
		kept = revision
	return {"position": position, "revision": kept}


def submit(attempt_name: str):
	"""Hand in one's paper; returns the Exam Attempt. A second time changes nothing."""
	name = finish(own_attempt(attempt_name).name).name
	# Another request may have handed it in while this one waited: what that one wrote shows in a new transaction.
	frappe.db.commit()
	return frappe.get_doc(ATTEMPT, name)


def finish(attempt_name: str):
	"""End a sitting and mark it, once; returns the Exam Attempt."""
	state, deadline = frappe.db.get_value(ATTEMPT, attempt_name, ["state", "deadline"], for_update=True)
	# for update: what another request has just written, and not what stood there when this one began
	attempt = frappe.get_doc(ATTEMPT, attempt_name, for_update=True)
	if state != IN_PROGRESS:
		return attempt
	rows = frappe.get_all(
		ANSWER, filters={"attempt": attempt_name}, fields=["name", "asked", "given", "max_marks"]
	)
	right = [
		row for row in rows if is_right(json.loads(row.asked), json.loads(row.given) if row.given else None)
	]
	_write_marks([row.name for row in right])
	marks, possible = sum(row.max_marks for row in right), sum(row.max_marks for row in rows)
	score = 100.0 * marks / possible if possible else 0.0
	attempt.update(
		{
			"state": TIMED_OUT if _is_over(deadline) else SUBMITTED,
			"submitted_at": min(now(), get_datetime(deadline)),
			"marks": marks,
			"max_marks": possible,
			"score": score,
			"passed": score >= frappe.get_cached_value("Service Exam", attempt.exam, "pass_mark"),
		}
	)
	# The app marks; neither the candidate nor anybody else has the right to write an attempt.
	return attempt.save(ignore_permissions=True)


def delete_answers(attempt_name: str) -> None:
	"""Delete the answers of a sitting that is being deleted."""
	frappe.db.delete(ANSWER, {"attempt": attempt_name})


def end_overdue_sittings() -> None:
	"""Every few minutes: end and mark the sittings whose time is over, each by itself."""
	overdue = frappe.get_all(
		ATTEMPT,
		filters={"state": IN_PROGRESS, "deadline": ["<", now() - GRACE]},
		pluck="name",
		order_by="deadline",
	)
	for name in overdue:
		try:
			finish(name)
			frappe.db.commit()
		except Exception:
			frappe.db.rollback()
			frappe.log_error(title=f"Ending of {name}", reference_doctype=ATTEMPT, reference_name=name)


def _check_may_start(exam, previous: list) -> None:
	if exam.disabled:
		_refuse(
			_("Exam: {0} is not offered at present. Choose another one, or ask your manager.").format(
				exam.name
			)
		)
	if attempts_left(exam, previous) == 0:
		_refuse(
			_(
				"{0} was tried {1} times, which is all it allows. Ask your manager for another attempt."
			).format(exam.name, len(_counted(previous)))
		)
	if again := again_on(exam, previous):
		_refuse(_("{0} can be tried again from {1} on. Come back then.").format(exam.name, formatdate(again)))


def attempts_left(exam, previous: list) -> int | None:
	"""How many more sittings the exam allows after the `previous` ones, oldest first; None where it sets no limit."""
	return max(0, exam.attempts - len(_counted(previous))) if exam.attempts else None


def again_on(exam, previous: list) -> date | None:
	"""The day from which the next sitting is allowed, if that is not today."""
	ended = max((get_datetime(row.submitted_at or row.deadline) for row in _counted(previous)), default=None)
	if not exam.wait_days or not ended:
		return None
	again = getdate(add_days(ended, exam.wait_days))
	return again if now().date() < again else None


def _counted(previous: list) -> list:
	"""The sittings that count against the limits: those since the last one that was passed, without annulled ones."""
	since_pass: list = []
	for row in previous:
		since_pass = [] if row.passed else [*since_pass, row]
	return [row for row in since_pass if not row.annulled]


def _open(exam, engineer, number: int):
	chance = random.SystemRandom()
	asked = as_asked(_draw(exam, chance), chance)
	started_at = now()
	attempt = frappe.get_doc(
		{
			"doctype": ATTEMPT,
			"exam": exam.name,
			"engineer": engineer.name,
			"company": frappe.get_cached_value("Service Engineer", engineer.name, "company"),
			"attempt_number": number,
			"state": IN_PROGRESS,
			"started_at": started_at,
			"deadline": started_at + timedelta(minutes=exam.time_limit_minutes),
			"max_marks": sum(question["marks"] for question in asked),
			"attempt_key": f"{exam.name}:{engineer.name}:{number}",
		}
	)
	frappe.db.savepoint("exam_attempt")
	try:
		attempt.insert(
			ignore_permissions=True
		)  # nobody may make one but by starting an exam, as happens here
	except frappe.UniqueValidationError:
		# Two taps on Start: the first one has opened the sitting.
		frappe.db.rollback(save_point="exam_attempt")
		frappe.clear_last_message()
		return frappe.get_doc(ATTEMPT, frappe.db.get_value(ATTEMPT, {"attempt_key": attempt.attempt_key}))
	_insert_answers(attempt, asked)
	return attempt


def _insert_answers(attempt, asked: list[dict]) -> None:
	columns = ("name", "owner", "modified_by", "creation", "modified", "attempt", "position")
	columns += ("question", "asked", "revision", "max_marks")
	user, at = frappe.session.user, now()
	frappe.db.bulk_insert(
		ANSWER,
		fields=columns,
		values=[
			(
				f"{attempt.name}-{position}",
				*(user, user, at, at),
				*(attempt.name, position, question["name"], json.dumps(question), 0, question["marks"]),
			)
			for position, question in enumerate(asked, start=1)
		],
	)


def _draw(exam, chance: random.Random) -> list[str]:
	rules = [Rule(row.question_count or 0, row.topic or "", row.difficulty or "") for row in exam.rules]
	try:
		return draw(rules, bank(), chance)
	except NotEnoughQuestions as lack:
		_refuse(
			_(
				"Rules: {0} questions are asked for topic {1} and difficulty {2}, and the bank has {3} for it. Ask for fewer, or add questions to the bank."
			).format(
				lack.needed,
				lack.topic or _("any"),
				_(lack.difficulty, context="Exam Question") if lack.difficulty else _("any"),
				lack.found,
			)
		)


def _write_marks(right: list[str]) -> None:
	if right:
		answer = frappe.qb.DocType(ANSWER)
		(
			frappe.qb.update(answer)
			.set(answer.correct, 1)
			.set(answer.marks, answer.max_marks)
			.where(answer.name.isin(right))
			.run()
		)


def _checked(given, revision: int) -> str:
	"""The answer as it is stored."""
	if revision < 1:
		frappe.throw(_("Revision: {0} must be 1 or more.").format(revision), AnswerError)
	if isinstance(given, dict) or (
		isinstance(given, list) and not all(isinstance(item, int) for item in given)
	):
		frappe.throw(
			_("Answer: a number, a text, true or false, or a list of numbers is expected."), AnswerError
		)
	text = json.dumps(given)
	if len(text) > LONGEST_ANSWER:
		frappe.throw(_("Answer: at most {0} characters.").format(LONGEST_ANSWER), AnswerError)
	return text


def _is_over(deadline) -> bool:
	return now() > get_datetime(deadline) + GRACE


def _refuse(message: str) -> None:
	frappe.throw(message, ExamRefused)
