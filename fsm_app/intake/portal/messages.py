"""The conversation between a customer and the service about a ticket, as the portal shows and continues it (C2, C7).

Messages are Frappe's Communications, so those written in the portal, answers from the Desk and e-mails make one thread,
and the clocks and warnings follow all of them alike (messages.py). Comments are internal and never shown.
"""

import hashlib
from email.utils import getaddresses

import frappe
from frappe import _
from frappe.utils import escape_html

from fsm_app.common.clock import now
from fsm_app.common.roles import SERVICE_DISPATCHER
from fsm_app.engine import stages
from fsm_app.engine.mail_words import own_words_of_html, words_of_html
from fsm_app.intake.portal.customers import addresses_of, sender
from fsm_app.service_desk.customer_messages import PORTAL_MEDIUM
from fsm_app.service_desk.ticket_caller import caller_of
from fsm_app.service_desk.ticket_notices import tell
from fsm_app.workforce.audience import Audience

LONGEST_MESSAGE = 5000
# The newest ones; a conversation that is longer is continued by telephone.
SHOWN_AT_MOST = 200


class MessageRefused(frappe.ValidationError):
	"""A message that is empty or too long, or about a ticket that is over."""


def conversation(ticket) -> list[dict]:
	"""The messages between us and the customer, oldest first.

	Each is a dict of `from_customer`, `author`, `at` (naive site time) and `text` (plain). An e-mail counts where one of
	the customer's people sent or received it: what the service writes about the ticket to a supplier is not theirs to read.
	"""
	rows = frappe.get_all(
		"Communication",
		filters={
			"reference_doctype": stages.TICKET,
			"reference_name": ticket.name,
			"communication_type": "Communication",
		},
		fields=[
			"communication_medium",
			"sent_or_received",
			"sender",
			"sender_full_name",
			"recipients",
			"cc",
			"content",
			"creation",
			"communication_date",
		],
		order_by="creation desc, name desc",
		limit_page_length=SHOWN_AT_MOST,
	)
	theirs = addresses_of(ticket.customer)
	if address := caller_of(ticket).contact_email:
		theirs.add(address.lower())
	return [_shown(row) for row in reversed(rows) if _is_with_customer(row, theirs)]


def receive(ticket, text: str, client_key: str | None = None, writer: tuple[str, str] | None = None) -> bool:
	"""Take a message of the ticket's customer and tell those who serve them.

	It is the session user's, or that of `writer` (e-mail address, name), who came by a link. The same `client_key` sent
	again is the same message. Returns whether it is a new one; raises MessageRefused.
	"""
	text = checked_text(text)
	if ticket.stage in stages.ENDED:
		frappe.throw(
			_("{0} is closed. Open a new ticket, or say that it is not solved.").format(ticket.name),
			MessageRefused,
		)
	return write_down(ticket, text, client_key, writer)


def write_down(
	ticket, text: str, client_key: str | None = None, writer: tuple[str, str] | None = None
) -> bool:
	"""As `receive`, whatever the ticket's stage; `text` has been checked."""
	# Guests are one user: a key is theirs together with the ticket that their link opens.
	message_id = _message_id(client_key, f"link {ticket.name}" if writer else frappe.session.user)
	if message_id and frappe.db.exists("Communication", {"message_id": message_id}):
		return False
	# Of messages with one key that arrive together the database takes one, for they have one name.
	frappe.db.savepoint("message")
	try:
		# customers have no permission on messages; the ticket is their own
		_insert(ticket, "Received", text, message_id, writer)
	except frappe.DuplicateEntryError:
		frappe.db.rollback(save_point="message")
		frappe.clear_last_message()
		return False
	_tell_those_who_serve(ticket)
	return True


def answer(ticket, text: str) -> None:
	"""Write to the customer in the portal, without e-mail; the caller has checked that the user may write on `ticket`."""
	_insert(ticket, "Sent", checked_text(text))  # whoever may write on the ticket may answer


def checked_text(text: str) -> str:
	"""The text without spaces around it; refuses (MessageRefused) an empty or an overlong one."""
	text = text.strip()
	if not text:
		frappe.throw(_("Message: it is empty. Write what you want to tell us."), MessageRefused)
	if len(text) > LONGEST_MESSAGE:
		frappe.throw(
			_("Message: {0} characters are more than {1}. Shorten it.").format(len(text), LONGEST_MESSAGE),
			MessageRefused,
		)
	return text


def as_html(text: str) -> str:
	"""Plain text as HTML of the same look: nothing in it is markup."""
	return f"<p>{escape_html(text).replace(chr(10), '<br>')}</p>"


def _insert(
	ticket,
	direction: str,
	text: str,
	message_id: str | None = None,
	writer: tuple[str, str] | None = None,
) -> None:
	"""Write down a message of the session's user, or of `writer`; the caller says why they may."""
	address, full_name = writer or sender()
	message = frappe.get_doc(
		{
			"doctype": "Communication",
			"communication_type": "Communication",
			"communication_medium": PORTAL_MEDIUM,
			"sent_or_received": direction,
			"reference_doctype": stages.TICKET,
			"reference_name": ticket.name,
			"subject": ticket.subject,
			"content": as_html(text),
			"sender": address,
			"sender_full_name": full_name,
			"communication_date": now(),
			"message_id": message_id,
		}
	)
	name = hashlib.sha256(message_id.encode()).hexdigest()[:32] if message_id else None
	message.insert(ignore_permissions=True, set_name=name)


def _is_with_customer(row, theirs: set[str]) -> bool:
	if row.communication_medium == PORTAL_MEDIUM:
		return True
	if row.sent_or_received == "Received":
		return bool(theirs & _addresses_in(row.sender))
	return bool(theirs & _addresses_in(row.recipients, row.cc))


def _addresses_in(*fields: str | None) -> set[str]:
	return {address.lower() for _name, address in getaddresses(list(filter(None, fields)))}


def _shown(row) -> dict:
	from_customer = row.sent_or_received == "Received"
	# Who writes in the portal quotes nothing: what looks like it was typed.
	words = words_of_html if row.communication_medium == PORTAL_MEDIUM else own_words_of_html
	return {
		"from_customer": from_customer,
		"author": row.sender_full_name
		or (_("You", context="Service Ticket") if from_customer else _("Service")),
		"at": row.communication_date or row.creation,
		"text": words(row.content or "").strip(),
	}


def _message_id(client_key: str | None, who: str) -> str | None:
	"""The key of a sender as a message's id, which nobody else's key can meet."""
	if not client_key:
		return None
	return hashlib.sha256(f"{who}\n{client_key}".encode()).hexdigest()


def _tell_those_who_serve(ticket) -> None:
	"""Tell the engineer who has the ticket; where nobody has, the dispatchers."""
	audience = Audience()
	users = audience.engineer(ticket.engineer) if ticket.stage in stages.WITH_ENGINEER else []
	users = users or audience.with_role(SERVICE_DISPATCHER)
	tell(users, _("The customer has written about {0}").format(ticket.name), ticket, audience)
