from fsm_app.common.asked_first import TableRow


class DispatchCandidate(TableRow):
	"""An engineer who was considered: the score in parts, or why they were left out (E1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		engineer: DF.Link
		excluded_because: DF.SmallText | None
		level_score: DF.Float
		load_score: DF.Float
		region_score: DF.Float
		score: DF.Float
		skill_score: DF.Float
	# end: auto-generated types
