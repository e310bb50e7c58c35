"""The customer is told when the planned time of a visit moves (E3). When that is told is said in visit_notices.py."""

from datetime import datetime

import frappe
from frappe import _
from frappe.utils import escape_html, format_datetime, get_datetime, validate_email_address

from fsm_app.engine.masking import mask_email
from fsm_app.engine.stages import TICKET
from fsm_app.field_work.report_mail import address_of, language_of

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
	address = (address_of(ticket) or "").strip()
	if not address or not validate_email_address(address):
		_comment(
			ticket,
			_("The customer was not told of the new time: the ticket names no e-mail address. Call them."),
		)
		return
	frappe.db.savepoint("moved_visit")
	try:
		_send(ticket, knew, start, address)
	except Exception:  # whatever is wrong with the mail set-up must not keep anybody from planning
		frappe.db.rollback(save_point="moved_visit")
		frappe.clear_last_message()
		frappe.log_error(
			title=f"Moved visit of {ticket.name}", reference_doctype=TICKET, reference_name=ticket.name
		)
		_comment(
			ticket,
			_("The customer could not be told of the new time; see the Error Log. Call them."),
		)


def _is_as_agreed(ticket, start: datetime) -> bool:
	if not ticket.appointment_start:
		return False
	agreed, end = get_datetime(ticket.appointment_start), ticket.appointment_end
	return agreed == start or bool(end and agreed <= start < get_datetime(end))


def _send(ticket, knew: datetime, start: datetime, address: str) -> None:
	language = language_of(ticket)
	subject = _("Our visit has a new time", language)
	lines = [
		_("Our visit for {0} was planned for {1}. It is now planned for {2}.", language).format(
			ticket.name, format_datetime(knew), format_datetime(start)
		),
		_("If that does not suit you, please answer this e-mail.", language),
		ticket.company,
	]
	queued = frappe.sendmail(
		recipients=[address],
		# The number brings answers to the ticket.
		subject=f"{subject}: {ticket.subject} (#{ticket.name})",
		message="".join(f"<p>{escape_html(line)}</p>" for line in lines),
		reference_doctype=TICKET,
		reference_name=ticket.name,
		add_unsubscribe_link=0,
		delayed=True,
	)
	if not queued:
		raise frappe.OutgoingEmailError
	_comment(ticket, _("The customer was told of the new time: {0}.").format(mask_email(address)))


def _comment(ticket, text: str) -> None:
	frappe.get_doc(
		{
			"doctype": "Comment",
			"comment_type": "Info",
			"reference_doctype": TICKET,
			"reference_name": ticket.name,
			"content": escape_html(text),
		}
	).insert(ignore_permissions=True)  # a record of what the app did, not the user of the moment
