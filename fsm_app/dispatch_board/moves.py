"""What a dispatcher does on the board: give and move, take off, keep as planned; each for one ticket as they saw it (E3, N2).

A move that rests on what is no longer so is refused and changes nothing. One that was made already, because its answer got
lost on the way, is done.
"""

import json
from datetime import datetime, timedelta

import frappe
from frappe import _
from frappe.utils import get_datetime

from fsm_app.common.clock import now
from fsm_app.day_plans.facts import OF_VISIT, facts_of, what_changed
from fsm_app.day_plans.placing import place, set_times
from fsm_app.dispatch_board.board import minutes_of_work
from fsm_app.dispatch_board.gathering import PLANNABLE
from fsm_app.engine import stages
from fsm_app.field_work.visit_notices import note_engineer
from fsm_app.field_work.visits import OPEN_STATUSES, PLANNED, VISIT
from fsm_app.service_desk.workflow_path import take_to_stage

LONGEST = timedelta(hours=24)


class BoardOutdated(frappe.ValidationError):
	"""What the board showed is no longer so."""


class NotMovable(frappe.ValidationError):
	"""A ticket or visit that cannot be planned now, or not for that time."""


def move(
	ticket: str,
	seen: dict,
	engineer: str,
	start: datetime,
	end: datetime | None = None,
	reason: str | None = None,
) -> set[tuple[str, str]]:
	"""Plan the ticket for the engineer from `start` to `end`, without an end as long as it was. Returns which days changed.

	`seen` is what the board showed of it; `reason` is for choosing somebody who does not fit. Raises BoardOutdated, NotMovable,
	and whatever tickets and visits refuse.
	"""
	document, visit = _locked(ticket)
	end = end or start + _length(document, visit)
	if _is_there(document, visit, engineer, start, end):
		return {(engineer, _day(start))}
	_check(document, visit, seen)
	if not start < end <= start + LONGEST:
		frappe.throw(_("A visit ends after it begins, within a day. Choose other times."), NotMovable)
	if end <= now():
		frappe.throw(_("That time has passed. Choose a later one."), NotMovable)
	changed = _days_of(visit) | {(engineer, _day(start))}
	document = place(document, visit and visit.name, engineer, start, end, reason)
	note_engineer(document, start, _expected(visit))
	return changed


def take_off(ticket: str, seen: dict, keep_engineer: bool = False) -> set[tuple[str, str]]:
	"""Take the ticket's visit off the board: it has no time any more. Returns which days changed.

	One that its engineer has not accepted yet is nobody's again, unless `keep_engineer`; one that they have stays theirs.
	"""
	document, visit = _locked(ticket)
	goes_back = document.stage == stages.DISPATCHED and not keep_engineer
	if not goes_back and not (visit and visit.planned_start) and document.stage in PLANNABLE:
		return set()
	_check(document, visit, seen)
	changed = _days_of(visit)
	if visit and visit.planned_start:
		set_times(visit.name, None, None)
	if goes_back:
		# Nobody has given it back, so no handover is written; its engineer is told that it is theirs no more.
		take_to_stage(document, stages.TRIAGED, recorded=True)
		document.add_comment("Info", _("Taken back on the dispatcher's board."))
	elif changed:
		note_engineer(document, None, _expected(visit))
	return changed


def keep_as_planned(ticket: str, seen: dict, locked: bool) -> set[tuple[str, str]]:
	"""Let the ticket's visit stay where it is until it is unlocked: for the board and for plans. Returns which days changed."""
	document, visit = _locked(ticket)
	if visit and bool(visit.plan_locked) == locked:
		return _days_of(visit)
	_refuse_outdated(document, visit, seen)
	if not visit or visit.status != PLANNED or not visit.planned_start:
		frappe.throw(_("{0} has no visit that is planned. Plan one first.").format(ticket), NotMovable)
	found = frappe.get_doc(VISIT, visit.name)
	found.plan_locked = int(locked)
	found.save()
	return _days_of(visit)


def seen_of(ticket: str) -> dict[str, str]:
	"""What a board shows of the ticket now, also one on which it has no card: what a move of it rests on."""
	document = frappe.get_doc(stages.TICKET, ticket)
	visits = frappe.get_all(
		VISIT,
		filters={"ticket": ticket, "status": ["in", OPEN_STATUSES]},
		fields=list(OF_VISIT),
		limit_page_length=1,
	)
	return json.loads(facts_of(document, visits[0] if visits else None))


def _locked(ticket: str):
	"""The ticket, which nobody else changes until this is done, and its open visit as it is at this moment."""
	document = frappe.get_doc(stages.TICKET, ticket, for_update=True)
	document.check_permission("write")
	visit = frappe.qb.DocType(VISIT)
	# Locked too, for that reads what others have committed since this request began.
	rows = (
		frappe.qb.from_(visit)
		.select(*(visit[field] for field in OF_VISIT))
		.where((visit.ticket == ticket) & visit.status.isin(OPEN_STATUSES))
		.for_update()
		.run(as_dict=True)
	)
	return document, rows[0] if rows else None


def _check(ticket, visit, seen: dict) -> None:
	_refuse_outdated(ticket, visit, seen)
	if ticket.stage not in PLANNABLE:
		_refuse_stage(ticket)
	if visit and visit.status != PLANNED:
		frappe.throw(
			_("{0} has begun already. Plan what is left as its next visit.").format(visit.name), NotMovable
		)
	if visit and visit.plan_locked:
		frappe.throw(
			_("{0} is kept as planned. Unlock it before you move it.").format(visit.name), NotMovable
		)


def _refuse_outdated(ticket, visit, seen: dict) -> None:
	if changed := what_changed(json.dumps(seen), ticket, visit):
		frappe.throw(changed, BoardOutdated)


def _refuse_stage(ticket) -> None:
	frappe.throw(
		_("{0} is {1} by now and cannot be planned. Look for it in its form.").format(
			ticket.name, _(ticket.stage, context=stages.TICKET)
		),
		NotMovable,
	)


def _is_there(ticket, visit, engineer: str, start: datetime, end: datetime) -> bool:
	return bool(
		visit
		and visit.status == PLANNED
		and ticket.engineer == visit.engineer == engineer
		and visit.planned_start
		and (get_datetime(visit.planned_start), get_datetime(visit.planned_end)) == (start, end)
	)


def _length(ticket, visit) -> timedelta:
	if visit and visit.planned_start and visit.planned_end:
		return get_datetime(visit.planned_end) - get_datetime(visit.planned_start)
	return timedelta(minutes=minutes_of_work(ticket.offering))


def _days_of(visit) -> set[tuple[str, str]]:
	return {(visit.engineer, _day(visit.planned_start))} if visit and visit.planned_start else set()


def _day(moment) -> str:
	return str(get_datetime(moment).date())


def _expected(visit) -> tuple[str, datetime] | None:
	"""Who is expected for the visit, and when."""
	return (visit.engineer, visit.planned_start) if visit and visit.planned_start else None
