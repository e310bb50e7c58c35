"""The questions of the bank: what makes one usable, and how it is frozen for a sitting (H2)."""

import random

import frappe
from frappe import _

from fsm_app.engine.exam_paper import (
	MULTIPLE_CHOICE,
	NUMBER,
	SHORT_TEXT,
	SINGLE_CHOICE,
	TRUE_OR_FALSE,
	Question,
	plain,
)

QUESTION = "Exam Question"
CHOICES = (SINGLE_CHOICE, MULTIPLE_CHOICE)


class QuestionError(frappe.ValidationError):
	"""A question that could not be answered rightly, or marked."""


def validate_question(question) -> None:
	"""Refuse a question without a right answer; drop what belongs to another type."""
	question.topic = " ".join((question.topic or "").split())
	kind = question.question_type
	if not (question.marks or 0) > 0:
		_refuse(_("Marks: {0} must be above 0.").format(question.marks or 0))
	if kind in CHOICES:
		_validate_options(question, kind)
	else:
		question.options = []
	if kind != TRUE_OR_FALSE:
		question.true_or_false = None
	elif not question.true_or_false:
		_refuse(_("Correct Answer: choose True or False."))
	if kind != SHORT_TEXT:
		question.accepted_answers = None
	elif not _accepted(question):
		_refuse(_("Accepted Answers: enter at least one."))
	if kind != NUMBER:
		question.number_answer, question.tolerance = 0, 0


def bank() -> list[Question]:
	"""The questions from which papers are drawn. One query."""
	rows = frappe.get_all(
		QUESTION, filters={"disabled": 0}, fields=["name", "topic", "difficulty"], order_by="name"
	)
	return [Question(row.name, row.topic, row.difficulty) for row in rows]


def as_asked(names: list[str], chance: random.Random) -> list[dict]:
	"""The questions, in the order of `names`, frozen with their right answers; the options are shuffled. Two queries.

	Each is what engine.exam_paper.is_right wants, with `name`, `question`, `options` (texts), `marks` and `explanation`.
	"""
	rows = {row.name: row for row in frappe.get_all(QUESTION, filters={"name": ["in", names]}, fields=["*"])}
	options: dict[str, list] = {}
	for row in frappe.get_all(
		"Exam Question Option",
		filters={"parent": ["in", names], "parenttype": QUESTION},
		fields=["parent", "option_text", "is_correct"],
		order_by="parent, idx",
	):
		options.setdefault(row.parent, []).append(row)
	asked = []
	for name in names:
		offered = options.get(name, [])
		chance.shuffle(offered)
		asked.append(_frozen(rows[name], offered))
	return asked


def shown(asked: dict) -> dict:
	"""What a candidate gets of a question before the end: nothing that tells the answer."""
	return {field: asked[field] for field in ("question_type", "question", "options", "marks")}


def solution(asked: dict) -> dict:
	"""The right answer of a question as text, and why; for after the end."""
	kind, right = asked["question_type"], asked.get("right")
	if kind in CHOICES:
		texts = [asked["options"][number] for number in right]
	elif kind == TRUE_OR_FALSE:
		texts = [_("True") if right else _("False")]
	elif kind == NUMBER:
		texts = [f"{asked['number']:g}"]
	else:
		texts = asked["accepted"][:1]
	return {"right": texts, "explanation": asked["explanation"]}


def given_texts(asked: dict, given: object) -> list[str]:
	"""What was answered, as texts; none where there is no answer. For after the end."""
	if given is None or given == "" or given == []:
		return []
	kind = asked["question_type"]
	if kind in CHOICES:
		numbers = given if isinstance(given, list) else [given]
		options = asked["options"]
		return [
			options[number]
			for number in numbers
			if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < len(options)
		]
	if kind == TRUE_OR_FALSE and isinstance(given, bool):
		return [_("True") if given else _("False")]
	return [str(given)]


def _frozen(row, offered: list) -> dict:
	asked = {
		"name": row.name,
		"question_type": row.question_type,
		"question": row.question,
		"options": [option.option_text for option in offered],
		"marks": row.marks,
		"explanation": row.explanation,
	}
	if row.question_type in CHOICES:
		asked["right"] = [number for number, option in enumerate(offered) if option.is_correct]
	elif row.question_type == TRUE_OR_FALSE:
		asked["right"] = row.true_or_false == "True"
	elif row.question_type == NUMBER:
		asked.update({"number": row.number_answer, "tolerance": row.tolerance})
	else:
		asked["accepted"] = _accepted(row)
	return asked


def _validate_options(question, kind: str) -> None:
	texts = [plain(option.option_text or "") for option in question.options]
	right = sum(bool(option.is_correct) for option in question.options)
	if len(texts) < 2:
		_refuse(_("Answers: offer at least two."))
	if len(set(texts)) < len(texts):
		_refuse(_("Answers: two of them say the same. Change or delete one."))
	if kind == SINGLE_CHOICE and right != 1:
		_refuse(
			_("Answers: {0} are marked as right, a single choice has exactly one. Mark one.").format(right)
		)
	if not right:
		_refuse(_("Answers: mark the right ones."))


def _accepted(question) -> list[str]:
	return [line.strip() for line in (question.accepted_answers or "").splitlines() if plain(line)]


def _refuse(message: str) -> None:
	frappe.throw(message, QuestionError)
