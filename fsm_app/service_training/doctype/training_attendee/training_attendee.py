from fsm_app.common.asked_first import TableRow


class TrainingAttendee(TableRow):
	"""An engineer's place in a session, and how it went for them."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		engineer: DF.Link
		present: DF.Check
		remark: DF.Data | None
		result: DF.Literal["", "", "Passed", "Failed"]
	# end: auto-generated types
