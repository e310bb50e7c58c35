from fsm_app.common.asked_first import AskedDocument
from fsm_app.service_training.exams import validate_exam


class ServiceExam(AskedDocument):
	"""An online exam whose paper is drawn at random from the question bank (H2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.service_training.doctype.exam_paper_rule.exam_paper_rule import ExamPaperRule

		attempts: DF.Int
		description: DF.TextEditor | None
		disabled: DF.Check
		exam_name: DF.Data
		pass_mark: DF.Percent
		rules: DF.Table[ExamPaperRule]
		show_answers: DF.Check
		time_limit_minutes: DF.Int
		wait_days: DF.Int
	# end: auto-generated types

	def validate(self):
		validate_exam(self)
