"""Messages with the customer about a ticket, and what they mean for its clocks (B1)."""

import frappe

from fsm_app.clock import now
from fsm_app.service_desk import sla
from fsm_app.service_desk.stages import TICKET


def follow_message(communication, method: str | None = None) -> None:
	"""Communication's after_insert: a message from the customer starts his wait, one to him ends it."""
	if communication.reference_doctype != TICKET or communication.communication_type != "Communication":
		return
	ticket = frappe.get_doc(TICKET, communication.reference_name)
	if communication.sent_or_received == "Received":
		sla.message_received(ticket, now())
	else:
		sla.message_sent(ticket, now())
