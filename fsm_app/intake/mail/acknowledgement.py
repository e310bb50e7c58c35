"""The answer that a request by e-mail was received (C2)."""

from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import escape_html

from fsm_app.common.clock import now
from fsm_app.engine.stages import TICKET
from fsm_app.intake.mail.received_mail import Letter
from fsm_app.service_desk import ticket_mail
from fsm_app.service_desk.customer_page_link import link_as_html
from fsm_app.service_desk.ticket_caller import caller_of

# Two programs that answer each other would otherwise never stop.
ONE_IN = timedelta(hours=1)
KIND = "Automated Message"


def acknowledge(ticket, letter: Letter, trusted: bool) -> None:
	"""Tell the sender the number of the ticket in the customer's language, if the settings say so.

	Not to programs, mailing lists and senders who may be somebody else (`trusted` false), and to each address once an
	hour at most.
	"""
	settings = frappe.get_cached_doc("Field Service Settings")
	if not settings.acknowledge_requests or not trusted or letter.wants_no_answer:
		return
	address = caller_of(ticket).contact_email
	if not address or _was_told_lately(address):
		return
	language = frappe.db.get_value("Customer", ticket.customer, "language")
	received = _("We have received your request", language)
	subject = f"{received}: {ticket.subject} (#{ticket.name})"
	text = _(
		"We have received your request. Its number is {0}. Please answer this e-mail to add to it.", language
	)
	content = f"<p>{text.format(escape_html(ticket.name))}</p>"

	def send() -> None:
		link = link_as_html(ticket, language, "Acknowledgement")
		if queued := _send(ticket, address, letter, subject, content + link):
			# Without the link, which is for the customer alone.
			_keep(ticket, address, subject, content, queued.message_id)

	# Whatever is wrong with the outgoing mail must not lose the incoming one.
	ticket_mail.is_queued(send, ticket, f"Acknowledgement of {ticket.name}")


def _was_told_lately(address: str) -> bool:
	return bool(
		frappe.db.exists(
			"Communication",
			{
				"communication_type": KIND,
				"reference_doctype": TICKET,
				"recipients": address,
				"communication_date": [">", now() - ONE_IN],
			},
		)
	)


def _send(ticket, address: str, letter: Letter, subject: str, content: str):
	queued = frappe.sendmail(
		recipients=[address],
		subject=subject,
		message=content,
		reference_doctype=TICKET,
		reference_name=ticket.name,
		add_unsubscribe_link=0,
		delayed=True,
	)
	if queued:
		# Frappe would write them with X- before them, and then no other mail program knows what they mean (RFC 3834).
		headers = "Auto-Submitted: auto-replied\nX-Auto-Response-Suppress: All\n"
		if letter.message_id:
			headers += f"In-Reply-To: <{letter.message_id}>\nReferences: <{letter.message_id}>\n"
		queued.db_set("message", headers + queued.message)
	return queued


def _keep(ticket, address: str, subject: str, content: str, message_id: str | None) -> None:
	"""Show it among the ticket's messages."""
	frappe.get_doc(
		{
			"doctype": "Communication",
			"communication_type": KIND,
			"communication_medium": "Email",
			"sent_or_received": "Sent",
			"subject": subject,
			"content": content,
			"recipients": address,
			"communication_date": now(),
			"message_id": message_id,
			"reference_doctype": TICKET,
			"reference_name": ticket.name,
		}
	).insert(ignore_permissions=True)  # the app itself answers, not a user
