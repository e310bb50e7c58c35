from fsm_app.common.asked_first import TableRow


class ExamPaperRule(TableRow):
	"""How many questions of a topic and difficulty a paper draws."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		difficulty: DF.Literal["", "", "Easy", "Medium", "Hard"]
		question_count: DF.Int
		topic: DF.Data | None
	# end: auto-generated types
