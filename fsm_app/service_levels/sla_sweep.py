"""The scheduler's sweep over the SLA clocks on which something falls due (B3, B4).

Its cost grows with what falls due, not with the open tickets: only clocks with next_action_at in the past are read,
by an index. Each batch locks its clocks, does every step together with its record under a unique key, and commits
all of it at once. So a sweep that is killed has done nothing of its last batch, two sweeps at once share the work, and
after an outage the missed steps are caught up in order.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import frappe

from fsm_app.common.clock import now
from fsm_app.common.due_documents import in_batches, on_its_own
from fsm_app.engine.escalation import due_steps
from fsm_app.service_levels import next_due
from fsm_app.service_levels.clock_rows import CLOCK_FIELDS
from fsm_app.service_levels.escalation import act_on
from fsm_app.service_levels.on_call import LadderAudience
from fsm_app.service_levels.sla_policy import BREACH, steps_of
from fsm_app.service_levels.ticket_clocks import (
	moment_used,
	plan,
	record,
	steps_done,
	used_seconds,
)

BATCH = 200
JOB_ID = "fsm_app:sla_sweep"
CLOCK = "SLA Clock"
PAUSED_KEY = "fsm_app:sla_sweep_paused"
# A pause ends by itself, so that a killed import does not stop the escalations for good.
PAUSE_SECONDS = 15 * 60


def pause() -> None:
	"""Keep the scheduler from sweeping for the next PAUSE_SECONDS; what falls due meanwhile is caught up afterwards."""
	frappe.cache.set_value(PAUSED_KEY, 1, expires_in_sec=PAUSE_SECONDS)


@contextmanager
def paused() -> Iterator[None]:
	"""Within this context the scheduler does not sweep: the past is being replayed, which it would take for overdue."""
	pause()
	try:
		yield
	finally:
		frappe.cache.delete_value(PAUSED_KEY)


def look_again(field: str, values: list[str]) -> None:
	"""Let the next sweep plan the running clocks anew whose `field` is one of `values`: what they run by was edited."""
	clock, at = frappe.qb.DocType(CLOCK), now()
	(
		frappe.qb.update(clock)
		.set(clock.next_action_at, at)
		.where(clock[field].isin(values) & (clock.state == "Running"))
		.where(clock.next_action_at.isnull() | (clock.next_action_at > at))
		.run()
	)


def follow_holiday_list(holiday_list, method: str | None = None) -> None:
	"""Holiday List's on_update: the clocks of the calendars that use it."""
	calendars = frappe.get_all("Service Calendar", filters={"holiday_list": holiday_list.name}, pluck="name")
	if calendars:
		look_again("calendar", calendars)


def enqueue_sla_sweep() -> None:
	"""Start the sweep as a background job unless one is waiting or running, or sweeping is paused."""
	if frappe.cache.get_value(PAUSED_KEY, expires=True):
		return
	frappe.enqueue(
		"fsm_app.service_levels.sla_sweep.sweep_sla_clocks", queue="long", job_id=JOB_ID, deduplicate=True
	)


def sweep_sla_clocks(at: datetime | None = None, batch: int = BATCH, only_company: str | None = None) -> int:
	"""Act on every clock, or on those of a company, that is due at `at` (naive site time, default: now); returns how many were."""
	at = at or now()
	return in_batches(CLOCK, CLOCK_FIELDS, at, batch, lambda due: _sweep_batch(due, at), only_company)


def _sweep_batch(due: list[dict], at: datetime) -> None:
	tickets = _tickets_of(due)
	done = steps_done([clock.name for clock in due])
	audience, replanned = LadderAudience(), set()
	for clock in due:
		with on_its_own(CLOCK, clock.name, at, "SLA sweep") as attempt:
			planned_for = clock.due_at
			_sweep_clock(clock, tickets[clock.ticket], done.get(clock.name, set()), audience, at)
			# As a rule a step moves nothing: only an edited calendar does.
			if clock.due_at != planned_for:
				replanned.add(clock.ticket)
		if attempt.failed:
			# What a step had done to the ticket is undone.
			tickets.update(_tickets_of([clock]))
	next_due.follow_names(replanned)


def _sweep_clock(clock, ticket, done: set[str], audience: LadderAudience, at: datetime) -> None:
	policy = frappe.get_cached_doc("SLA Policy", clock.policy)
	used = used_seconds(clock, at)
	# As the calendar says now; it may have been edited since the clock was planned.
	clock.due_at = moment_used(clock, clock.target_seconds)
	steps = due_steps(steps_of(policy, clock.metric), clock.target_seconds, used, done)
	for step in steps:
		if step.key == BREACH:
			frappe.db.set_value("SLA Clock", clock.name, {"breached": 1, "breached_at": clock.due_at})
		event, detail = act_on(step, clock, ticket, policy, audience, at)
		# The trail shows what the clock had used at this moment, not at its last change.
		record(frappe._dict(clock, used_seconds=used), event, at, step.key, detail)
		done.add(step.key)
	# An action may have planned the clock anew.
	clock = frappe.db.get_value("SLA Clock", clock.name, list(CLOCK_FIELDS), as_dict=True)
	frappe.db.set_value("SLA Clock", clock.name, plan(clock, done))


def _tickets_of(clocks: list[dict]) -> dict[str, dict]:
	rows = frappe.get_all(
		"Service Ticket",
		filters={"name": ["in", list({clock.ticket for clock in clocks})]},
		fields=["name", "subject", "company", "engineer", "team"],
	)
	return {row.name: row for row in rows}
