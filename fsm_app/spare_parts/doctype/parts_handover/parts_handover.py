from fsm_app.common.asked_first import AskedDocument


class PartsHandover(AskedDocument):
	"""Parts that go from one engineer's van to a colleague's; both confirm (F4)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.spare_parts.doctype.parts_handover_item.parts_handover_item import PartsHandoverItem

		client_key: DF.Data | None
		company: DF.Link | None
		from_engineer: DF.Link
		from_warehouse: DF.Link | None
		handed_over_at: DF.Datetime | None
		items: DF.Table[PartsHandoverItem]
		naming_series: DF.Literal["PHO-.YYYY.-.#####"]
		reason: DF.SmallText | None
		received_at: DF.Datetime | None
		state: DF.Literal["Asked", "Handed Over", "Received", "Refused", "Withdrawn", "Cancelled"]
		stock_entry: DF.Link | None
		ticket: DF.Link | None
		to_engineer: DF.Link
		to_warehouse: DF.Link | None
		total_value: DF.Currency
	# end: auto-generated types
