from fsm_app.common.asked_first import AskedDocument


class VanCount(AskedDocument):
	"""What an engineer has counted in the own van, and what became of the differences (F4)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.spare_parts.doctype.van_count_item.van_count_item import VanCountItem

		client_key: DF.Data | None
		company: DF.Link | None
		counted_at: DF.Datetime | None
		decided_by: DF.Link | None
		difference_value: DF.Currency
		engineer: DF.Link
		items: DF.Table[VanCountItem]
		naming_series: DF.Literal["VC-.YYYY.-.#####"]
		remark: DF.SmallText | None
		state: DF.Literal["Counting", "Waiting for Approval", "Posted", "Rejected", "Cancelled"]
		stock_reconciliation: DF.Link | None
		warehouse: DF.Link | None
	# end: auto-generated types
