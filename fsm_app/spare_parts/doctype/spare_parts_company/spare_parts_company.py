from fsm_app.common.asked_first import TableRow


class SparePartsCompany(TableRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		company: DF.Link
		cost_center: DF.Link | None
		defective_warehouse: DF.Link | None
		labour_cost_per_hour: DF.Currency
		labour_item: DF.Link | None
		price_list: DF.Link | None
		store_warehouse: DF.Link | None
		transit_warehouse: DF.Link | None
		travel_cost_per_hour: DF.Currency
		travel_item: DF.Link | None
		van_parent_warehouse: DF.Link | None
		warranty_cost_account: DF.Link | None
	# end: auto-generated types
