from fsm_app.common.asked_first import AskedDocument


class ExamAnswer(AskedDocument):
	"""A question as it was asked in one sitting, and the answer as it was last saved (H2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		answered_at: DF.Datetime | None
		asked: DF.JSON | None
		attempt: DF.Link
		correct: DF.Check
		given: DF.JSON | None
		marks: DF.Float
		max_marks: DF.Float
		position: DF.Int
		question: DF.Link | None
		revision: DF.Int
	# end: auto-generated types
