"""The SLA clocks of a ticket: opened, paused, resumed, met and planned anew as the ticket moves (B1, B2).

A clock is a row of its own, and every change of it is an SLA Event with its time, so that each figure explains
itself. Users only read both; they are written here alone, as a consequence of the ticket's change, which has
passed its own permission checks.
"""

from datetime import datetime

import frappe
from frappe import _
from frappe.utils import formatdate

from fsm_app.common.clock import now
from fsm_app.common.site_time import aware, naive
from fsm_app.engine import sla_clock, stages
from fsm_app.engine.escalation import next_threshold
from fsm_app.engine.sla_clock import ClockState
from fsm_app.engine.sla_metrics import (
	CALLBACK,
	FIRST_RESPONSE,
	METRICS,
	NEXT_REPLY,
	PERIODIC_UPDATE,
	dropped_in,
	met_in,
	starts_in,
)
from fsm_app.service_levels import next_due, waits
from fsm_app.service_levels.clock_rows import CHANGING_FIELDS, CLOCK_FIELDS, NewRows, event_values
from fsm_app.service_levels.responders import responder, set_responder
from fsm_app.service_levels.sla_policy import (
	BREACH,
	calendar_of,
	pauses_in,
	policy_for,
	steps_of,
	target_of,
	why_none,
)
from fsm_app.service_levels.working_calendars import holidays_known_until, working_calendar

OPEN_STATES = next_due.OPEN_STATES


def follow_stage(ticket, at: datetime | None = None) -> None:
	"""Bring the clocks of `ticket` in line with the stage it has just entered, at `at` (default: now)."""
	at = at or now()
	rows = NewRows()
	# A ticket that has just been created has none.
	clocks = _clocks(ticket.name) if ticket.get_doc_before_save() else []
	running = [clock for clock in clocks if clock.state in OPEN_STATES]
	done = steps_done([clock.name for clock in running if clock.state == "Paused"])
	waits.store(
		[
			clock
			for clock in running
			if _follow(clock, ticket.stage, at, done.get(clock.name, frozenset()), rows)
		]
	)
	starting = [metric for metric in METRICS if _starts(metric, ticket)]
	policy = policy_for(ticket) if starting else None
	started = {clock.metric for clock in clocks if clock.cycle == ticket.reopen_count}
	for metric in starting:
		if policy and metric not in started:
			# A ticket written down later counts from the moment the customer asked.
			_start(ticket, policy, metric, at if ticket.get_doc_before_save() else ticket.opened_at, rows)
	rows.write()
	if known := [*clocks, *rows.clocks]:
		next_due.follow_clocks(ticket, known)


def _starts(metric: str, ticket) -> bool:
	"""Whether the metric's clock starts now: a workflow may begin in another stage than Received."""
	opening = not ticket.get_doc_before_save() and starts_in(metric, stages.RECEIVED)
	return starts_in(metric, ticket.stage) or (opening and not met_in(metric, ticket.stage))


def message_received(ticket, at: datetime) -> None:
	"""A customer's message: the wait for the next reply starts, unless an older message waits already (B1)."""
	policy = policy_for(ticket)
	clocks = _clocks(ticket.name)
	waiting = {clock.metric for clock in clocks if clock.state in OPEN_STATES}
	# Until the first response the customer waits for that.
	if policy and not waiting & {NEXT_REPLY, FIRST_RESPONSE} and ticket.stage not in stages.ENDED:
		earlier = [c for c in clocks if c.metric == NEXT_REPLY and c.cycle == ticket.reopen_count]
		rows = NewRows()
		_start(ticket, policy, NEXT_REPLY, at, rows, len(earlier))
		rows.write()
		next_due.follow(ticket)


def message_sent(ticket, at: datetime) -> None:
	"""A message to the customer: the reply they waited for and the periodic update are given, the next update is due anew."""
	rows = NewRows()
	for clock in open_clocks(ticket.name):
		if clock.metric in (FIRST_RESPONSE, NEXT_REPLY, PERIODIC_UPDATE):
			_stop(clock, at, rows)
			if clock.metric == PERIODIC_UPDATE and (policy := policy_for(ticket)):
				_start(ticket, policy, PERIODIC_UPDATE, at, rows, clock.sequence + 1)
	rows.write()
	next_due.follow(ticket)


def called_back(ticket, at: datetime) -> None:
	"""The customer was called back after the work was done."""
	rows = NewRows()
	for clock in open_clocks(ticket.name):
		if clock.metric == CALLBACK:
			_stop(clock, at, rows)
	rows.write()
	next_due.follow(ticket)


