"""The e-mail that brings a customer the link into a call that they show (N3).

By itself, once, when such a call is asked for and the company wants that; and by whoever takes part, as often as the customer
has lost it. Each e-mail has a new link, and the one before ends.
"""

import frappe
from frappe import _
from frappe.utils import escape_html

from fsm_app.common.clock import now
from fsm_app.engine.masking import mask_email
from fsm_app.engine.stages import TICKET
from fsm_app.remote_guidance import customer_links
from fsm_app.remote_guidance.sessions import CUSTOMER, SESSION, GuidanceRefused, is_open
from fsm_app.remote_guidance.settings import mails_links
from fsm_app.service_desk import ticket_mail


def send_by_itself(session) -> bool:
	"""A call was asked for: send the link of one that the customer shows, where the company wants that; returns whether it was.

	Whatever e-mail fails with is logged: the call is asked for all the same, and the link can be copied.
	"""
	if session.shown_by != CUSTOMER or not is_open(session) or not mails_links():
		return False
	ticket = frappe.get_doc(TICKET, session.ticket)
	address = ticket_mail.usable_address_of(ticket)
	if not address:
		return False
	title = f"Guidance link of {ticket.name}"
	return ticket_mail.is_queued(lambda: _send(session.name, ticket, address), ticket, title)


def send(name: str) -> str:
	"""Send the customer a new link into the open call; returns the address, shortened. Raises GuidanceRefused."""
	ticket = frappe.get_doc(TICKET, frappe.db.get_value(SESSION, name, "ticket"))
	address = ticket_mail.usable_address_of(ticket)
	if not address:
		frappe.throw(
			_(
				"The ticket names no e-mail address. Enter one on {0}, or copy the link and send it otherwise."
			).format(ticket.name),
			GuidanceRefused,
		)
	_send(name, ticket, address)
	return mask_email(address)


def _send(name: str, ticket, address: str) -> None:
	language = ticket_mail.language_of(ticket)
	link = customer_links.make(name, language, is_mailed=True)
	subject = "{} ({})".format(_("Show us the device by video", language), ticket.name)
	ticket_mail.queue(ticket, address, subject, _message(ticket, link, language))
	frappe.db.set_value(SESSION, name, "link_sent_at", now())


def _message(ticket, link: str, language: str) -> str:
	texts = (
		_(
			"Our expert would like to look at the device together with you. Open this link on your phone, at the device.",
			language,
		),
		_("The link is for this call alone and ends with it. Give it to nobody else.", language),
		ticket.company,
	)
	before, warning, company = (f"<p>{escape_html(text)}</p>" for text in texts)
	button = (
		'<p><a href="{}" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#171717;'
		'color:#ffffff;text-decoration:none">{}</a></p>'
	).format(escape_html(link), escape_html(_("Show the Device", language)))
	return before + button + warning + company
