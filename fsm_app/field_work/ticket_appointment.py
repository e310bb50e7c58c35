"""The appointment that was agreed before a ticket has an engineer, on the ticket itself; its first visit takes it over (C1, E1)."""

import frappe
from frappe import _
from frappe.utils import format_datetime, get_datetime

from fsm_app.field_work.appointments import AppointmentError
from fsm_app.field_work.visits import PLANNED, VISIT, last_visit

FIELDS = ("appointment_start", "appointment_end")


def check(ticket, before) -> None:
	"""Refuse an appointment that has an end alone, or ends before it begins."""
	if not any(ticket.get(field) for field in FIELDS):
		return
	if not ticket.appointment_start:
		frappe.throw(_("Appointment From: enter it too, or leave Appointment Until empty."), AppointmentError)
	start, end = ticket.appointment_start, ticket.appointment_end
	if end and get_datetime(end) <= get_datetime(start):
		frappe.throw(
			_("Appointment Until: {0} must be after the start, {1}.").format(
				format_datetime(end), format_datetime(start)
			),
			AppointmentError,
		)


def follow(ticket) -> None:
	"""After saving: a visit that is planned and not begun is when the appointment is that was agreed now."""
	before = ticket.get_doc_before_save()
	if not before or not ticket.appointment_start:
		return
	if all(_moment(before.get(field)) == _moment(ticket.get(field)) for field in FIELDS):
		return
	last = last_visit(ticket.name)
	if last and last.status == PLANNED:
		visit = frappe.get_doc(VISIT, last.name)
		visit.update({"planned_start": ticket.appointment_start, "planned_end": ticket.appointment_end})
		visit.save(ignore_permissions=True)  # the ticket was permitted; the visit's own checks hold


def _moment(value):
	return get_datetime(value) if value else None