def replan(ticket) -> None:
	"""Set the targets of the open clocks anew after a change of what they depend on; time used stays used (B2)."""
	at = now()
	policy = policy_for(ticket)
	rows = NewRows()
	for clock in open_clocks(ticket.name):
		target = target_of(policy, clock.metric, ticket) if policy else None
		clock.update(_scope(ticket))
		if target is None:
			reason = (
				_("{0} sets no target for it.").format(policy.name) if policy else why_none(ticket.offering)
			)
			_cancel(clock, at, rows, reason)
			continue
		calendar = calendar_of(policy, ticket.region)
		planned = (clock.policy, clock.calendar, clock.target_seconds)
		if planned == (policy.name, calendar, target.seconds):
			_write(clock)
			continue
		waits.bank(clock, at)  # by the calendar that held until now
		if clock.state == "Running":
			_bank(clock, at)
			clock.running_since = at
		clock.update(
			policy=policy.name, calendar=calendar, target_seconds=target.seconds, target_reason=target.reason
		)
		# Asked for here and not for all at once: banking may just have recorded the breach.
		clock.update(plan(clock, steps_done([clock.name]).get(clock.name, frozenset())))
		_write(clock)
		rows.event(clock, "Replanned", at, target.reason)
	rows.write()
	next_due.follow(ticket)


def assign_engineer(ticket) -> None:
	"""Note the ticket's engineer on the clocks of its present cycle, by which the engineer's figures are counted.

	What was met while another one had the ticket stays with that one.
	"""
	clock = frappe.qb.DocType("SLA Clock")
	(
		frappe.qb.update(clock)
		.set(clock.engineer, ticket.engineer)
		.where((clock.ticket == ticket.name) & (clock.cycle == ticket.reopen_count))
		.where(clock.state.isin(OPEN_STATES) | clock.engineer.isnull() | (clock.engineer == ""))
		.run()
	)
	set_responder(ticket)


def open_clocks(ticket: str) -> list[dict]:
	"""The running and paused clocks of a ticket, as dicts of CLOCK_FIELDS."""
	return [clock for clock in _clocks(ticket) if clock.state in OPEN_STATES]


def _clocks(ticket: str) -> list[dict]:
	# By their names, so that the database locks these rows and not the gaps between them, into which others write.
	names = [name for (name,) in frappe.db.get_values("SLA Clock", {"ticket": ticket}, "name", order_by=None)]
	if not names:
		return []
	# Locked, and read as they are and not as they were when the request began: a sweep may have recorded a breach since.
	return frappe.db.get_values(
		"SLA Clock",
		{"name": ["in", names]},
		list(CLOCK_FIELDS),
		as_dict=True,
		order_by="started_at asc, name asc",
		for_update=True,
	)


def _scope(ticket) -> dict:
	return {
		"priority": ticket.priority,
		"offering": ticket.offering,
		"tier": ticket.service_tier,
		"region": ticket.region,
	}


def _start(ticket, policy, metric: str, at: datetime, rows: NewRows, sequence: int = 0) -> None:
	target = target_of(policy, metric, ticket)
	if target is None:
		return
	clock = rows.clock(
		{
			"ticket": ticket.name,
			"metric": metric,
			"cycle": ticket.reopen_count,
			"sequence": sequence,
			"company": ticket.company,
			"engineer": ticket.engineer,
			**_scope(ticket),
			"policy": policy.name,
			"calendar": calendar_of(policy, ticket.region),
			"state": "Running",
			"target_seconds": target.seconds,
			"target_reason": target.reason,
			"used_seconds": 0,
			"started_at": at,
			"running_since": at,
			**waits.begin(ticket.stage, at),
		}
	)
	clock.update(plan(clock))
	rows.event(clock, "Started", at, " ".join(filter(None, (target.reason, _holidays_unknown(clock)))))
	if pauses_in(policy, ticket.stage):
		_rest(clock, at, rows)


def _holidays_unknown(clock) -> str | None:
	"""A sentence where the holiday list ends before the clock is due, so that later days count as they fall."""
	known_until = holidays_known_until(clock.calendar)
	if known_until and clock.due_at and clock.due_at.date() > known_until:
		return _("The holiday list of {0} ends on {1}; the days after it count as without holidays.").format(
			clock.calendar, formatdate(known_until)
		)
	return None


def _follow(clock, stage: str, at: datetime, done: frozenset[str] | set[str], rows: NewRows) -> bool:
	"""Returns whether it goes on as it is, and only what its ticket waits for has changed, which is not written yet."""
	policy = frappe.get_cached_doc("SLA Policy", clock.policy)
	if dropped_in(clock.metric, stage):
		_cancel(clock, at, rows)
		return False
	if met_in(clock.metric, stage):
		_stop(clock, at, rows)
		return False
	waits_anew = waits.follow(clock, stage, at)
	if pauses_in(policy, stage) == (clock.state == "Paused"):
		return waits_anew
	if clock.state == "Paused":
		_resume(clock, at, done, rows)
	else:
		_rest(clock, at, rows)
		_write(clock)
	return False


