from frappe.utils import getdate

from fsm_app.common.asked_first import AskedDocument
from fsm_app.service_training import assignments, certifying, exams


class ExamAttempt(AskedDocument):
	"""One sitting of an engineer: the paper's time, state and result (H2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		annulled: DF.Check
		attempt_key: DF.Data | None
		attempt_number: DF.Int
		company: DF.Link | None
		deadline: DF.Datetime | None
		engineer: DF.Link
		exam: DF.Link
		marks: DF.Float
		max_marks: DF.Float
		passed: DF.Check
		score: DF.Percent
		started_at: DF.Datetime | None
		state: DF.Literal["In Progress", "Submitted", "Timed Out"]
		submitted_at: DF.Datetime | None
	# end: auto-generated types

	def on_update(self):
		if self.passed and self.has_value_changed("passed"):
			certifying.exam_passed(self)
			assignments.exam_passed(self.engineer, self.exam, self.name, getdate(self.submitted_at))

	def on_trash(self):
		exams.delete_answers(self.name)
