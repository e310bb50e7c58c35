from fsm_app.common.asked_first import AskedDocument
from fsm_app.service_desk.ticket_caller import check_direct_change, follow_direct_change


class TicketCaller(AskedDocument):
	"""Who called about a ticket and how to reach them; with the ticket's name, and readers of its own (D3)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		address: DF.Link | None
		company: DF.Link | None
		contact: DF.Link | None
		contact_email: DF.Data | None
		contact_phone: DF.Data | None
		latitude: DF.Float
		longitude: DF.Float
		reported_by: DF.Data | None
		ticket: DF.Link
	# end: auto-generated types

	def validate(self):
		if not self.flags.of_ticket:
			check_direct_change(self)

	def on_update(self):
		if not self.flags.of_ticket:
			follow_direct_change(self)
