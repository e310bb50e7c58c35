from fsm_app.common.asked_first import AskedDocument


class AppointmentAnswer(AskedDocument):
	"""What a customer has answered to an appointment: confirmed it, or moved it (N2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		answered_at: DF.Datetime
		appointment_end: DF.Datetime | None
		appointment_start: DF.Datetime | None
		before_end: DF.Datetime | None
		before_start: DF.Datetime | None
		client_key: DF.Data | None
		company: DF.Link
		kind: DF.Literal["Confirmed", "Moved"]
		through: DF.Literal["Link", "Portal"]
		ticket: DF.Link
	# end: auto-generated types
