"""The e-mails with a link to the page of a ticket: when it was received, accepted by an engineer, and when they are on the way (N2).

Sent by a job after the commit, once for each occasion; the link is made when the e-mail is.
"""

import frappe
from frappe import _
from frappe.utils import escape_html

from fsm_app.common.said_times import to_the_minute
from fsm_app.customer_page import appointments, on_the_way
from fsm_app.customer_page.links import APPOINTMENT, LINK, ON_THE_WAY, RECEIVED, make
from fsm_app.customer_page.rules import rules_of
from fsm_app.engine import stages
from fsm_app.service_desk import ticket_mail
from fsm_app.service_desk.customer_page_link import as_html

OCCASIONS = {stages.RECEIVED: RECEIVED, stages.ACCEPTED: APPOINTMENT, stages.TRAVELLING: ON_THE_WAY}
# Its answer carries the link where it may be answered at all: two programs that answer each other never stop.
BY_MAIL = "E-mail"


def follow_stage(ticket, before) -> None:
	"""A ticket has entered a stage: have a job tell its customer, where the company wants that."""
	occasion = OCCASIONS.get(ticket.stage)
	if not occasion or frappe.flags.fsm_nobody_is_told:
		return
	rules = rules_of(ticket.company)
	if not rules or not rules.send_links or (occasion == RECEIVED and ticket.source == BY_MAIL):
		return
	frappe.enqueue(
		"fsm_app.customer_page.mails.send",
		queue="short",
		job_id=f"fsm_customer_page:{_key(ticket, occasion)}",
		deduplicate=True,
		enqueue_after_commit=True,
		ticket=ticket.name,
		occasion=occasion,
	)


def send(ticket: str, occasion: str) -> bool:
	"""The job: send the e-mail once, if the ticket still stands there; returns whether it was put into Frappe's queue."""
	# Locked, so that the same job started twice sends once.
	document = frappe.get_doc(stages.TICKET, ticket, for_update=True)
	if OCCASIONS.get(document.stage) != occasion:
		return False
	key = _key(document, occasion)
	address = ticket_mail.usable_address_of(document)
	if not address or frappe.db.exists(LINK, {"mail_key": key}):
		return False
	return ticket_mail.is_queued(
		lambda: _send(document, occasion, address, key), document, f"Link to {ticket}"
	)


def _send(ticket, occasion: str, address: str, key: str) -> None:
	language = ticket_mail.language_of(ticket)
	subject, text = _words(ticket, occasion, language)
	ticket_mail.queue(
		ticket,
		address,
		f"{subject} ({ticket.name})",
		"<p>{}</p>{}<p>{}</p><p>{}</p>".format(
			escape_html(text),
			as_html(make(ticket, occasion, language, key), language),
			escape_html(
				_("The link opens this request alone. Give it only to those who may see it.", language)
			),
			escape_html(ticket.company),
		),
	)


def _words(ticket, occasion: str, language: str) -> tuple[str, str]:
	if occasion == RECEIVED:
		return (
			_("We have received your request", language),
			_(
				"We have received your request {0}. Here you see how it stands and can write to us.", language
			).format(ticket.name),
		)
	if occasion == ON_THE_WAY:
		arrives = on_the_way.shown(ticket)["arrives_at"]
		text = (
			_("Our engineer is on the way to you and is expected at {0}.", language).format(
				to_the_minute(arrives, language)
			)
			if arrives
			else _("Our engineer is on the way to you.", language)
		)
		return _("Our engineer is on the way", language), text
	ahead = appointments.ahead(ticket)
	if not ahead:
		return (
			_("An engineer has taken on your request", language),
			_("An engineer has taken on your request {0}.", language).format(ticket.name),
		)
	return (
		_("Your appointment", language),
		_(
			"Our engineer comes on {0}. Please confirm the appointment, or write to us if it does not suit you.",
			language,
		).format(to_the_minute(ahead.span[0], language)),
	)


def _key(ticket, occasion: str) -> str:
	"""Once for each round of a ticket, and for each engineer who takes it on."""
	engineer = "" if occasion == RECEIVED else ticket.engineer or ""
	return f"{ticket.name}:{ticket.reopen_count}:{occasion}:{engineer}"
