from fsm_app.common.asked_first import TableRow


class EngineerSkill(TableRow):
	"""A skill of an engineer and how well they have it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		proficiency: DF.Int
		skill: DF.Link
	# end: auto-generated types
