"""The customer is told when the planned time of a visit moves (E3). When that is told is said in visit_notices.py."""

from datetime import datetime

import frappe
from frappe import _
from frappe.utils import escape_html, format_datetime, get_datetime

from fsm_app.engine.masking import mask_email
from fsm_app.service_desk import ticket_mail, ticket_timeline

SETTINGS = "Field Service Settings"


def is_on() -> bool:
	"""Whether customers are told at all."""
	return bool(frappe.db.get_single_value(SETTINGS, "tell_moved_visits"))


def tell_customer(ticket, knew: datetime, start: datetime) -> None:
	"""An e-mail to the contact of the ticket (a document), in their language, where the settings say so.

	Not of a time within the appointment that was agreed with them, for that they know. On the ticket's timeline stands
	whether they were told.
	"""
	if not is_on() or _is_as_agreed(ticket, start):
		return
	address = ticket_mail.usable_address_of(ticket)
	if not address:
		_say(
			ticket,
			_("The customer was not told of the new time: the ticket names no e-mail address. Call them."),
		)
		return
	title = f"Moved visit of {ticket.name}"
	if not ticket_mail.is_queued(lambda: _send(ticket, knew, start, address), ticket, title):
		_say(ticket, _("The customer could not be told of the new time; see the Error Log. Call them."))


def _is_as_agreed(ticket, start: datetime) -> bool:
	if not ticket.appointment_start:
		return False
	agreed, end = get_datetime(ticket.appointment_start), ticket.appointment_end
	return agreed == start or bool(end and agreed <= start < get_datetime(end))


def _send(ticket, knew: datetime, start: datetime, address: str) -> None:
	language = ticket_mail.language_of(ticket)
	subject = _("Our visit has a new time", language)
	lines = [
		_("Our visit for {0} was planned for {1}. It is now planned for {2}.", language).format(
			ticket.name, format_datetime(knew), format_datetime(start)
		),
		_("If that does not suit you, please answer this e-mail.", language),
		ticket.company,
	]
	ticket_mail.queue(
		ticket,
		address,
		# The number brings answers to the ticket.
		f"{subject}: {ticket.subject} (#{ticket.name})",
		"".join(f"<p>{escape_html(line)}</p>" for line in lines),
	)
	_say(ticket, _("The customer was told of the new time: {0}.").format(mask_email(address)))


def _say(ticket, text: str) -> None:
	ticket_timeline.say(ticket.name, escape_html(text))
