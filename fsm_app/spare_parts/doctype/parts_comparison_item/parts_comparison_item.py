from fsm_app.common.asked_first import TableRow


class PartsComparisonItem(TableRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		cost: DF.Currency
		item_code: DF.Link
		used_qty: DF.Float
		usual_qty: DF.Float
	# end: auto-generated types
