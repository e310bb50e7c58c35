from fsm_app.common.asked_first import AskedDocument


class BrokenAppointment(AskedDocument):
	"""An appointment whose engineer will not be there after all, and what became of it (E2, P1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		absence: DF.Data | None
		appointment_end: DF.Datetime | None
		appointment_start: DF.Datetime | None
		company: DF.Link
		engineer: DF.Link
		given_to: DF.Link | None
		open_key: DF.Data | None
		reason: DF.SmallText | None
		state: DF.Literal["Open", "Given to Another", "Kept", "Over"]
		ticket: DF.Link
	# end: auto-generated types