def _bank(clock, at: datetime) -> None:
	"""Add the time since the clock last began to run to what it has used, and let it stand.

	Where that exceeds the target it is a breach at the due time, whether or not the sweep has come by since: the
	verdict must not depend on when somebody looks.
	"""
	calendar = working_calendar(clock.calendar)
	# Not as it was planned: the calendar may have been edited since.
	clock.due_at = moment_used(clock, clock.target_seconds)
	clock.used_seconds = sla_clock.bank(_state(clock), aware(at), calendar).used
	clock.running_since = None
	if clock.used_seconds > clock.target_seconds and not clock.breached:
		clock.update(breached=1, breached_at=clock.due_at)
		record(clock, "Breached", clock.due_at, BREACH)


def _rest(clock, at: datetime, rows: NewRows) -> None:
	"""Pause the clock, which is not written by this."""
	_bank(clock, at)
	clock.update(state="Paused", paused_at=at, due_at=None, next_action_at=None)
	rows.event(clock, "Paused", at)


def _resume(clock, at: datetime, done: frozenset[str] | set[str], rows: NewRows) -> None:
	clock.update(state="Running", running_since=at, paused_at=None)
	clock.update(plan(clock, done))
	_write(clock)
	rows.event(clock, "Resumed", at)


def _stop(clock, at: datetime, rows: NewRows) -> None:
	waits.end(clock, at)
	if clock.state == "Running":
		_bank(clock, at)
	clock.update(state="Met", stopped_at=at, paused_at=None, next_action_at=None, **responder(clock))
	_write(clock)
	rows.event(clock, "Met", at)


def _cancel(clock, at: datetime, rows: NewRows, reason: str | None = None) -> None:
	waits.end(clock, at)
	if clock.state == "Running":
		_bank(clock, at)
	clock.update(state="Cancelled", stopped_at=at, due_at=None, next_action_at=None)
	_write(clock)
	rows.event(clock, "Cancelled", at, reason)


def plan(clock, done: frozenset[str] | set[str] = frozenset()) -> dict:
	"""When a clock is due and when the sweep has to look at it next, given the keys of the steps already done."""
	if clock.state != "Running":
		return {"due_at": None, "next_action_at": None}
	policy = frappe.get_cached_doc("SLA Policy", clock.policy)
	calendar = working_calendar(clock.calendar)
	state = _state(clock)
	threshold = next_threshold(steps_of(policy, clock.metric), clock.target_seconds, clock.used_seconds, done)
	return {
		"due_at": naive(sla_clock.due_at(state, calendar)),
		"next_action_at": naive(sla_clock.moment_of(state, calendar, threshold))
		if threshold is not None
		else None,
	}


def used_seconds(clock, at: datetime) -> int:
	"""Working seconds that the clock has used up at `at`."""
	return sla_clock.used_at(_state(clock), aware(at), working_calendar(clock.calendar))


def moment_used(clock, seconds: int) -> datetime | None:
	"""When a running clock has used `seconds` of working time, as naive site time; None for one that does not run."""
	return naive(sla_clock.moment_of(_state(clock), working_calendar(clock.calendar), seconds))


def steps_done(clocks: list[str]) -> dict[str, set[str]]:
	"""By clock, the keys of the warnings and escalation steps that have happened; without those that have none."""
	done: dict[str, set[str]] = {}
	if not clocks:
		return done
	event = frappe.qb.DocType("SLA Event")
	rows = (
		frappe.qb.from_(event)
		.select(event.clock, event.event_key)
		.where(event.clock.isin(clocks) & event.event_key.isnotnull())
		.run()
	)
	for clock, key in rows:
		done.setdefault(clock, set()).add(key.removeprefix(f"{clock}:"))
	return done


def record(clock, event: str, at: datetime, key: str, detail: str | None = None) -> None:
	"""Write a step of the clock's trail, which can be written only once (UniqueValidationError after that)."""
	values = event_values(clock, event, at, detail)
	event = frappe.get_doc({"doctype": "SLA Event", **values, "event_key": f"{clock.name}:{key}"})
	event.insert(ignore_permissions=True)  # see the module's docstring


def _state(clock) -> ClockState:
	return ClockState(
		clock.target_seconds,
		clock.used_seconds or 0,
		aware(clock.running_since) if clock.running_since else None,
	)


def _write(clock) -> None:
	"""Store the fields of a clock that change in its life."""
	frappe.db.set_value("SLA Clock", clock.name, {field: clock.get(field) for field in CHANGING_FIELDS})


def delete_clocks(ticket: str) -> None:
	"""Delete the clocks of a ticket that is being deleted, with their trail."""
	frappe.db.delete("SLA Event", {"ticket": ticket})
	frappe.db.delete("SLA Clock", {"ticket": ticket})
