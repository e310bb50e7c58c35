from fsm_app.common.asked_first import AskedDocument
from fsm_app.spare_parts import defective_parts


class DefectivePart(AskedDocument):
	"""A part that came out of a customer's equipment, on its way back (F1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		client_key: DF.Data | None
		company: DF.Link
		customer: DF.Link | None
		customer_owned: DF.Check
		due_on: DF.Date | None
		engineer: DF.Link | None
		item_code: DF.Link
		old_serial_no: DF.Data | None
		out_entry: DF.Link | None
		part_row: DF.Data | None
		qty: DF.Float
		received_on: DF.Date | None
		remark: DF.Data | None
		reminded_on: DF.Date | None
		stage: DF.Literal["With Engineer", "In Defective Store", "Sent to Supplier", "Came Back", "Scrapped"]
		stock_batch_no: DF.Link | None
		stock_entry: DF.Link | None
		stock_serial_no: DF.Data | None
		taken_on: DF.Date | None
		ticket: DF.Link
		warehouse: DF.Link | None
	# end: auto-generated types

	def validate(self):
		defective_parts.keep_own_fields(self)
