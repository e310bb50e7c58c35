from fsm_app.common.asked_first import TableRow


class KnowledgeReviewScore(TableRow):
	"""The points of one criterion in a review of a case (G1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		criterion: DF.Data
		max_points: DF.Float
		minimum_points: DF.Float
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		points: DF.Float
		remark: DF.SmallText | None
	# end: auto-generated types
