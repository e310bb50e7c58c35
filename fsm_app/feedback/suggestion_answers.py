"""Telling the customer of a ticket what became of their suggestion, in the portal and by e-mail (I4)."""

from functools import partial

import frappe
from frappe import _
from frappe.utils import cint, cstr, escape_html

from fsm_app.common.clock import now
from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others
from fsm_app.engine.stages import TICKET
from fsm_app.feedback.suggestions import SUGGESTION
from fsm_app.service_desk import ticket_mail
from fsm_app.service_desk.customer_messages import PORTAL_MEDIUM


def follow_answer(suggestion) -> None:
	"""After saving: a new answer goes to the customer of the ticket, and to whoever made the suggestion."""
	before = suggestion.get_doc_before_save()
	answer = cstr(suggestion.answer).strip()
	if not before or not answer or answer == cstr(before.answer).strip():
		return
	notify_of_others(
		[suggestion.owner],
		lambda language: _("Your suggestion was answered: {0}", language).format(suggestion.title),
		SUGGESTION,
		suggestion.name,
		answer,
		WISH_OF_ASSIGNMENTS,
	)
	if not suggestion.ticket or not cint(suggestion.tell_customer):
		return
	ticket = frappe.get_doc(TICKET, suggestion.ticket)
	language = ticket_mail.language_of(ticket)
	subject = _("Your suggestion: {0}", language).format(suggestion.title)
	_write_in_portal(ticket, subject, answer)
	_send(ticket, language, subject, answer)
	suggestion.customer_told_at = now()
	frappe.db.set_value(
		SUGGESTION, suggestion.name, "customer_told_at", suggestion.customer_told_at, update_modified=False
	)


def _write_in_portal(ticket, subject: str, answer: str) -> None:
	message = frappe.get_doc(
		{
			"doctype": "Communication",
			"communication_type": "Communication",
			"communication_medium": PORTAL_MEDIUM,
			"sent_or_received": "Sent",
			"reference_doctype": TICKET,
			"reference_name": ticket.name,
			"subject": subject,
			"content": f"<p>{escape_html(subject)}</p><p>{escape_html(answer)}</p>",
			"sender": frappe.session.user,
			"sender_full_name": ticket.company,
			"communication_date": now(),
		}
	)
	# It is not the answer that the customer waits for in the ticket.
	message.flags.fsm_moves_no_clock = True
	message.insert(ignore_permissions=True)  # whoever may answer the suggestion


def _send(ticket, language: str, subject: str, answer: str) -> None:
	"""By e-mail too, where the ticket has an address; what was answered must not fail for want of mail."""
	address = ticket_mail.address_of(ticket)
	if not address:
		return
	thanks = _("Thank you for your suggestion about our service {0}. This is what became of it:", language)
	send = partial(
		frappe.sendmail,
		recipients=[address],
		subject=subject,
		message="<p>{}</p><p>{}</p><p>{}</p>".format(
			escape_html(thanks.format(ticket.name)),
			escape_html(answer),
			escape_html(ticket.company or ""),
		),
		reference_doctype=TICKET,
		reference_name=ticket.name,
		add_unsubscribe_link=0,
		delayed=True,
	)
	ticket_mail.is_queued(send, ticket, f"Answer to a suggestion of {ticket.name}")
