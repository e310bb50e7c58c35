"""The appointment of a ticket as its customer confirms or moves it (N2).

A customer moves into times at which an engineer is free (free_windows.py), as long as the company's rules let them. Who goes
there and who dispatches are told. Each answer is kept as an Appointment Answer.
"""

import hashlib
from datetime import datetime, timedelta
from typing import NamedTuple

import frappe
from frappe import _
from frappe.utils import cint, escape_html, format_datetime, get_datetime

from fsm_app.common.all_or_nothing import all_or_nothing
from fsm_app.common.arguments import moment
from fsm_app.common.clock import now
from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others
from fsm_app.customer_page.free_windows import free_windows, is_free
from fsm_app.customer_page.rules import rules_of
from fsm_app.engine import stages
from fsm_app.engine.day_of_visits import Span
from fsm_app.engine.stages import TICKET
from fsm_app.field_work.visits import OPEN_STATUSES, PLANNED, VISIT, last_visit
from fsm_app.service_desk.assignment_notices import dispatchers_of
from fsm_app.workforce.audience import Audience

ANSWER = "Appointment Answer"
CONFIRMED, MOVED = "Confirmed", "Moved"
LINK, PORTAL = "Link", "Portal"
SHORTEST_KEY, LONGEST_KEY = 16, 64
# Nobody is there yet: the appointment stands on the ticket alone.
NOBODY_YET = frozenset({stages.RECEIVED, stages.TRIAGED, stages.REOPENED, stages.DISPATCHED})


class AppointmentNotYours(frappe.ValidationError):
	"""There is no appointment that the customer could confirm or move now."""


class TimeNotFree(frappe.ValidationError):
	"""The time that the customer has chosen is taken, or was never offered."""


class Appointment(NamedTuple):
	"""When it is, on which visit it stands (None: on the ticket), who comes, and whether a dispatcher has fixed it."""

	span: Span
	visit: str | None
	engineer: str | None
	locked: bool


def shown(ticket) -> dict | None:
	"""What the page shows of the appointment of `ticket` (a document) that lies ahead: `start`, `end`, `confirmed`,
	`may_move`, and the `windows` to choose from; None where there is none."""
	appointment = ahead(ticket)
	if not appointment:
		return None
	movable = _may_move(ticket, appointment)
	return {
		"start": appointment.span[0],
		"end": appointment.span[1],
		"confirmed": _is_confirmed(ticket.name, appointment),
		"may_move": movable,
		"windows": _windows(ticket, appointment) if movable else [],
	}


def _windows(ticket, appointment: Appointment) -> list[dict]:
	"""The times to choose from, each with its `day`, `start` and `end`."""
	found = free_windows(ticket, appointment.engineer, appointment.span, rules_of(ticket.company))
	return [{"day": start.date(), "start": start, "end": end} for start, end in found]


def ahead(ticket) -> Appointment | None:
	"""The appointment of the ticket, as long as nobody is on the way to it."""
	if ticket.stage in stages.FINISHED | stages.ENDED:
		return None
	engineer = ticket.engineer if ticket.stage in stages.WITH_ENGINEER else None
	last = last_visit(ticket.name)
	if last and last.status in OPEN_STATUSES:
		if last.status != PLANNED or not last.planned_start or not last.planned_end:
			return None
		span, visit = (get_datetime(last.planned_start), get_datetime(last.planned_end)), last.name
	elif ticket.appointment_start and ticket.appointment_end and ticket.stage in NOBODY_YET:
		span, visit = (get_datetime(ticket.appointment_start), get_datetime(ticket.appointment_end)), None
	else:
		return None
	if span[0] <= now():
		return None
	locked = bool(visit) and bool(cint(frappe.db.get_value(VISIT, visit, "plan_locked")))
	return Appointment(span, visit, engineer, locked)


def confirm(ticket_name: str, through: str) -> None:
	"""The customer says that the appointment suits them; a second time is the first. Raises AppointmentNotYours."""
	ticket = frappe.get_doc(TICKET, ticket_name, for_update=True)
	appointment = ahead(ticket)
	if not appointment:
		_refuse_none()
	if _is_confirmed(ticket.name, appointment):
		return
	_keep(ticket, CONFIRMED, appointment.span, through)
	ticket.add_comment(
		"Info", _("The customer has confirmed the appointment on {0}.").format(_said(appointment.span))
	)


