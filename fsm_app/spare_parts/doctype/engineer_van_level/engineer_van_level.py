from fsm_app.common.asked_first import TableRow


class EngineerVanLevel(TableRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		fill_up_to_qty: DF.Float
		item_code: DF.Link
		item_name: DF.Data | None
		minimum_qty: DF.Float
	# end: auto-generated types
