from fsm_app.common.asked_first import TableRow


class EngineerLevelCourse(TableRow):
	"""A course that an engineer must have completed for a level (H1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		course: DF.Link
	# end: auto-generated types
