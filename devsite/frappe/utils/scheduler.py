"""Scheduled events: which are registered, which are due, and running them one by one."""

from datetime import datetime

import frappe
from frappe.utils.dates import get_datetime, now_datetime

from devsite.unsupported import Unsupported, guard

__getattr__ = guard(__name__)

CRON = {
	"All": "*/4 * * * *",
	"Hourly": "0 * * * *",
	"Hourly Long": "0 * * * *",
	"Hourly Maintenance": "0 * * * *",
	"Daily": "0 0 * * *",
	"Daily Long": "0 0 * * *",
	"Daily Maintenance": "0 0 * * *",
	"Weekly": "0 0 * * 0",
	"Weekly Long": "0 0 * * 0",
	"Monthly": "0 0 1 * *",
	"Monthly Long": "0 0 1 * *",
	"Yearly": "0 0 1 1 *",
}


def sync_jobs():
	"""Makes the Scheduled Job Types those of the apps' scheduler_events."""
	methods = []
	for event, entries in frappe.get_hooks("scheduler_events", {}).items():
		pairs = (
			[(method, None) for method in entries]
			if event != "cron"
			else [(method, cron) for cron, group in entries.items() for method in group]
		)
		frequency = event.replace("_", " ").title()
		if frequency not in CRON and frequency != "Cron":
			raise Unsupported(f"scheduler event {event}")
		for method, cron in pairs:
			frappe.get_attr(method)
			methods.append(method)
			_register(method, frequency, cron)
	for name, method in frappe.get_all("Scheduled Job Type", fields=["name", "method"], as_list=True):
		if method not in methods:
			frappe.delete_doc("Scheduled Job Type", name)


def _register(method, frequency, cron):
	name = frappe.db.exists("Scheduled Job Type", {"method": method})
	doc = frappe.get_doc("Scheduled Job Type", name) if name else frappe.new_doc("Scheduled Job Type")
	if not name or (doc.frequency, doc.cron_format or "") != (frequency, cron or ""):
		doc.update({"method": method, "frequency": frequency, "cron_format": cron})
		doc.save()


def next_execution(job):
	"""When the job is to run next, by its last execution (or its creation)."""
	from croniter import croniter

	last = get_datetime(job.last_execution or job.creation)
	return croniter(job.cron_format or CRON[job.frequency], last).get_next(datetime)


def run_due(now=None):
	"""Runs once each event whose time has come by `now`; returns the paths of those that ran.

	A job without any execution whose creation lies after `now` (a simulated past) begins to count from `now`.
	"""
	now = get_datetime(now)
	ran = []
	for job in frappe.get_all("Scheduled Job Type", {"stopped": 0}, "*", order_by="creation asc"):
		if not job.last_execution and get_datetime(job.creation) > now:
			frappe.db.set_value("Scheduled Job Type", job.name, "last_execution", now, update_modified=False)
		elif next_execution(job) <= now:
			run(job, now)
			ran.append(job.method)
	frappe.db.commit()
	return ran


def run(job, now=None):
	"""Runs one event: committed on success; on failure rolled back, with an Error Log and a failed log."""
	frappe.db.set_value(
		"Scheduled Job Type", job.name, "last_execution", now or now_datetime(), update_modified=False
	)
	frappe.db.commit()
	user = frappe.session.user
	frappe.set_user("Administrator")
	status, details = "Complete", None
	try:
		frappe.get_attr(job.method)()
		frappe.db.commit()
	except Exception:
		status, details = "Failed", frappe.get_traceback()
		frappe.db.rollback()
		frappe.log_error(title=job.method, message=details)
	finally:
		frappe.set_user(user)
	if job.frequency != "All" or status == "Failed":
		frappe.get_doc(
			doctype="Scheduled Job Log", scheduled_job_type=job.name, status=status, details=details
		).insert(ignore_permissions=True)
	frappe.db.commit()
