from fsm_app.common.asked_first import AskedDocument


class PartsComparison(AskedDocument):
	"""The parts that a ticket took against what its fault usually takes (F3)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.spare_parts.doctype.parts_comparison_item.parts_comparison_item import (
			PartsComparisonItem,
		)

		company: DF.Link | None
		cost: DF.Currency
		done_at: DF.Datetime | None
		engineer: DF.Link | None
		excess_cost: DF.Currency
		fault_code: DF.Data | None
		item_code: DF.Link | None
		items: DF.Table[PartsComparisonItem]
		naming_series: DF.Literal["PC-.YYYY.-.#####"]
		over: DF.Check
		quantity: DF.Float
		ticket: DF.Link
		tickets: DF.Int
		usual_cost: DF.Currency
		usual_quantity: DF.Float
	# end: auto-generated types
