"""The SLA clocks of a ticket: opened, paused, resumed, met and planned anew as the ticket moves (B1, B2).

A clock is a row of its own, and every change of it is an SLA Event with its time, so that each figure explains
itself. Users only read both; they are written here alone, as a consequence of the ticket's change, which has
passed its own permission checks.
"""

from datetime import datetime

import frappe
from frappe import _

from fsm_app.clock import now
from fsm_app.engine import sla_clock
from fsm_app.engine.escalation import next_threshold
from fsm_app.engine.sla_clock import ClockState
from fsm_app.service_desk import stages
from fsm_app.service_desk.calendars import aware, holidays_known_until, naive, working_calendar
from fsm_app.service_desk.metrics import (
	CALLBACK,
	FIRST_RESPONSE,
	METRICS,
	NEXT_REPLY,
	PERIODIC_UPDATE,
	dropped_in,
	met_in,
	starts_in,
)
from fsm_app.service_desk.sla_policy import BREACH, calendar_of, pauses_in, policy_of, steps_of, target_of

OPEN_STATES = ("Running", "Paused")

CHANGING_FIELDS = (
	"state",
	"policy",
	"calendar",
	"priority",
	"offering",
	"tier",
	"territory",
	"target_seconds",
	"target_reason",
	"used_seconds",
	"running_since",
	"paused_at",
	"stopped_at",
	"due_at",
	"next_action_at",
	"breached",
	"breached_at",
)
CLOCK_FIELDS = ("name", "ticket", "metric", "cycle", "sequence", "engineer", "started_at", *CHANGING_FIELDS)


def follow_stage(ticket, at: datetime | None = None) -> None:
	"""Bring the clocks of `ticket` in line with the stage it has just entered, at `at` (default: now)."""
	at = at or now()
	for clock in open_clocks(ticket.name):
		_follow(clock, ticket.stage, at)
	starting = [metric for metric in METRICS if starts_in(metric, ticket.stage)]
	policy = policy_of(ticket.offering) if starting else None
	started = set(_metrics_of_cycle(ticket)) if policy else set()
	for metric in starting:
		if policy and metric not in started:
			# A ticket written down later counts from the moment the customer asked.
			_start(ticket, policy, metric, ticket.opened_at if ticket.stage == stages.RECEIVED else at)


def message_received(ticket, at: datetime) -> None:
	"""A customer's message: his wait for the next reply starts, unless an older message waits already (B1)."""
	policy = policy_of(ticket.offering)
	waiting = {clock.metric for clock in open_clocks(ticket.name)}
	# Until the first response the customer waits for that.
	if policy and not waiting & {NEXT_REPLY, FIRST_RESPONSE} and ticket.stage not in stages.ENDED:
		_start(ticket, policy, NEXT_REPLY, at, _metrics_of_cycle(ticket).count(NEXT_REPLY))


def message_sent(ticket, at: datetime) -> None:
	"""A message to the customer: the reply he waited for and the periodic update are given, the next update is due anew."""
	for clock in open_clocks(ticket.name):
		if clock.metric in (FIRST_RESPONSE, NEXT_REPLY, PERIODIC_UPDATE):
			_stop(clock, at)
			if clock.metric == PERIODIC_UPDATE and (policy := policy_of(ticket.offering)):
				_start(ticket, policy, PERIODIC_UPDATE, at, clock.sequence + 1)


def called_back(ticket, at: datetime) -> None:
	"""The customer was called back after the work was done."""
	for clock in open_clocks(ticket.name):
		if clock.metric == CALLBACK:
			_stop(clock, at)


def replan(ticket) -> None:
	"""Set the targets of the open clocks anew after a change of what they depend on; time used stays used (B2)."""
	at = now()
	policy = policy_of(ticket.offering)
	for clock in open_clocks(ticket.name):
		target = target_of(policy, clock.metric, ticket) if policy else None
		clock.update(_scope(ticket))
		if target is None:
			_cancel(clock, at)
			continue
		calendar = calendar_of(policy, ticket.territory)
		planned = (clock.policy, clock.calendar, clock.target_seconds)
		if planned == (policy.name, calendar, target.seconds):
			_write(clock)
			continue
		if clock.state == "Running":
			_bank(clock, at)  # by the calendar that held until now
			clock.running_since = at
		clock.update(
			policy=policy.name, calendar=calendar, target_seconds=target.seconds, target_reason=target.reason
		)
		clock.update(plan(clock, steps_done(clock.name)))
		_write(clock)
		record(clock, "Replanned", at, target.reason)


def assign_engineer(ticket) -> None:
	"""Note the ticket's engineer on the clocks of its present cycle, by which his figures are counted."""
	frappe.db.set_value(
		"SLA Clock", {"ticket": ticket.name, "cycle": ticket.reopen_count}, "engineer", ticket.engineer
	)


def open_clocks(ticket: str) -> list[dict]:
	"""The running and paused clocks of a ticket, as dicts of CLOCK_FIELDS."""
	return frappe.get_all(
		"SLA Clock",
		filters={"ticket": ticket, "state": ["in", OPEN_STATES]},
		fields=list(CLOCK_FIELDS),
		order_by="started_at, name",
	)


