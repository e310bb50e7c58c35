from fsm_app.common.asked_first import AskedDocument
from fsm_app.service_training.question_bank import validate_question


class ExamQuestion(AskedDocument):
	"""A question of the bank with its right answer, which no candidate ever gets (H2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.service_training.doctype.exam_question_option.exam_question_option import (
			ExamQuestionOption,
		)

		accepted_answers: DF.SmallText | None
		difficulty: DF.Literal["Easy", "Medium", "Hard"]
		disabled: DF.Check
		explanation: DF.SmallText | None
		marks: DF.Float
		number_answer: DF.Float
		options: DF.Table[ExamQuestionOption]
		question: DF.Text
		question_code: DF.Data | None
		question_type: DF.Literal["Single Choice", "Multiple Choice", "True or False", "Number", "Short Text"]
		tolerance: DF.Float
		topic: DF.Data
		true_or_false: DF.Literal["", "True", "False"]
	# end: auto-generated types

	def autoname(self):
		self.name = self.question_code or None  # Frappe makes one up where it is empty

	def validate(self):
		validate_question(self)
