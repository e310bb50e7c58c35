from fsm_app.common.asked_first import TableRow


class SafetyIncidentAction(TableRow):
	"""What is done so that it does not happen again, by whom and when."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		action: DF.SmallText
		done_on: DF.Date | None
		due_on: DF.Date
		is_done: DF.Check
		reminded_on: DF.Date | None
		responsible: DF.Link
		result: DF.SmallText | None
	# end: auto-generated types
