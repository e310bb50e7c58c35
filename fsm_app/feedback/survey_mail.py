"""The e-mail that asks the customer for an answer: after the closing, and once more where none has come (I1)."""

from datetime import timedelta
from functools import partial

import frappe
from frappe import _
from frappe.utils import cint, escape_html

from fsm_app.common.clock import now
from fsm_app.engine.stages import TICKET
from fsm_app.feedback.survey import OPEN, SETTINGS, SURVEY
from fsm_app.feedback.survey_links import link_of
from fsm_app.feedback.unsubscriptions import is_unsubscribed, links_for
from fsm_app.service_desk import ticket_mail

QUEUED, NO_ADDRESS, UNSUBSCRIBED, FAILED, NOT_SENT = (
	"Queued",
	"No Address",
	"Unsubscribed",
	"Failed",
	"Not Sent",
)
REMINDERS_A_DAY = 500


def send_after_commit(survey: str) -> None:
	"""When a survey was opened: have a job send it. Whatever fails later concerns the job and not the closing."""
	if frappe.flags.fsm_nobody_is_told or not cint(
		frappe.db.get_single_value(SETTINGS, "send_surveys", cache=True)
	):
		frappe.db.set_value(SURVEY, survey, "delivery", NOT_SENT, update_modified=False)
		return
	frappe.enqueue(
		"fsm_app.feedback.survey_mail.send_opened",
		queue="short",
		job_id=f"fsm_service_survey:{survey}",
		deduplicate=True,
		enqueue_after_commit=True,
		survey=survey,
	)


def send_opened(survey: str) -> None:
	"""The job: send the survey once, and note on it what came of that."""
	# Locked, so that the same job started twice sends once.
	document = frappe.get_doc(SURVEY, survey, for_update=True)
	if document.state != OPEN or document.mailed_at:
		return
	delivery = _try_to_send(document, reminder=False) if now() < document.expires_at else NOT_SENT
	values = {"delivery": delivery, **({"mailed_at": now()} if delivery == QUEUED else {})}
	frappe.db.set_value(SURVEY, survey, values, update_modified=False)


def remind_customers() -> int:
	"""Daily: ask once more where no answer came for the days that the settings say; returns how many were asked."""
	days = cint(frappe.db.get_single_value(SETTINGS, "survey_reminder_days", cache=True))
	if days <= 0 or not cint(frappe.db.get_single_value(SETTINGS, "send_surveys", cache=True)):
		return 0
	waiting = frappe.get_all(
		SURVEY,
		filters=[
			["state", "=", OPEN],
			["mailed_at", "<=", now() - timedelta(days=days)],
			["reminded_at", "is", "not set"],
			["expires_at", ">", now()],
		],
		pluck="name",
		order_by="mailed_at",
		limit_page_length=REMINDERS_A_DAY,
	)
	return sum(_remind(survey) for survey in waiting)


def _remind(survey: str) -> bool:
	document = frappe.get_doc(SURVEY, survey, for_update=True)
	if document.state != OPEN or document.reminded_at:
		return False
	delivery = _try_to_send(document, reminder=True)
	# Once, whatever came of it: who cannot be reached today is not tried every day.
	frappe.db.set_value(SURVEY, survey, "reminded_at", now(), update_modified=False)
	return delivery == QUEUED


def _try_to_send(survey, reminder: bool) -> str:
	"""Put the e-mail into Frappe's queue; returns what becomes of it."""
	ticket = frappe.get_doc(TICKET, survey.ticket)
	address = ticket_mail.usable_address_of(ticket)
	if not address:
		return NO_ADDRESS
	if is_unsubscribed(address):
		return UNSUBSCRIBED
	send = partial(_send, survey, ticket, address, reminder)
	return QUEUED if ticket_mail.is_queued(send, ticket, f"Survey of {ticket.name}") else FAILED


def _send(survey, ticket, address: str, reminder: bool) -> None:
	language = ticket_mail.language_of(ticket)
	page, one_click = links_for(address, language)
	subject = (
		_("A reminder: how was our service? ({0})", language)
		if reminder
		else _("How was our service? ({0})", language)
	)
	message = _message(survey, ticket, language, page)
	queued = ticket_mail.queue(ticket, address, subject.format(ticket.name), message)
	# By these, mail programs offer the same by a button of their own. Frappe would put an X- before a header's name.
	headers = f"List-Unsubscribe: <{one_click}>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n"
	frappe.db.set_value(
		"Email Queue", queued.name, "message", headers + queued.message, update_modified=False
	)


def _message(survey, ticket, language: str, unsubscribe: str) -> str:
	"""Plain sentences and one button, which every mail program shows."""
	expires = frappe.utils.formatdate(survey.expires_at)
	text = [
		_(
			"Our service for {0} ({1}) is finished. Please tell us how it was; it takes one minute.", language
		).format(ticket.name, _(ticket.offering, language)),
		_("The link is for you alone, can be used once and is valid until {0}.", language).format(expires),
	]
	button = (
		'<p><a href="{}" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#171717;'
		'color:#ffffff;text-decoration:none">{}</a></p>'
	).format(escape_html(link_of(survey.name, language)), escape_html(_("Rate our service", language)))
	small = '<p style="color:#6c7680;font-size:12px">{} <a href="{}">{}</a></p>'.format(
		escape_html(ticket.company or ""),
		escape_html(unsubscribe),
		escape_html(_("I do not want to be asked again", language)),
	)
	return f"<p>{escape_html(text[0])}</p>{button}<p>{escape_html(text[1])}</p>{small}"
