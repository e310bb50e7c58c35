from fsm_app.common.asked_first import AskedDocument


class TicketImportRefusal(AskedDocument):
	"""A row of an export that was not taken, why, and the row as it was (C2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		external_id: DF.Data | None
		line: DF.Int
		reason: DF.SmallText
		record: DF.Int
		row_text: DF.Code | None
		ticket_import: DF.Link
	# end: auto-generated types
