"""What follows for the customer's page from what happens to a ticket (N2)."""

import frappe

from fsm_app.customer_page.appointments import delete_answers
from fsm_app.customer_page.links import delete_links, revoke_all


def delete_records(ticket, method: str | None = None) -> None:
	"""Service Ticket's on_trash: its links, and what its customer answered."""
	delete_links(ticket.name)
	delete_answers(ticket.name)


def follow_caller(caller, method: str | None = None) -> None:
	"""Ticket Caller's on_update: links that went to an address which is not the ticket's any more open nothing."""
	before = caller.get_doc_before_save()
	address = _address(before) if before else None
	if address and address != _address(caller):
		revoke_all(caller.ticket)


def _address(caller) -> str | None:
	return caller.contact_email or (
		frappe.db.get_value("Contact", caller.contact, "email_id") if caller.contact else None
	)
