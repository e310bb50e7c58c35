from fsm_app.common.asked_first import AskedDocument


class TrainingCourse(AskedDocument):
	"""Something that engineers learn: a course, an onboarding step, a rotation, a drill (H1, H4)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		completed_by: DF.Literal["Attendance", "Exam"]
		course_name: DF.Data
		description: DF.TextEditor | None
		disabled: DF.Check
		exam: DF.Link | None
		hours: DF.Float
		kind: DF.Literal["Course", "Onboarding", "Rotation", "Drill"]
	# end: auto-generated types
