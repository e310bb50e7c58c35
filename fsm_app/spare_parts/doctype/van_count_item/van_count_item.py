from fsm_app.common.asked_first import TableRow


class VanCountItem(TableRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		batch_no: DF.Link | None
		booked_qty: DF.Float
		booked_serials: DF.SmallText | None
		counted_qty: DF.Float
		counted_serials: DF.SmallText | None
		difference: DF.Float
		item_code: DF.Link
		item_name: DF.Data | None
		rate: DF.Currency
		stock_uom: DF.Link | None
	# end: auto-generated types
