"""The scheduler's sweep over the runbooks whose step at hand was not ticked off in time (A3).

It works like the sweep over SLA clocks: what falls due is read by an index, and each batch is locked, done and
committed at once, so that every step is escalated exactly once.
"""

from datetime import datetime

import frappe

from fsm_app.common.clock import now
from fsm_app.common.due_documents import in_batches, on_its_own
from fsm_app.runbooks.runbook_runs import RUN, escalate
from fsm_app.workforce.audience import Audience

BATCH = 100
JOB_ID = "fsm_app:runbook_sweep"


def enqueue_runbook_sweep() -> None:
	"""Start the sweep as a background job unless one is waiting or running."""
	frappe.enqueue(
		"fsm_app.runbooks.runbook_sweep.sweep_runbook_runs",
		queue="long",
		job_id=JOB_ID,
		deduplicate=True,
	)


def sweep_runbook_runs(at: datetime | None = None, batch: int = BATCH) -> int:
	"""Escalate every step that is due at `at` (naive site time, default: now); returns how many were due."""
	at = at or now()
	return in_batches(RUN, ["name"], at, batch, lambda due: _sweep_batch(due, at))


def _sweep_batch(due: list[dict], at: datetime) -> None:
	audience = Audience()
	for run in due:
		with on_its_own(RUN, run.name, at, "Runbook sweep"):
			escalate(run.name, at, audience)
