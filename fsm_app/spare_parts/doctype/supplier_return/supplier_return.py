from fsm_app.common.asked_first import AskedDocument
from fsm_app.spare_parts import supplier_returns


class SupplierReturn(AskedDocument):
	"""Defective parts that go to their supplier, and what came back for them (F1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.spare_parts.doctype.supplier_return_item.supplier_return_item import SupplierReturnItem

		company: DF.Link
		items: DF.Table[SupplierReturnItem]
		naming_series: DF.Literal["RMA-.YYYY.-.#####"]
		remark: DF.SmallText | None
		rma_number: DF.Data | None
		sent_on: DF.Date | None
		status: DF.Literal["Draft", "Sent", "Closed"]
		supplier: DF.Link
	# end: auto-generated types

	def validate(self):
		supplier_returns.keep_own_fields(self)
		supplier_returns.check_items(self)

	def on_trash(self):
		supplier_returns.refuse_deletion(self)
