from fsm_app.common.asked_first import TableRow


class SupplierReturnItem(TableRow):
	"""One part of a Supplier Return."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		came_back_on: DF.Date | None
		defective_part: DF.Link
		item_code: DF.Link | None
		new_serial_no: DF.Data | None
		old_serial_no: DF.Data | None
		qty: DF.Float
		result: DF.Literal["", "Repaired", "Replaced", "Credited", "Refused"]
		stock_entry: DF.Link | None
	# end: auto-generated types
