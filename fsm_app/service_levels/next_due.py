"""When a ticket is due next, kept on the ticket itself, so that list and board show and sort by it without asking its clocks (C5).

Written by whatever changes a clock. The clocks stay the truth; these are a copy of the one that counts: the running one
that is due first, else a paused one with the least time left, which has no due time.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

import frappe
from frappe.utils import get_datetime

from fsm_app.common.site_time import aware, naive
from fsm_app.engine import sla_clock
from fsm_app.engine.stages import TICKET
from fsm_app.service_levels.working_calendars import working_calendar

FIELDS = ("next_due_at", "next_short_at", "next_due_metric", "due_order")
# From this share of the target on a clock is shown as short of time.
SHORT_FROM = 0.75
OPEN_STATES = ("Running", "Paused")
# What is not due at all stands behind all that is, the longest open first.
LAST = timedelta(days=365 * 1000)
CLOCK_FIELDS = (
	"ticket",
	"metric",
	"state",
	"due_at",
	"target_seconds",
	"used_seconds",
	"running_since",
	"calendar",
)


def order_without_due(opened_at) -> datetime:
	"""The place in the order of due times of a ticket of which nothing is due."""
	return get_datetime(opened_at) + LAST


def urgency(clock) -> tuple:
	"""By this the clocks of a ticket are compared: the least is the one that counts."""
	if clock.state == "Running":
		return 0, clock.due_at or datetime.max, 0
	return 1, datetime.max, clock.target_seconds - clock.used_seconds


def follow(ticket) -> None:
	"""Bring the copy on `ticket` (a document or a dict of FIELDS with name and opened_at) up to date, here and as stored."""
	_follow([ticket])


def follow_clocks(ticket, clocks: list[dict]) -> None:
	"""The same for a ticket whose clocks, all that are open among them, are at hand with CLOCK_FIELDS as stored."""
	_write([ticket], clocks)


def follow_names(names: Iterable[str]) -> None:
	"""The same for tickets by name. One query for the clocks, one for the tickets, and a write for each that changed."""
	names = sorted(set(names))
	if names:
		_follow(
			frappe.get_all(TICKET, filters={"name": ["in", names]}, fields=["name", "opened_at", *FIELDS])
		)


def _follow(tickets: list) -> None:
	clock = frappe.qb.DocType("SLA Clock")
	rows = (
		frappe.qb.from_(clock)
		.select(*CLOCK_FIELDS)
		.where(clock.ticket.isin([ticket.name for ticket in tickets]) & clock.state.isin(OPEN_STATES))
		.run(as_dict=True)
	)
	_write(tickets, rows)


def _write(tickets: list, clocks: list[dict]) -> None:
	counts: dict[str, dict] = {}
	for row in clocks:
		if row.state not in OPEN_STATES:
			continue
		known = counts.get(row.ticket)
		if known is None or urgency(row) < urgency(known):
			counts[row.ticket] = row
	for ticket in tickets:
		values = _values(ticket, counts.get(ticket.name))
		if any(_differs(ticket.get(field), value) for field, value in values.items()):
			ticket.update(values)
			# Not a change of the ticket: an open form must not clash with it.
			frappe.db.set_value(TICKET, ticket.name, values, update_modified=False)


def _values(ticket, clock) -> dict:
	due = clock.due_at if clock and clock.state == "Running" else None
	return {
		"next_due_at": due,
		"next_short_at": _short_at(clock) if due else None,
		"next_due_metric": clock.metric if clock else None,
		"due_order": due or order_without_due(ticket.opened_at),
	}


def _short_at(clock) -> datetime | None:
	state = sla_clock.ClockState(clock.target_seconds, clock.used_seconds or 0, aware(clock.running_since))
	return naive(
		sla_clock.moment_of(state, working_calendar(clock.calendar), int(clock.target_seconds * SHORT_FROM))
	)


def _differs(stored, value) -> bool:
	if isinstance(value, datetime) and stored:
		return get_datetime(stored) != value
	return (stored or None) != value
