from fsm_app.common.asked_first import TableRow


class AppraisalRatingCriterion(TableRow):
	"""The mark for one criterion."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		criterion: DF.Link
		mark: DF.Literal["", "1", "2", "3", "4", "5"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		remark: DF.SmallText | None
		weight: DF.Float
	# end: auto-generated types
