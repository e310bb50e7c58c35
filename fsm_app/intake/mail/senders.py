"""Who has written a mail: a customer's contact, one of us, somebody who takes part in a ticket's messages (C2)."""

from email.utils import getaddresses

import frappe

from fsm_app.engine.stages import TICKET
from fsm_app.intake.contacts_made_by_us import made_by_us
from fsm_app.service_desk.ticket_caller import caller_of


def customers_of(address: str) -> dict[str, str | None]:
	"""The customers to whom a mail address belongs, each with the contact who has it, if one has.

	By the contacts' addresses, the customers' own, and those of their portal users.
	"""
	if not address:
		return {}
	links = frappe.get_all(
		"Dynamic Link",
		filters={
			"parenttype": "Contact",
			"parent": ["in", _contacts_with(address)],
			"link_doctype": "Customer",
		},
		fields=["link_name", "parent"],
		order_by="creation desc, parent",
	)
	found: dict[str, str | None] = dict.fromkeys(
		frappe.get_all("Customer", filters={"email_id": address}, pluck="name")
		+ frappe.get_all("Portal User", filters={"user": _portal_user(address)}, pluck="parent")
	)
	found.update({link.link_name: link.parent for link in links})
	enabled = frappe.get_all(
		"Customer", filters={"name": ["in", list(found)], "disabled": 0}, pluck="name", order_by="name"
	)
	return {customer: found[customer] for customer in enabled}


def is_internal(address: str) -> bool:
	"""Whether the address is that of one of our own users or mailboxes. Anybody can write it into a mail."""
	return bool(
		address
		and (
			frappe.db.exists("User", {"email": address, "enabled": 1, "user_type": "System User"})
			or frappe.db.exists("Email Account", {"email_id": address})
		)
	)


def takes_part(address: str, ticket) -> bool:
	"""Whether the address belongs to `ticket` (name, customer): who asked, their company, who was written to."""
	if not address:
		return False
	return (
		address == (caller_of(ticket).contact_email or "").lower()
		or is_internal(address)
		or ticket.customer in customers_of(address)
		or address in _written_to(ticket.name)
	)


def _written_to(ticket: str) -> set[str]:
	"""All addresses in the messages of a ticket. Those of strangers are not among them, see placing.py."""
	messages = frappe.get_all(
		"Communication",
		filters={
			"reference_doctype": TICKET,
			"reference_name": ticket,
			"communication_type": "Communication",
			"communication_medium": "Email",
		},
		fields=["sender", "recipients", "cc", "bcc"],
	)
	lines = [line for message in messages for line in message.values() if line]
	return {address.lower() for _name, address in getaddresses(lines)}


def _contacts_with(address: str) -> list[str]:
	"""The contacts with the address that one of our own people has made."""
	return made_by_us(
		frappe.get_all(
			"Contact Email", filters={"email_id": address, "parenttype": "Contact"}, pluck="parent"
		)
	)


def _portal_user(address: str) -> str:
	return frappe.db.get_value("User", {"email": address, "enabled": 1}) or ""
