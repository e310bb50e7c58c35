from fsm_app.common.asked_first import TableRow


class WorkPermitMeasure(TableRow):
	"""What is to be done before the work begins."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		measure: DF.SmallText
	# end: auto-generated types
