from fsm_app.common.asked_first import TableRow


class PartsRequisitionItem(TableRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		amount: DF.Currency
		conversion_factor: DF.Float
		item_code: DF.Link
		item_name: DF.Data | None
		material_request_item: DF.Data | None
		proposed_because: DF.Data | None
		qty: DF.Float
		rate: DF.Currency
		received_qty: DF.Float
		sent_qty: DF.Float
		stock_qty: DF.Float
		stock_uom: DF.Link | None
		uom: DF.Link | None
	# end: auto-generated types
