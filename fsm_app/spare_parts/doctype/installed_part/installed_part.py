from fsm_app.common.asked_first import AskedDocument
from fsm_app.spare_parts import installed_parts


class InstalledPart(AskedDocument):
	"""A part that was built into a customer's equipment (F1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		asset: DF.Link | None
		batch_no: DF.Link | None
		company: DF.Link
		customer: DF.Link | None
		engineer: DF.Link | None
		installed_on: DF.Date | None
		item_code: DF.Link | None
		part_item: DF.Link
		part_row: DF.Data | None
		part_serial_no: DF.Data | None
		qty: DF.Float
		removed_in_ticket: DF.Link | None
		removed_on: DF.Date | None
		replaced_by: DF.Link | None
		replaced_serial_no: DF.Data | None
		serial_no: DF.Link | None
		stock_entry: DF.Link | None
		stock_uom: DF.Link | None
		ticket: DF.Link
		warranty_until: DF.Date | None
	# end: auto-generated types

	def validate(self):
		installed_parts.keep_own_fields(self)
