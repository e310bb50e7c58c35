from fsm_app.common.asked_first import AskedDocument


class AwaitedPart(AskedDocument):
	"""A part for which a ticket waits: since when, and when it is expected (F4)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		arrived_at: DF.Datetime | None
		awaited_since: DF.Datetime | None
		company: DF.Link | None
		expected_on: DF.Date | None
		in_van_only: DF.Check
		item_code: DF.Link
		item_name: DF.Data | None
		naming_series: DF.Literal["AWP-.YYYY.-.#####"]
		noticed: DF.Check
		purchase_order: DF.Link | None
		qty: DF.Float
		state: DF.Literal["Awaited", "Arrived", "Given Up"]
		stock_uom: DF.Link | None
		ticket: DF.Link
	# end: auto-generated types
