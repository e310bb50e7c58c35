"""What a clock's ticket waits for while nobody can work on it, and how long that was: customer, parts, dispatch (B2, J1).

Measured in the working time of the clock's calendar, whether the policy pauses the clock meanwhile or lets it run, so that
whoever counts engineers' time may decide by themselves what an engineer cannot help.
"""

from datetime import datetime

import frappe

from fsm_app.common.site_time import aware
from fsm_app.engine import stages
from fsm_app.service_levels.working_calendars import working_calendar

CUSTOMER, PARTS, DISPATCH = "Customer", "Parts", "Dispatch"
# What a ticket in these stages waits for; in all others somebody works on it, or it is done.
WAITS_FOR = {
	stages.RECEIVED: DISPATCH,
	stages.TRIAGED: DISPATCH,
	stages.REOPENED: DISPATCH,
	stages.WAITING_FOR_CUSTOMER: CUSTOMER,
	stages.WAITING_FOR_PARTS: PARTS,
}
# The field of a clock that holds how long it was.
FIELDS = {CUSTOMER: "waited_customer", PARTS: "waited_parts", DISPATCH: "waited_dispatch"}
WAIT_FIELDS = ("waits_for", "waits_since", *FIELDS.values(), "ran_while_waiting")


def begin(stage: str, at: datetime) -> dict:
	"""The fields of a clock that starts at `at`, its ticket being in `stage`."""
	kind = WAITS_FOR.get(stage)
	return {"waits_for": kind, "waits_since": at if kind else None}


def bank(clock, at: datetime) -> None:
	"""Add what was waited until `at` to the clock, by the calendar that it has; the wait goes on. Not written by this."""
	if not clock.waits_for:
		return
	calendar = working_calendar(clock.calendar)
	waited = calendar.seconds_between(aware(clock.waits_since), aware(at))
	field = FIELDS[clock.waits_for]
	clock.update({field: (clock.get(field) or 0) + waited, "waits_since": at})
	if clock.state == "Running":
		clock.ran_while_waiting = (clock.ran_while_waiting or 0) + waited


def follow(clock, stage: str, at: datetime) -> bool:
	"""Before the clock itself follows: its ticket has entered `stage` at `at`. Returns whether the wait has changed."""
	kind = WAITS_FOR.get(stage)
	bank(clock, at)
	if (clock.waits_for or None) == kind:
		return False
	clock.update(waits_for=kind, waits_since=at if kind else None)
	return True


def store(clocks: list) -> None:
	"""Write what the clocks have waited; those of a ticket have mostly waited for the same time, and are one statement."""
	alike: dict[tuple, list[str]] = {}
	for clock in clocks:
		alike.setdefault(tuple(clock.get(field) for field in WAIT_FIELDS), []).append(clock.name)
	table = frappe.qb.DocType("SLA Clock")
	for values, names in alike.items():
		query = frappe.qb.update(table).where(table.name.isin(names))
		for field, value in zip(WAIT_FIELDS, values, strict=True):
			query = query.set(table[field], value)
		query.run()


def end(clock, at: datetime) -> None:
	"""The clock stops: nothing is waited for any more."""
	bank(clock, at)
	clock.update(waits_for=None, waits_since=None)
