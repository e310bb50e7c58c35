from fsm_app.common.asked_first import AskedDocument


class TicketLink(AskedDocument):
	"""A link by which a customer opens the page of one ticket without a login; what would open it is not stored (N2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		company: DF.Link
		customer: DF.Link | None
		expires_at: DF.Datetime
		mail_key: DF.Data | None
		occasion: DF.Literal[
			"Request Received", "Appointment", "On the Way", "Acknowledgement", "Service Report", "Copied"
		]
		revoked: DF.Check
		revoked_by: DF.Link | None
		ticket: DF.Link
		token_hash: DF.Data
	# end: auto-generated types
