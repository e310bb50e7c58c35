"""The dispatcher's board: who works when, which visits they have, how they get there, what stands in the way, what waits (N2).

It shows and keeps nothing. Times go out as texts of the site's time, to the second.
"""

import json
from collections.abc import Collection
from datetime import datetime

import frappe
from frappe.utils import cint, get_datetime

from fsm_app.common.clock import now
from fsm_app.day_plans.facts import facts_of
from fsm_app.dispatch.roster import Roster, roster_of
from fsm_app.dispatch.travel import starts_of_day
from fsm_app.dispatch_board import fingerprint
from fsm_app.dispatch_board.gathering import PLANNABLE, Frame, Gathered, gather
from fsm_app.dispatch_board.legs import Leg, Time, legs_of, times_of
from fsm_app.engine.day_conflicts import Calendar, Stop, conflicts_of
from fsm_app.engine.day_of_visits import DAY
from fsm_app.field_work.visits import PLANNED, REMOTE, USUAL_MINUTES
from fsm_app.service_desk.ticket_caller import positions_of
from fsm_app.travel_times.map_tiles import to_map

# Only of what has not begun it helps to know what stands in its way.
HISTORY = ("Ended",)


def board_of(frame: Frame, ask_about: Collection[tuple[str, str]] = ()) -> dict:
	"""`engineers`, `visits`, `unplanned`, `more` where there are further tickets, `ways_home`, `now`, and the `mark` of what it shows.

	`ask_about` are pairs of engineer and day whose ways a travel service is asked for now, where they are not known.
	"""
	mark = fingerprint.of(frame)
	found = gather(frame)
	for visit in found.visits:
		visit.start, visit.end = get_datetime(visit.start), get_datetime(visit.end)
	roster = roster_of(found.engineers, frame.first, frame.last, True, True)
	places = positions_of(set(found.tickets))
	starts = starts_of_day(found.engineers)
	on_map = to_map()
	legs = legs_of(found.visits, places, starts, found.tickets)
	times = times_of(legs, ask_about)
	ways = {leg.to: time for leg, time in times.items() if leg.to}
	conflicts = _conflicts(found, roster, ways)
	shown = {ticket: on_map(place) for ticket, place in places.items()}
	return {
		"mark": mark,
		"now": _text(now()),
		"first": str(frame.first),
		"days": frame.days,
		"engineers": [_engineer(row, roster, on_map(starts.get(row.name)), frame) for row in found.engineers],
		"visits": [
			_visit(row, found, shown, ways.get(row.name), conflicts.get(row.name, [])) for row in found.visits
		],
		"unplanned": [_waiting(found.tickets[name], found, shown) for name in found.unplanned],
		"more": found.more,
		"ways_home": _ways_home(times),
	}


def minutes_of_work(offering: str) -> int:
	"""How long the work of an offering is planned for."""
	seconds = cint(frappe.get_cached_value("Service Offering", offering, "planned_duration"))
	return round(seconds / 60) or USUAL_MINUTES


def _conflicts(found: Gathered, roster: Roster, ways: dict[str, Time]) -> dict[str, list]:
	by_engineer: dict[str, list[Stop]] = {}
	for visit in found.visits:
		if visit.status not in HISTORY:
			by_engineer.setdefault(visit.engineer, []).append(
				_stop(visit, found.tickets.get(visit.ticket), ways.get(visit.name))
			)
	conflicts = {}
	for engineer, stops in by_engineer.items():
		conflicts |= conflicts_of(stops, _calendar(engineer, roster))
	return conflicts


def _stop(visit, ticket, way: Time | None) -> Stop:
	opens = closes = due = None
	if ticket and visit.status == PLANNED:
		opens, closes, due = (
			get_datetime(value) if value else None
			for value in (ticket.appointment_start, ticket.appointment_end, ticket.next_due_at)
		)
	return Stop(visit.name, visit.start, visit.end, way.minutes if way else 0, opens, closes, due)


