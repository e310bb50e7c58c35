"""Appointments that an absence breaks: told to the dispatchers, and given to somebody else by one click (E2, P1).

A leave that HR approves after the appointment was made, or an engineer who goes on leave or leaves the company.
"""

from datetime import datetime, timedelta

import frappe
from frappe import _
from frappe.utils import format_datetime, formatdate, get_datetime, getdate

from fsm_app.assignments import offers
from fsm_app.common.all_or_nothing import all_or_nothing
from fsm_app.common.clock import now
from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others
from fsm_app.dispatch.candidates import consider
from fsm_app.engine import stages
from fsm_app.engine.stages import TICKET
from fsm_app.field_work.visits import PLANNED, VISIT
from fsm_app.service_desk.assignment_notices import dispatchers_of
from fsm_app.service_desk.handovers import is_with_engineer
from fsm_app.workforce.audience import Audience

BROKEN = "Broken Appointment"
OPEN, GIVEN, KEPT, OVER = "Open", "Given to Another", "Kept", "Over"
ENGINEER = "Service Engineer"
NAMES_IN_A_NOTICE = 20


class NothingBroken(frappe.ValidationError):
	"""The appointment was settled meanwhile."""


class NobodyElse(frappe.ValidationError):
	"""Nobody else can keep the appointment."""


def follow_leave(leave, method: str | None = None) -> None:
	"""HR's Leave Application is submitted or changed: the appointments of approved days are listed, those of others no more."""
	engineers = frappe.get_all(
		ENGINEER, filters={"employee": leave.employee, "status": ["!=", "Left"]}, pluck="name"
	)
	if leave.docstatus != 1 or leave.status != "Approved":
		_settle({"absence": leave.name}, OVER)
		return
	first, last = getdate(leave.from_date), getdate(leave.to_date)
	start, end = get_datetime(first), get_datetime(last) + timedelta(days=1)
	for engineer in engineers:
		reason = _("On leave from {0} to {1}.").format(formatdate(first), formatdate(last))
		note_absence(engineer, max(start, now()), end, reason, leave.name)
		offers.look_again(engineer)


def follow_cancelled_leave(leave, method: str | None = None) -> None:
	"""HR's Leave Application is cancelled: what it broke holds again."""
	_settle({"absence": leave.name}, OVER)


def follow_status(engineer, before) -> None:
	"""An engineer goes on leave or leaves the company: whatever was agreed with them from now on is broken; back again, it holds."""
	key = f"{ENGINEER}:{engineer.name}"
	if engineer.status == "Active":
		_settle({"absence": key}, OVER)
		return
	reason = {
		"On Leave": _("On leave since {0}."),
		"Left": _("Left the company on {0}."),
	}[engineer.status].format(formatdate(now()))
	note_absence(engineer.name, now(), None, reason, key)


def note_absence(
	engineer: str, start: datetime, end: datetime | None, reason: str, absence: str
) -> list[str]:
	"""List the planned visits of the engineer that touch the time from `start` to `end`, and tell the dispatchers; returns the names."""
	visits = _planned_visits(engineer, start, end)
	known = set(
		frappe.get_all(
			BROKEN, filters={"open_key": ["in", [row.ticket for row in visits] or [""]]}, pluck="ticket"
		)
	)
	made, tickets = [], []
	for visit in visits:
		if visit.ticket in known:
			continue
		known.add(visit.ticket)
		tickets.append(visit.ticket)
		made.append(
			frappe.get_doc(
				{
					"doctype": BROKEN,
					"ticket": visit.ticket,
					"engineer": engineer,
					"company": visit.company,
					"state": OPEN,
					"appointment_start": visit.planned_start,
					"appointment_end": visit.planned_end,
					"reason": reason,
					"absence": absence,
					"open_key": visit.ticket,
				}
			).insert(ignore_permissions=True)  # HR approves the leave, and need not see tickets
		)
	if made:
		_tell(engineer, reason, made)
	return [row.name for row in made]


def follow_engineer(ticket, before) -> None:
	"""A ticket has changed its engineer: what was broken with the one before is settled."""
	if before and before.engineer:
		_settle(
			{"ticket": ticket.name, "engineer": before.engineer},
			GIVEN if is_with_engineer(ticket) and ticket.engineer else OVER,
			given_to=ticket.engineer,
		)


