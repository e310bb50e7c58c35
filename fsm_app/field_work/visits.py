"""Service Visits follow the ticket's stage: planned, travelling, on site, ended with an outcome (C1).

A ticket has one open visit at most, its last. The app writes visits as a consequence of the ticket's change, which has
passed its own permission checks; users only plan them (appointments.py) and check in (check_in.py).
"""

from collections.abc import Collection
from datetime import datetime, timedelta

import frappe
from frappe.query_builder.functions import Sum
from frappe.utils import cint, get_datetime

from fsm_app.common.clock import now
from fsm_app.engine import stages

VISIT = "Service Visit"

PLANNED, TRAVELLING, ON_SITE, ENDED, CANCELLED = "Planned", "Travelling", "On Site", "Ended", "Cancelled"
OPEN_STATUSES = (PLANNED, TRAVELLING, ON_SITE)
COMPLETED, CARRIED_FORWARD, INTERRUPTED, RETURNED = "Completed", "Carried Forward", "Interrupted", "Returned"
REMOTE = "Remote"
USUAL_MINUTES = 60

# How far a visit has come in each stage that has one.
STEP_OF_STAGE = {
	stages.ACCEPTED: 0,
	stages.PREPARING: 0,
	stages.TRAVELLING: 1,
	stages.ON_SITE: 2,
	stages.WORKING: 2,
}
STEP_OF_STATUS = {PLANNED: 0, TRAVELLING: 1, ON_SITE: 2}

FIELDS = (
	"name",
	"engineer",
	"status",
	"outcome",
	"visit_number",
	"delivery",
	"planned_start",
	"planned_end",
	"remaining_work",
	"previous_visit",
	"travel_started_at",
	"arrived_at",
	"work_started_at",
	"travel_minutes",
)


def follow_ticket(ticket) -> None:
	"""After the ticket was saved: end its open visit, open the next, or note how far it has come.

	Costs nothing where the change concerns no visit, else one query and one write for each visit that changes, and once for
	each ticket another one, when it is done first.
	"""
	before = ticket.get_doc_before_save()
	if before and (before.stage, before.engineer) == (ticket.stage, ticket.engineer):
		return
	had_engineer = before and before.stage in stages.WITH_ENGINEER
	if not had_engineer and ticket.stage not in STEP_OF_STAGE:
		return
	at = now()
	last = last_visit(ticket.name) if before else None
	is_open = bool(last) and last.status in OPEN_STATUSES
	if is_open and (end := _ending(last, ticket)):
		_write(last, {**end, **_times_of_ending(last, at)})
		is_open = False
	if ticket.first_done_at and before and not before.first_done_at:
		_note_minutes_until_done(ticket)
	if ticket.stage not in STEP_OF_STAGE or not ticket.engineer:
		return
	if is_open:
		_write(last, _progress(last, ticket.stage, at))
	else:
		_open_next(ticket, last, at)


def last_visit(ticket: str):
	"""The last visit of the ticket as a dict of FIELDS, or None. Only that one may be open."""
	found = frappe.get_all(
		VISIT,
		filters={"ticket": ticket},
		fields=list(FIELDS),
		order_by="visit_number desc",
		limit_page_length=1,
	)
	return found[0] if found else None


def delete_visits(ticket: str) -> None:
	"""Delete the visits of a ticket that is being deleted."""
	frappe.db.delete(VISIT, {"ticket": ticket})


def of_ticket(ticket) -> dict:
	"""What a visit takes over from its ticket."""
	return {
		"ticket": ticket.name,
		"engineer": ticket.engineer,
		"company": ticket.company,
		"team": ticket.team,
		"customer": ticket.customer,
		"delivery": frappe.get_cached_value("Service Offering", ticket.offering, "delivery"),
	}


def minutes_between(start, end) -> int:
	"""Whole minutes from `start` to `end`, 0 where one is missing or they are the wrong way round."""
	if not start or not end:
		return 0
	return max(0, round((end - start).total_seconds() / 60))


def minutes_until_done(tickets: Collection[str]) -> dict[str, int]:
	"""By ticket the minutes that whoever did it first has worked in visits that have ended; without those of none. One query."""
	ticket, visit = frappe.qb.DocType(stages.TICKET), frappe.qb.DocType(VISIT)
	rows = (
		frappe.qb.from_(visit)
		.join(ticket)
		.on((ticket.name == visit.ticket) & (ticket.first_done_by == visit.engineer))
		.select(visit.ticket, Sum(visit.work_minutes))
		.where(visit.ticket.isin(sorted(tickets)) & (visit.status == ENDED) & (visit.work_minutes > 0))
		.groupby(visit.ticket)
		.run()
	)
	return {name: int(minutes) for name, minutes in rows}


