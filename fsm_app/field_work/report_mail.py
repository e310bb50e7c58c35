"""Sending the service report to the customer: on closing, and by hand (C8)."""

import frappe
from frappe import _
from frappe.utils import escape_html, validate_email_address

from fsm_app.common.clock import now
from fsm_app.engine import stages
from fsm_app.engine.masking import mask_email
from fsm_app.service_desk import ticket_mail, ticket_timeline
from fsm_app.service_desk.customer_page_link import link_as_html
from fsm_app.service_desk.ticket_mail import address_of, language_of

PRINT_FORMAT = "Service Report"


class NoReportAddress(frappe.ValidationError):
	"""The ticket names no e-mail address to which the report could go."""


class ReportTooEarly(frappe.ValidationError):
	"""There is no report on work that is not done."""


def send_on_closing(ticket) -> None:
	"""When a ticket is closed: have a job send the report. Whatever fails later concerns the job and not the closing."""
	if frappe.flags.fsm_nobody_is_told:
		return
	frappe.enqueue(
		"fsm_app.field_work.report_mail.send_closed",
		queue="short",
		job_id=f"fsm_service_report:{ticket.name}:{ticket.reopen_count}",
		deduplicate=True,
		enqueue_after_commit=True,
		ticket=ticket.name,
		cycle=ticket.reopen_count,
	)


def send_closed(ticket: str, cycle: int) -> None:
	"""The job: send the report of a ticket closed in `cycle`, once, and say on its timeline what came of it."""
	# Locked, so that the same job started twice sends once.
	document = frappe.get_doc(stages.TICKET, ticket, for_update=True)
	if document.stage != stages.CLOSED or document.reopen_count != cycle or document.report_sent_at:
		return
	address = address_of(document)
	if not address:
		_say(document, _("The service report was not sent: the ticket names no e-mail address."))
		return
	if not ticket_mail.is_queued(lambda: _send(document, address), document, f"Service report of {ticket}"):
		_say(
			document,
			_("The service report could not be sent to {0}; see the Error Log.").format(mask_email(address)),
		)


def send_now(ticket, address: str | None = None) -> str:
	"""Send the report of a ticket (a document) whose work is done, to `address` or the ticket's own; returns the address.

	Sends it again where it was sent before. Raises NoReportAddress and ReportTooEarly, and whatever making it fails with.
	"""
	if ticket.stage not in stages.FINISHED:
		frappe.throw(
			_("The work is not done yet (stage: {0}). Send the report afterwards.").format(_(ticket.stage)),
			ReportTooEarly,
		)
	address = (address or "").strip() or address_of(ticket)
	if not address or not validate_email_address(address):
		frappe.throw(
			_("E-mail: {0} is no address. Enter one in the ticket or in its contact.").format(
				address or _("empty")
			),
			NoReportAddress,
		)
	_send(ticket, address)
	return address


def report_pdf(ticket, language: str) -> dict:
	"""The report on a ticket (a document) as an attachment, `fname` and `fcontent`, in that language."""
	return frappe.attach_print(
		stages.TICKET,
		ticket.name,
		file_name=ticket.name,
		print_format=PRINT_FORMAT,
		doc=ticket,
		lang=language,
	)


def _send(ticket, address: str) -> None:
	language = language_of(ticket)
	ticket.flags.goes_to_customer = address == address_of(ticket)
	ticket_mail.queue(
		ticket,
		address,
		_("Service report {0}: {1}", language).format(ticket.name, ticket.subject),
		"<p>{}</p>{}<p>{}</p>".format(
			escape_html(
				_(
					"The report on our service for {0} is attached. Thank you for your trust.", language
				).format(ticket.name)
			),
			# To the customer's own address alone: a report may be sent to anybody.
			link_as_html(ticket, language, PRINT_FORMAT) if ticket.flags.goes_to_customer else "",
			escape_html(ticket.company),
		),
		attachments=[report_pdf(ticket, language)],
	)
	# Not by saving: it changes nothing that the ticket's own rules look at.
	frappe.db.set_value(stages.TICKET, ticket.name, "report_sent_at", now())
	_say(ticket, _("The service report was sent to {0}.").format(mask_email(address)))


def _say(ticket, text: str) -> None:
	ticket_timeline.say(ticket.name, escape_html(text))
