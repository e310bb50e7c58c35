from fsm_app.common.asked_first import AskedDocument


class ShippedConfiguration(AskedDocument):
	"""What the app installed of a record, so that an upgrade leaves an administrator's edits alone (Q1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		reference_doctype: DF.Link
		reference_name: DF.Data
		shipped_content: DF.JSON | None
		shipped_hash: DF.Data | None
	# end: auto-generated types
