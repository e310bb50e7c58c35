"""Let the scheduler's jobs whose files have moved go on as they were: switched off, last run, log.

Frappe would delete them as unknown and make new ones, which run whatever the administrator had decided.
"""

import frappe

APP, JOB = "fsm_app", "Scheduled Job Type"


def execute() -> None:
	"""Point each job to the function of its name that hooks.py names now."""
	now = {path.rpartition(".")[2]: path for path in _scheduled()}
	for job in frappe.get_all(JOB, filters={"method": ["like", f"{APP}.%"]}, fields=["name", "method"]):
		path = now.get(job.method.rpartition(".")[2])
		if not path or path == job.method:
			continue
		frappe.db.set_value(JOB, job.name, "method", path, update_modified=False)
		if job.name == _tail(job.method) and job.name != _tail(path):
			frappe.rename_doc(JOB, job.name, _tail(path), force=True, show_alert=False)


def _scheduled() -> list[str]:
	events = frappe.get_hooks("scheduler_events", app_name=APP)
	lists = [paths for event, paths in events.items() if event != "cron"]
	return [path for paths in (*lists, *events.get("cron", {}).values()) for path in paths]


def _tail(path: str) -> str:
	"""How Frappe names the job of a function."""
	return ".".join(path.split(".")[-2:])