def follow_stage(ticket, before) -> None:
	"""A ticket has entered a stage: nobody else need come once the work is begun, done or cancelled."""
	if ticket.stage in stages.AT_WORK | stages.FINISHED | stages.ENDED:
		_settle({"ticket": ticket.name}, OVER)


def give(name: str, engineer: str | None = None) -> str:
	"""Give the ticket of a broken appointment to `engineer`, or else to the best who can keep it; returns the engineer.

	Raises NothingBroken, NobodyElse, and what giving the ticket away raises.
	"""
	with all_or_nothing("give_appointment"):
		ticket, broken = _locked(name)
		ticket.check_permission("write")
		ticket.engineer = engineer or _best(ticket, broken.engineer)
		ticket.save()
	return ticket.engineer


def keep(name: str) -> None:
	"""The appointment holds all the same, such as one on the free half of a day. Raises NothingBroken."""
	with all_or_nothing("keep_appointment"):
		ticket, _broken = _locked(name)
		ticket.check_permission("write")
		_settle({"name": name}, KEPT)


def settle_past() -> None:
	"""Daily: what has passed, or was agreed anew for another time, is broken no more."""
	rows = frappe.get_all(
		BROKEN,
		filters={"state": OPEN},
		fields=["name", "ticket", "engineer", "appointment_start", "appointment_end"],
		limit_page_length=0,
	)
	planned = {
		(row.ticket, row.planned_start)
		for row in frappe.get_all(
			VISIT,
			filters={"ticket": ["in", [row.ticket for row in rows] or [""]], "status": PLANNED},
			fields=["ticket", "planned_start"],
			limit_page_length=0,
		)
	}
	over = [
		row.name
		for row in rows
		if row.appointment_end < now() or (row.ticket, row.appointment_start) not in planned
	]
	if over:
		_settle({"name": ["in", over]}, OVER)


def delete_broken(ticket, method: str | None = None) -> None:
	"""Service Ticket's on_trash: its broken appointments go with it."""
	frappe.db.delete(BROKEN, {"ticket": ticket.name})


def _planned_visits(engineer: str, start: datetime, end: datetime | None) -> list:
	filters = [
		["engineer", "=", engineer],
		["status", "=", PLANNED],
		["planned_end", ">", start],
		*([["planned_start", "<", end]] if end else []),
	]
	return frappe.get_all(
		VISIT,
		filters=filters,
		fields=["ticket", "company", "planned_start", "planned_end"],
		order_by="planned_start, ticket",
		limit_page_length=0,
	)


def _locked(name: str):
	ticket = frappe.get_doc(TICKET, frappe.db.get_value(BROKEN, name, "ticket"), for_update=True)
	broken = frappe.get_doc(BROKEN, name, for_update=True)
	if broken.state != OPEN or ticket.engineer != broken.engineer:
		frappe.throw(
			_("{0} was settled meanwhile. Reload the page to see how.").format(ticket.name), NothingBroken
		)
	return ticket, broken


def _best(ticket, instead_of: str) -> str:
	considered = consider(ticket, instead_of=instead_of)
	able = [row.candidate for row in considered.ranked if row.candidate not in considered.without_user]
	if not able:
		frappe.throw(
			_("Nobody else can keep this appointment: {0}. Agree on another time with the customer.").format(
				considered.reasons()
			),
			NobodyElse,
		)
	return able[0]


def _settle(filters: dict, state: str, given_to: str | None = None) -> None:
	filters = {**filters, "state": OPEN}
	# Asked before it is written: an update that finds nothing would lock the place where a row might come.
	if frappe.db.exists(BROKEN, filters):
		frappe.db.set_value(BROKEN, filters, {"state": state, "given_to": given_to, "open_key": None})


def _tell(engineer: str, reason: str, made: list) -> None:
	"""One notice for all, to the dispatchers of the first ticket's region and company."""
	name = frappe.get_cached_value(ENGINEER, engineer, "engineer_name")
	first = made[0]
	ticket = frappe._dict(
		company=first.company, region=frappe.db.get_value(TICKET, first.ticket, "region"), name=first.ticket
	)
	lines = [f"{row.ticket}: {format_datetime(row.appointment_start)}" for row in made[:NAMES_IN_A_NOTICE]]
	notify_of_others(
		dispatchers_of(ticket, Audience()),
		lambda language: _("{0} cannot keep {1} appointments: {2}", language).format(name, len(made), reason),
		BROKEN,
		first.name,
		"\n".join(lines),
		WISH_OF_ASSIGNMENTS,
	)
