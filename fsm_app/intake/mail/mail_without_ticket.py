"""E-mails that came to our mailboxes and opened no ticket: found again by those who may open one, and made one (C2).

A mail says who calls and how to reach them: it is for those who read callers, of the company whose tickets such mails open.
"""

import frappe
from frappe import _
from frappe.utils import add_days, escape_html, getdate

from fsm_app.common.clock import now
from fsm_app.common.company_limits import sees_company
from fsm_app.engine.mail_words import words_of_html
from fsm_app.engine.stages import TICKET
from fsm_app.intake.mail.received_mail import LONGEST_DESCRIPTION, ticket_subject
from fsm_app.intake.mail.senders import customers_of, is_internal
from fsm_app.intake.ticket_opening import SETTINGS, open_in_own_transaction, with_defaults
from fsm_app.service_desk.caller_access import log_look, reads_callers
from fsm_app.service_desk.callers import is_visible

SOURCE = "E-mail"
SHOWN_DAYS = 30
SHOWN_AT_MOST = 500
FIELDS = ("name", "communication_date", "sender", "sender_full_name", "subject", "content", "text_content")


class NotLeftOut(frappe.ValidationError):
	"""A message that is none of those that opened no ticket."""


class MailNotForYou(frappe.PermissionError):
	"""Somebody reads who has called, and may not."""


class CustomerNotSeen(frappe.PermissionError):
	"""A customer of whom the user may not be told."""


def mails(from_date: str | None = None) -> list[dict]:
	"""The newest of them, each with `why` it opened no ticket; for users who may create tickets and read callers."""
	_require_reader()
	since = getdate(from_date) if from_date else add_days(now().date(), -SHOWN_DAYS)
	rows = frappe.get_all(  # nobody but them sees whose mails these are
		"Communication",
		filters={**_left_out(), "communication_date": [">=", since]},
		fields=["name", "communication_date", "sender", "subject"],
		order_by="communication_date desc, name",
		limit_page_length=SHOWN_AT_MOST,
	)
	why = _reasons([row.name for row in rows])
	return [{**row, "why": why.get(row.name, "")} for row in rows]


def shown(name: str) -> dict:
	"""One of them as its reader needs it to decide: sender, subject, text, why, and the customer whose address it is."""
	mail = _mail(name)
	return {
		"name": mail.name,
		"sender": mail.sender,
		"sender_name": mail.sender_full_name or "",
		"subject": mail.subject or "",
		"text": _text(mail),
		"customer": _customer_of(mail.sender),
		"why": _reasons([name]).get(name, ""),
	}


def open_ticket(name: str, customer: str):
	"""Open the ticket of one of them for `customer`, or return the one that was opened before. Raises NotLeftOut."""
	if first := _opened_before(name):
		return first
	mail = _mail(name)
	if not is_visible(customer):
		frappe.throw(
			_("Customer: {0} is not known to you. Choose another one.").format(customer), CustomerNotSeen
		)
	ours = is_internal(mail.sender)
	values = {
		"subject": ticket_subject(mail.subject or "") or _("No subject"),
		"description": escape_html(_text(mail)).replace("\n", "<br>"),
		"customer": customer,
		"contact": None if ours else customers_of(mail.sender).get(customer),
		"reported_by": mail.sender_full_name,
		"contact_email": mail.sender,
	}
	ticket = open_in_own_transaction(values, SOURCE, _key(mail.name), shared=True)
	# The user may open tickets and has read this mail; on messages themselves they need no right.
	frappe.db.set_value(
		"Communication", mail.name, {"reference_doctype": TICKET, "reference_name": ticket.name}
	)
	return ticket


def _opened_before(name: str):
	found = frappe.db.get_value(TICKET, {"client_key": _key(name), "source": SOURCE})
	if not found:
		return None
	ticket = frappe.get_doc(TICKET, found)
	ticket.check_permission("read")
	ticket.flags.opened_before = True
	return ticket


def _key(name: str) -> str:
	return f"mail:{name}"


def _require_reader() -> None:
	frappe.has_permission(TICKET, "create", throw=True)
	if not reads_callers() or not sees_company(frappe.session.user, with_defaults({})["company"]):
		frappe.clear_messages()
		frappe.throw(
			_(
				"E-mails without Ticket are for those who may know the callers of this company. Ask a dispatcher."
			),
			MailNotForYou,
		)
	log_look(None)


def _mail(name: str):
	_require_reader()
	found = frappe.get_all("Communication", filters={**_left_out(), "name": name}, fields=list(FIELDS))
	if not found:
		frappe.throw(
			_("E-mail: {0} is none that waits for a ticket. Load the report again.").format(name), NotLeftOut
		)
	return found[0]


def _left_out() -> dict:
	"""Which messages those are: received by a mailbox whose mails become tickets, and about nothing."""
	accounts = frappe.get_all("Email Account", filters={"append_to": TICKET}, pluck="name")
	accounts += frappe.get_all("IMAP Folder", filters={"append_to": TICKET}, pluck="parent")
	return {
		"communication_type": "Communication",
		"communication_medium": "Email",
		"sent_or_received": "Received",
		"email_account": ["in", accounts],
		"reference_name": ["is", "not set"],
	}


def _reasons(names: list[str]) -> dict[str, str]:
	"""By message, what was said of it when it came."""
	comments = frappe.get_all(
		"Comment",
		filters={
			"reference_doctype": "Communication",
			"reference_name": ["in", names],
			"comment_type": "Info",
		},
		fields=["reference_name", "content"],
		order_by="creation",
	)
	why: dict[str, list[str]] = {}
	for comment in comments:
		why.setdefault(comment.reference_name, []).append(words_of_html(comment.content or "").strip())
	return {name: " ".join(said) for name, said in why.items()}


def _text(mail) -> str:
	text = (mail.text_content or "").strip() or words_of_html(mail.content or "").strip()
	return text.replace("\r", "")[:LONGEST_DESCRIPTION]


def _customer_of(address: str) -> str | None:
	"""Whose address it is, where it is one customer's; else the one that the settings name."""
	known = [] if is_internal(address) else list(customers_of(address))
	customer = known[0] if len(known) == 1 else frappe.get_cached_doc(SETTINGS).unknown_sender_customer
	return customer if customer and is_visible(customer) else None
