from fsm_app.common.asked_first import TableRow


class PriorityMatrixRow(TableRow):
	"""One cell of a priority matrix, for every customer tier or for one (C5)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		impact: DF.Literal["High", "Medium", "Low"]
		priority: DF.Link
		tier: DF.Link | None
		urgency: DF.Literal["High", "Medium", "Low"]
	# end: auto-generated types
