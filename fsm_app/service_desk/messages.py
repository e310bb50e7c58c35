"""Messages with the customer about a ticket, and what they mean for its clocks and for those who serve him (B1, C7)."""

import frappe

from fsm_app.clock import now
from fsm_app.service_desk import sla
from fsm_app.service_desk.message_warnings import warn_of_message
from fsm_app.service_desk.stages import TICKET

# The medium of a Communication that the customer has written or may read in a portal, ours or that of the help desk it
# was brought from. This alone shows a message that no e-mail carried; what is internal is a Comment, never this.
PORTAL_MEDIUM = "Chat"


def follow_message(communication, method: str | None = None) -> None:
	"""Communication's after_insert: a message from the customer starts his wait and may warn us, one to him ends it."""
	if communication.reference_doctype != TICKET or communication.communication_type != "Communication":
		return
	# A mail that opened the ticket, or that no customer wrote: see mail/intake.py.
	if communication.flags.fsm_moves_no_clock:
		return
	ticket = frappe.get_doc(TICKET, communication.reference_name)
	if communication.sent_or_received == "Received":
		sla.message_received(ticket, now())
		warn_of_message(ticket, communication)
	else:
		sla.message_sent(ticket, now())
