from fsm_app.common.asked_first import TableRow


class ExamQuestionOption(TableRow):
	"""One of the answers offered by a question, and whether it is right."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		is_correct: DF.Check
		option_text: DF.SmallText
	# end: auto-generated types
