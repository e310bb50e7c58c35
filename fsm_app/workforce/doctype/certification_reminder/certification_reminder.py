from fsm_app.common.asked_first import AskedDocument


class CertificationReminder(AskedDocument):
	"""That somebody was reminded of a certificate's end, so that it happens once (H3)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		certificate: DF.Link
		company: DF.Link | None
		days: DF.Int
		engineer: DF.Link | None
		reminder_key: DF.Data
		sent_at: DF.Datetime | None
	# end: auto-generated types