def _calendar(engineer: str, roster: Roster) -> Calendar:
	return Calendar(
		roster.shifts.get(engineer),
		roster.duties.get(engineer, ()),
		roster.leave.get(engineer, ()),
		roster.half_leave.get(engineer, ()),
		roster.holidays.get(engineer, ()),
	)


def _engineer(row, roster: Roster, place: list[float] | None, frame: Frame) -> dict:
	days = {frame.first + DAY * n for n in range(frame.days)}
	shifts = roster.shifts.get(row.name)
	return {
		"name": row.name,
		"title": row.engineer_name or row.name,
		"status": row.status,
		"team": row.team,
		"region": row.region,
		"level": row.level,
		"place": place,
		# None: nobody has said when they work.
		"shifts": None if shifts is None else _spans(shifts, frame),
		"duties": _spans(roster.duties.get(row.name, ()), frame),
		"leave": _days(roster.leave.get(row.name, ()), days),
		"half_leave": _days(roster.half_leave.get(row.name, ()), days),
		"holidays": _days(roster.holidays.get(row.name, ()), days),
	}


def _visit(row, found: Gathered, places: dict[str, list[float]], way: Time | None, conflicts: list) -> dict:
	ticket = found.tickets.get(row.ticket)
	own = found.open_visits.get(row.ticket)
	shown = {
		"name": row.name,
		"ticket": row.ticket,
		"engineer": row.engineer,
		"start": _text(row.start),
		"end": _text(row.end),
		"status": row.status,
		"outcome": row.outcome,
		"remote": row.delivery == REMOTE,
		"locked": bool(row.plan_locked),
		"way": way.minutes if way else None,
		"way_estimated": bool(way and way.estimated),
		"conflicts": [{"kind": each.kind, "detail": _plain(each.detail)} for each in conflicts],
		"movable": False,
	}
	if ticket:
		is_open = bool(own) and own.name == row.name
		shown |= _card(ticket, own if is_open else None, found, places)
		shown["movable"] = is_open and row.status == PLANNED and ticket.stage in PLANNABLE
	return shown


def _waiting(ticket, found: Gathered, places: dict[str, list[float]]) -> dict:
	return {
		"ticket": ticket.name,
		"engineer": ticket.engineer if ticket.stage not in ("Triaged", "Reopened") else None,
		"minutes": minutes_of_work(ticket.offering),
		"remote": frappe.get_cached_value("Service Offering", ticket.offering, "delivery") == REMOTE,
		**_card(ticket, found.open_visits.get(ticket.name), found, places),
	}


def _card(ticket, visit, found: Gathered, places: dict[str, list[float]]) -> dict:
	return {
		"subject": ticket.subject,
		"stage": ticket.stage,
		"priority": ticket.priority,
		"customer": found.customers.get(ticket.customer) or ticket.customer,
		"region": ticket.region,
		"team": ticket.team,
		"offering": ticket.offering,
		"agreed_start": _text(ticket.appointment_start),
		"agreed_end": _text(ticket.appointment_end),
		"due": _text(ticket.next_due_at),
		"short": _text(ticket.next_short_at),
		"clock": ticket.next_due_metric,
		"place": places.get(ticket.name),
		# Sent back with a move, which is refused where anything of it has changed since.
		"seen": json.loads(facts_of(ticket, visit)),
	}


def _ways_home(times: dict[Leg, Time]) -> list[dict]:
	return [
		{"engineer": leg.engineer, "day": leg.day, "minutes": time.minutes, "from": _text(leg.leaving)}
		for leg, time in times.items()
		if leg.to is None
	]


def _spans(spans, frame: Frame) -> list[list[str]]:
	return [
		[_text(max(start, frame.start)), _text(min(end, frame.end))]
		for start, end in spans
		if start < frame.end and end > frame.start
	]


def _days(off, days: set) -> list[str]:
	return sorted(str(day) for day in days if day in off)


def _plain(value):
	return (
		_text(value) if isinstance(value, datetime) else value if isinstance(value, int) else str(value or "")
	)


def _text(value) -> str | None:
	return str(get_datetime(value).replace(microsecond=0)) if value else None
