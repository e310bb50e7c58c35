"""Messages with the customer about a ticket, and what they mean for its clocks (B1)."""

from fsm_app.common.clock import now
from fsm_app.service_desk.customer_messages import ticket_written_about
from fsm_app.service_levels import ticket_clocks


def follow_message(communication, method: str | None = None) -> None:
	"""Communication's after_insert: a message from the customer starts the wait for a reply, one to the customer ends it."""
	ticket = ticket_written_about(communication)
	if not ticket:
		return
	if communication.sent_or_received == "Received":
		ticket_clocks.message_received(ticket, now())
	else:
		ticket_clocks.message_sent(ticket, now())