def _metrics_of_cycle(ticket) -> list[str]:
	"""The metrics of the clocks that the ticket's present cycle has or had."""
	return frappe.get_all(
		"SLA Clock", filters={"ticket": ticket.name, "cycle": ticket.reopen_count}, pluck="metric"
	)


def _scope(ticket) -> dict:
	return {
		"priority": ticket.priority,
		"offering": ticket.offering,
		"tier": ticket.service_tier,
		"territory": ticket.territory,
	}


def _start(ticket, policy, metric: str, at: datetime, sequence: int = 0) -> None:
	target = target_of(policy, metric, ticket)
	if target is None:
		return
	clock = frappe.get_doc(
		{
			"doctype": "SLA Clock",
			"ticket": ticket.name,
			"metric": metric,
			"cycle": ticket.reopen_count,
			"sequence": sequence,
			"company": ticket.company,
			"engineer": ticket.engineer,
			**_scope(ticket),
			"policy": policy.name,
			"calendar": calendar_of(policy, ticket.territory),
			"state": "Running",
			"target_seconds": target.seconds,
			"target_reason": target.reason,
			"used_seconds": 0,
			"started_at": at,
			"running_since": at,
		}
	)
	clock.update(plan(clock))
	clock.insert(ignore_permissions=True)  # see the module's docstring
	record(clock, "Started", at, " ".join(filter(None, (target.reason, _holidays_unknown(clock)))))
	if pauses_in(policy, ticket.stage):
		_pause(clock, at)


def _holidays_unknown(clock) -> str | None:
	"""A sentence where the holiday list ends before the clock is due, so that later days count as they fall."""
	known_until = holidays_known_until(clock.calendar)
	if known_until and clock.due_at and clock.due_at.date() > known_until:
		return _("The holiday list of {0} ends on {1}; the days after it count as without holidays.").format(
			clock.calendar, known_until
		)
	return None


def _follow(clock, stage: str, at: datetime) -> None:
	policy = frappe.get_cached_doc("SLA Policy", clock.policy)
	if dropped_in(clock.metric, stage):
		_cancel(clock, at)
	elif met_in(clock.metric, stage):
		_stop(clock, at)
	elif pauses_in(policy, stage):
		if clock.state == "Running":
			_pause(clock, at)
	elif clock.state == "Paused":
		_resume(clock, at)


def _bank(clock, at: datetime) -> None:
	"""Add the time since the clock last began to run to what it has used, and let it stand.

	Where that exceeds the target it is a breach at the due time, whether or not the sweep has come by since: the
	verdict must not depend on when somebody looks.
	"""
	calendar = working_calendar(clock.calendar)
	clock.used_seconds = sla_clock.pause(_state(clock), aware(at), calendar).used
	clock.running_since = None
	if clock.used_seconds > clock.target_seconds and not clock.breached:
		clock.update(breached=1, breached_at=clock.due_at)
		record(clock, "Breached", clock.due_at, key=BREACH)


def _pause(clock, at: datetime) -> None:
	_bank(clock, at)
	clock.update(state="Paused", paused_at=at, due_at=None, next_action_at=None)
	_write(clock)
	record(clock, "Paused", at)


def _resume(clock, at: datetime) -> None:
	clock.update(state="Running", running_since=at, paused_at=None)
	clock.update(plan(clock, steps_done(clock.name)))
	_write(clock)
	record(clock, "Resumed", at)


def _stop(clock, at: datetime) -> None:
	if clock.state == "Running":
		_bank(clock, at)
	clock.update(state="Met", stopped_at=at, paused_at=None, next_action_at=None)
	_write(clock)
	record(clock, "Met", at)


def _cancel(clock, at: datetime) -> None:
	if clock.state == "Running":
		_bank(clock, at)
	clock.update(state="Cancelled", stopped_at=at, due_at=None, next_action_at=None)
	_write(clock)
	record(clock, "Cancelled", at)


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


def steps_done(clock: str) -> set[str]:
	"""The keys of the warnings and escalation steps of a clock that have happened."""
	keys = frappe.get_all("SLA Event", filters={"clock": clock, "event_key": ["is", "set"]}, pluck="event_key")
	return {key.removeprefix(f"{clock}:") for key in keys}


def record(clock, event: str, at: datetime, detail: str | None = None, key: str | None = None) -> None:
	"""Write one row of the clock's trail. With `key` it can be written only once (UniqueValidationError after that)."""
	frappe.get_doc(
		{
			"doctype": "SLA Event",
			"clock": clock.name,
			"ticket": clock.ticket,
			"event": event,
			"at": at,
			"used_seconds": clock.used_seconds,
			"target_seconds": clock.target_seconds,
			"due_at": clock.due_at,
			"detail": detail,
			"event_key": f"{clock.name}:{key}" if key else None,
		}
	).insert(ignore_permissions=True)  # see the module's docstring


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
