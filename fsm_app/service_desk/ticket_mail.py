"""E-mails about a ticket: where its customer is reached, in which language, and what is done on a site that cannot send."""

from collections.abc import Callable

import frappe
from frappe import _
from frappe.utils import validate_email_address

from fsm_app.engine.masking import mask_email
from fsm_app.engine.stages import TICKET
from fsm_app.service_desk.ticket_caller import caller_of

SAVEPOINT = "ticket_mail"


class MailNotQueued(frappe.ValidationError):
	"""Frappe did not take an e-mail, as where the site has no outgoing account."""


def address_of(ticket) -> str | None:
	"""The customer's e-mail address as it was entered: the ticket's own, else its contact's."""
	caller = caller_of(ticket)
	return caller.contact_email or (
		frappe.db.get_value("Contact", caller.contact, "email_id") if caller.contact else None
	)


def usable_address_of(ticket) -> str | None:
	"""The customer's e-mail address where it is one to which mail can be sent."""
	address = (address_of(ticket) or "").strip()
	return address if validate_email_address(address) else None


def language_of(ticket) -> str:
	"""The customer's language, else that of the contact's user, else the site's."""
	language = frappe.db.get_value("Customer", ticket.customer, "language")
	contact = None if language else caller_of(ticket).contact
	if contact and (user := frappe.db.get_value("Contact", contact, "user")):
		language = frappe.db.get_value("User", user, "language")
	return language or frappe.db.get_single_value("System Settings", "language", cache=True) or "en"


def queue(ticket, address: str, subject: str, message: str, attachments: list[dict] | None = None):
	"""Put an e-mail (`message` is HTML) into Frappe's queue, which is sent after the commit; returns its Email Queue.

	Raises MailNotQueued where Frappe takes none, and whatever Frappe fails with.
	"""
	queued = frappe.sendmail(
		recipients=[address],
		subject=subject,
		message=message,
		attachments=attachments,
		reference_doctype=TICKET,
		reference_name=ticket.name,
		add_unsubscribe_link=0,
		delayed=True,
	)
	if not queued:
		frappe.throw(
			_(
				"The e-mail to {0} could not be queued. Ask an administrator to check the outgoing e-mail account."
			).format(mask_email(address)),
			MailNotQueued,
		)
	return queued


def is_queued(send: Callable[[], object], ticket, title: str) -> bool:
	"""Have `send` queue its e-mail; where that fails, undo what it wrote, log the error under `title` and return False.

	For whatever goes on without its e-mail: a site without a mail account must not keep anybody from working, nor have a
	job fail over and over.
	"""
	frappe.db.savepoint(SAVEPOINT)
	try:
		send()
	except Exception:
		frappe.db.rollback(save_point=SAVEPOINT)
		frappe.clear_last_message()
		frappe.log_error(title=title, reference_doctype=TICKET, reference_name=ticket.name)
		return False
	return True
