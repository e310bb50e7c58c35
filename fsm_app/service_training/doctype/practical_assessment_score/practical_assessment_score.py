from fsm_app.common.asked_first import TableRow


class PracticalAssessmentScore(TableRow):
	"""An assessor's points for one criterion."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		criterion: DF.Data
		max_points: DF.Float
		minimum_points: DF.Float
		points: DF.Float
		remark: DF.SmallText | None
	# end: auto-generated types
