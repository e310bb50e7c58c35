"""What the ways in see to on a ticket: its key and source when it is new, the customer's own acts later (C2)."""

from fsm_app.intake import ticket_opening
from fsm_app.intake.mail import placing
from fsm_app.intake.portal import actions


def check_new_ticket(ticket, method: str | None = None) -> None:
	"""Before it is inserted: refuse what a mail or a used key would open twice, and note where it came from."""
	placing.leave_to_message(ticket)
	ticket_opening.refuse_used_key(ticket)
	ticket_opening.set_source(ticket)


def let_customer_act(ticket, method: str | None = None) -> None:
	"""Before it is checked: a customer's own act may go on."""
	actions.let_customer_act(ticket)
