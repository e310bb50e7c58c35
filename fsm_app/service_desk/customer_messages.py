"""Messages with the customer about a ticket, by whatever way they come or go (C2, C7)."""

import frappe

from fsm_app.engine.stages import TICKET

# The medium of a Communication that the customer has written or may read in a portal, ours or that of the help desk it
# was brought from. This alone shows a message that no e-mail carried; what is internal is a Comment, never this.
PORTAL_MEDIUM = "Chat"


def ticket_written_about(communication):
	"""The ticket (a document) about which a message with its customer was written; None for whatever else it is.

	A mail that opened the ticket, or that no customer wrote, is none: see intake/mail/placing.py.
	"""
	if communication.reference_doctype != TICKET or communication.communication_type != "Communication":
		return None
	if communication.flags.fsm_moves_no_clock:
		return None
	return frappe.get_doc(TICKET, communication.reference_name)
