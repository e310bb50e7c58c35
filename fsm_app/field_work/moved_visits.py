"""The customer is told when the planned time of a visit moves (E3)."""

import frappe
from frappe import _
from frappe.utils import escape_html, format_datetime, get_datetime, validate_email_address

from fsm_app.common.clock import now
from fsm_app.engine.masking import mask_email
from fsm_app.engine.stages import TICKET
from fsm_app.field_work.report_mail import address_of, language_of
from fsm_app.field_work.visits import PLANNED

SETTINGS = "Field Service Settings"


def tell_customer(visit, method: str | None = None) -> None:
	"""Service Visit's on_update: an e-mail to the ticket's contact, in their language, where the settings say so.

	Not of a time within the appointment that was agreed with them, for that they know. On the ticket's timeline stands
	whether they were told.
	"""
	if not _has_moved(visit) or frappe.flags.fsm_nobody_is_told:
		return
	if not frappe.db.get_single_value(SETTINGS, "tell_moved_visits"):
		return
	ticket = frappe.get_doc(TICKET, visit.ticket)
	if _is_as_agreed(visit, ticket):
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
		_send(visit, ticket, address)
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


def _has_moved(visit) -> bool:
	before = visit.get_doc_before_save()
	if not before or visit.status != PLANNED or not (before.planned_start and visit.planned_start):
		return False
	start = get_datetime(visit.planned_start)
	return start != get_datetime(before.planned_start) and start > now()


def _is_as_agreed(visit, ticket) -> bool:
	if not ticket.appointment_start:
		return False
	start, end = get_datetime(visit.planned_start), ticket.appointment_end
	agreed = get_datetime(ticket.appointment_start)
	return agreed == start or bool(end and agreed <= start < get_datetime(end))


def _send(visit, ticket, address: str) -> None:
	language = language_of(ticket)
	before = visit.get_doc_before_save()
	subject = _("Our visit has a new time", language)
	lines = [
		_("Our visit for {0} was planned for {1}. It is now planned for {2}.", language).format(
			ticket.name, format_datetime(before.planned_start), format_datetime(visit.planned_start)
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
