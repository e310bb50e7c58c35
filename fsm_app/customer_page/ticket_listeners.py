"""What follows for the customer's page from what happens to a ticket (N2)."""

from fsm_app.customer_page.appointments import delete_answers
from fsm_app.customer_page.links import delete_links


def delete_records(ticket, method: str | None = None) -> None:
	"""Service Ticket's on_trash: its links, and what its customer answered."""
	delete_links(ticket.name)
	delete_answers(ticket.name)