def _note_minutes_until_done(ticket) -> None:
	"""Kept with the ticket: thousands of engineers' past work is read at once, and without their visits."""
	minutes = minutes_until_done([ticket.name]).get(ticket.name, 0)
	if minutes:
		ticket.first_done_minutes = minutes
		frappe.db.set_value(stages.TICKET, ticket.name, "first_done_minutes", minutes, update_modified=False)


def _ending(visit, ticket) -> dict | None:
	"""How the stage that the ticket has entered ends the open visit; None where it goes on."""
	began = visit.status != PLANNED
	stage = ticket.stage
	if stage == stages.CANCELLED:
		outcome = None
	elif stage in stages.FINISHED:
		outcome = COMPLETED
	elif stage not in stages.WITH_ENGINEER:
		outcome = RETURNED
	elif visit.engineer != ticket.engineer:
		outcome = CARRIED_FORWARD
	elif not began:
		return None
	elif stage in stages.WAITING:
		outcome = INTERRUPTED
	elif stage not in STEP_OF_STAGE:
		outcome = RETURNED
	elif STEP_OF_STAGE[stage] < STEP_OF_STATUS[visit.status]:
		outcome = CARRIED_FORWARD
	else:
		return None
	if began and outcome:
		return {"status": ENDED, "outcome": outcome}
	return {"status": CANCELLED}


def _times_of_ending(visit, at: datetime) -> dict:
	times = {"ended_at": at} if visit.status != PLANNED else {}
	if visit.status == TRAVELLING:
		times["travel_minutes"] = minutes_between(visit.travel_started_at, at)
	elif visit.status == ON_SITE:
		times["work_minutes"] = minutes_between(visit.work_started_at or visit.arrived_at, at)
	return times


def _progress(visit, stage: str, at: datetime) -> dict:
	"""What the stage notes on an open visit; stages may be skipped, and nobody travels to a remote one."""
	if stage == stages.TRAVELLING and visit.status == PLANNED and visit.delivery != REMOTE:
		return {"status": TRAVELLING, "travel_started_at": at}
	changes = {}
	if stage in stages.AT_WORK and not visit.arrived_at:
		changes = {
			"status": ON_SITE,
			"arrived_at": at,
			"travel_minutes": minutes_between(visit.travel_started_at, at),
		}
	if stage == stages.WORKING and not visit.work_started_at:
		changes["work_started_at"] = at
	return changes


def _open_next(ticket, last, at: datetime) -> None:
	last = last or frappe._dict()
	visit = frappe._dict(
		of_ticket(ticket),
		doctype=VISIT,
		status=PLANNED,
		visit_number=(last.visit_number or 0) + 1,
		remaining_work=_remaining_work(ticket, last),
		previous_visit=last.previous_visit if last.status == CANCELLED else last.name,
	)
	if last.status == CANCELLED and last.engineer != ticket.engineer:
		# What was agreed with the customer stands, whoever comes.
		visit.update({"planned_start": last.planned_start, "planned_end": last.planned_end})
	elif not last and ticket.appointment_start and get_datetime(ticket.appointment_start) > at:
		visit.update({"planned_start": ticket.appointment_start, "planned_end": _end_of_appointment(ticket)})
	visit.update(_progress(visit, ticket.stage, at))
	document = frappe.get_doc(visit)
	document.flags.written_by_app = True
	# See the module's docstring. What it links to was checked with the ticket.
	document.insert(ignore_permissions=True, ignore_links=True)


def _end_of_appointment(ticket) -> datetime:
	if ticket.appointment_end:
		return get_datetime(ticket.appointment_end)
	seconds = cint(frappe.get_cached_value("Service Offering", ticket.offering, "planned_duration"))
	return get_datetime(ticket.appointment_start) + timedelta(seconds=seconds or USUAL_MINUTES * 60)


def _remaining_work(ticket, last) -> str | None:
	if last.status == CANCELLED:
		return last.remaining_work
	if last.outcome in (CARRIED_FORWARD, INTERRUPTED, RETURNED):
		return ticket.remaining_work or last.remaining_work
	return None


def _write(visit, changes: dict) -> None:
	if changes:
		frappe.db.set_value(VISIT, visit.name, changes)
		visit.update(changes)
