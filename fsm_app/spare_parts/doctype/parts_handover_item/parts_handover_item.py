from fsm_app.common.asked_first import TableRow


class PartsHandoverItem(TableRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		amount: DF.Currency
		batch_no: DF.Link | None
		item_code: DF.Link
		item_name: DF.Data | None
		qty: DF.Float
		serial_nos: DF.SmallText | None
		stock_uom: DF.Link | None
	# end: auto-generated types