def move(ticket_name: str, start: str, client_key: str, through: str) -> None:
	"""The customer moves the appointment to the offered time that begins at `start`; the same `client_key` again is the same.

	Raises AppointmentNotYours and TimeNotFree; then nothing has changed.
	"""
	chosen = moment(start, _("Time"))
	key = _key(ticket_name, client_key)
	try:
		with all_or_nothing("customer_moves"):
			ticket = frappe.get_doc(TICKET, ticket_name, for_update=True)
			if frappe.db.exists(ANSWER, {"client_key": key}):
				return
			appointment = ahead(ticket)
			if not appointment or not _may_move(ticket, appointment):
				_refuse_none()
			span = _checked(ticket, appointment, chosen)
			_write(ticket, appointment, span)
			_keep(ticket, MOVED, span, through, before=appointment.span, client_key=key)
	except frappe.UniqueValidationError:
		# A doubled click: the first has arrived since this request began, which sees the answers as they were then.
		frappe.clear_last_message()
		return
	_tell(ticket, appointment, span)


def delete_answers(ticket: str) -> None:
	"""A ticket is being deleted: what was answered about it goes with it."""
	frappe.db.delete(ANSWER, {"ticket": ticket})


def _may_move(ticket, appointment: Appointment) -> bool:
	rules = rules_of(ticket.company)
	if not rules or not rules.customers_move or appointment.locked:
		return False
	return now() + timedelta(hours=cint(rules.move_hours)) <= appointment.span[0]


def _checked(ticket, appointment: Appointment, start: datetime) -> Span:
	"""The time from `start` on, if it is offered now and nobody has taken it meanwhile."""
	if appointment.engineer:
		# Customers who choose the same engineer's time at once come one after the other.
		frappe.db.get_value("Service Engineer", appointment.engineer, "name", for_update=True)
	span = start, start + (appointment.span[1] - appointment.span[0])
	free = is_free(ticket, appointment.engineer, span, rules_of(ticket.company))
	if not free or (appointment.engineer and _is_taken(appointment.engineer, ticket.name, span)):
		frappe.throw(
			_("This time is not free any more: {0}. Please choose another one.").format(
				format_datetime(start)
			),
			TimeNotFree,
		)
	return span


def _is_taken(engineer: str, ticket: str, span: Span) -> bool:
	"""By a locking read, which sees what was committed since this request began."""
	visit = frappe.qb.DocType(VISIT)
	rows = (
		frappe.qb.from_(visit)
		.select(visit.ticket)
		.where((visit.engineer == engineer) & visit.status.isin(list(OPEN_STATUSES)))
		.where((visit.planned_start < span[1]) & (visit.planned_end > span[0]))
		.for_update()
		.run()
	)
	return any(name != ticket for (name,) in rows)


def _write(ticket, appointment: Appointment, span: Span) -> None:
	if appointment.visit:
		visit = frappe.get_doc(VISIT, appointment.visit, for_update=True)
		visit.update({"planned_start": span[0], "planned_end": span[1]})
		visit.save(ignore_permissions=True)  # a customer, whom the company's rules allow this
		return
	ticket.update({"appointment_start": span[0], "appointment_end": span[1]})
	ticket.save(ignore_permissions=True)  # as above


def _keep(ticket, kind: str, span: Span, through: str, before: Span | None = None, client_key=None) -> None:
	frappe.get_doc(
		{
			"doctype": ANSWER,
			"ticket": ticket.name,
			"company": ticket.company,
			"kind": kind,
			"answered_at": now(),
			"through": through,
			"appointment_start": span[0],
			"appointment_end": span[1],
			"before_start": before and before[0],
			"before_end": before and before[1],
			"client_key": client_key,
		}
	).insert(ignore_permissions=True)  # customers have no right on it; what they may do was checked


def _is_confirmed(ticket: str, appointment: Appointment) -> bool:
	"""Whether the customer has said yes to this very time, or chosen it."""
	start, end = appointment.span
	return bool(
		frappe.db.exists(ANSWER, {"ticket": ticket, "appointment_start": start, "appointment_end": end})
	)


def _tell(ticket, appointment: Appointment, span: Span) -> None:
	audience = Audience()
	users = [*audience.engineer(appointment.engineer), *dispatchers_of(ticket, audience)]
	before, after = format_datetime(appointment.span[0]), format_datetime(span[0])
	notify_of_others(
		users,
		lambda language: _("The customer has moved the appointment of {0} from {1} to {2}.", language).format(
			ticket.name, before, after
		),
		TICKET,
		ticket.name,
		ticket.subject,
		WISH_OF_ASSIGNMENTS,
	)
	text = _("The customer has moved the appointment of {0} from {1} to {2}.")
	ticket.add_comment("Info", escape_html(text.format(ticket.name, before, after)))


def _said(span: Span) -> str:
	return escape_html(format_datetime(span[0]))


def _key(ticket: str, client_key: str) -> str:
	if not SHORTEST_KEY <= len(client_key) <= LONGEST_KEY:
		frappe.throw(_("The page sent no key of its own. Load it again."), AppointmentNotYours)
	return hashlib.sha256(f"{ticket}\n{client_key}".encode(errors="replace")).hexdigest()


def _refuse_none() -> None:
	frappe.throw(
		_("There is no appointment that can be changed here now. Please write to us or call us."),
		AppointmentNotYours,
	)
