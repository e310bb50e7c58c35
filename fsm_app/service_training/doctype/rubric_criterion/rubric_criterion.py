from fsm_app.common.asked_first import TableRow


class RubricCriterion(TableRow):
	"""What an assessor judges, and how much it counts."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		criterion: DF.Data
		description: DF.SmallText | None
		max_points: DF.Float
		minimum_points: DF.Float
	# end: auto-generated types
