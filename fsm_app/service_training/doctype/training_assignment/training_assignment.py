from fsm_app.common.asked_first import AskedDocument
from fsm_app.service_training import assignments


class TrainingAssignment(AskedDocument):
	"""That an engineer has to do a course by a day, why, and whether they have (H1, H3, H4)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		assignment_key: DF.Data | None
		certificate: DF.Link | None
		company: DF.Link | None
		completed_on: DF.Date | None
		course: DF.Link
		due_date: DF.Date
		engineer: DF.Link
		exam_attempt: DF.Link | None
		plan: DF.Link | None
		reason: DF.Literal["By Hand", "Onboarding", "Plan", "Level", "Re-training"]
		session: DF.Link | None
		state: DF.Literal["Open", "Completed", "Failed", "Overdue", "Cancelled"]
	# end: auto-generated types

	def validate(self):
		assignments.validate_assignment(self)

	def after_insert(self):
		assignments.tell_engineer(self)
