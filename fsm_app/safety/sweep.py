"""What falls due by itself: permits that end, and incidents that nobody acknowledges (L1, L2).

Each step is taken under a lock with its notices in one transaction, so exactly once, whoever sweeps and however often.
"""

from datetime import datetime, timedelta

import frappe

from fsm_app.common.clock import now
from fsm_app.common.due_documents import in_batches, on_its_own
from fsm_app.safety import incidents, permit_answers, permits
from fsm_app.safety.permit_types import PERMIT
from fsm_app.workforce.audience import Audience

BATCH = 100
JOB_ID = "fsm_app:safety_sweep"
# Reminders come ever more seldom, at least once a day.
SELDOM = timedelta(days=1)


def enqueue_safety_sweep() -> None:
	"""Start the sweep as a background job unless one is waiting or running."""
	frappe.enqueue("fsm_app.safety.sweep.sweep_safety", queue="long", job_id=JOB_ID, deduplicate=True)


def sweep_safety(at: datetime | None = None, only_company: str | None = None) -> int:
	"""Take every step that is due at `at` (naive site time, default: now); returns how many were due."""
	at = at or now()
	audience = Audience()
	count = in_batches(PERMIT, ["name"], at, BATCH, lambda due: _permits(due, at), only_company)
	return count + in_batches(
		incidents.INCIDENT, ["name"], at, BATCH, lambda due: _incidents(due, at, audience), only_company
	)


def _permits(due: list[dict], at: datetime) -> None:
	for row in due:
		with on_its_own(PERMIT, row.name, at, "Safety sweep"):
			permit = frappe.get_doc(PERMIT, row.name)
			if permit.state in permits.OPEN:
				permit_answers.tell_of_end(permit, at)
			else:
				frappe.db.set_value(PERMIT, row.name, "next_action_at", None, update_modified=False)


def _incidents(due: list[dict], at: datetime, audience: Audience) -> None:
	minutes = frappe.db.get_single_value(incidents.SETTINGS, "incident_reminder_minutes") or 0
	for row in due:
		with on_its_own(incidents.INCIDENT, row.name, at, "Safety sweep"):
			_remind(frappe.get_doc(incidents.INCIDENT, row.name), minutes, at, audience)


def _remind(incident, minutes: int, at: datetime, audience: Audience) -> None:
	values: dict = {"next_action_at": None}
	if incident.state == incidents.REPORTED and minutes:
		count = (incident.reminders or 0) + 1
		wait = min(timedelta(minutes=minutes * 2 ** min(count, 12)), SELDOM)
		values = {"reminders": count, "next_action_at": at + wait}
		told = incidents.first_told if count == 1 else incidents.told_next
		incidents.tell(incident, told(incident, audience), count)
	frappe.db.set_value(incidents.INCIDENT, incident.name, values, update_modified=False)
