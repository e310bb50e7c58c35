"""Rows for the benchmarks: tickets with running clocks and, beside them, ERPNext's Issues with an agreement, in bulk.

Whoever loads cleans up: `clean_up` deletes all that stands here under PREFIX, with what followed from it.
"""

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from tests import host

PREFIX = "BENCH-"
CHUNK = 5_000
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
HOLD, FULFILLED = "On Hold", "Resolved"
TICKETS, ISSUES = "Service Ticket", "Issue"


def start_on_real_site() -> None:
	"""Connect to the real site as Administrator; ends the process with 2 where there is none."""
	if not host.ON_BENCH:
		print(
			"This compares with ERPNext itself, so it needs a real site:"
			" FSM_HOST=bench FSM_SITE=name, in the bench's sites folder.",
			file=sys.stderr,
		)
		sys.exit(2)
	start()


def start() -> None:
	"""Connect to the host as Administrator."""
	host.start()
	import frappe

	frappe.set_user("Administrator")


def shared_values(offering: str = "Emergency Repair") -> dict:
	"""What all loaded tickets have in common; an engineer with a user gets what they have to tell."""
	import frappe

	from tests.app import factories

	user = factories.user(f"{PREFIX.lower()}engineer@example.com", "Service Engineer")
	engineer = frappe.db.get_value("Service Engineer", {"user": user}) or factories.engineer(
		f"{PREFIX}Engineer", user=user
	)
	return {
		"company": factories.company(),
		"customer": factories.customer(),
		"offering": offering,
		"engineer": getattr(engineer, "name", engineer),
	}


def load_tickets(numbers: range, moment: datetime, shared: dict) -> None:
	"""Insert tickets and a running clock for the resolution of each, none due before tomorrow."""
	import frappe

	policy = frappe.get_cached_value("Service Offering", shared["offering"], "sla_policy")
	calendar = frappe.get_cached_value("SLA Policy", policy, "calendar")
	tomorrow = moment + timedelta(days=1)
	ticket = {"subject": "Benchmark", "stage": "Received", "workflow_state": "Received", "opened_at": moment}
	clock = {
		"metric": "Resolution",
		"state": "Running",
		"policy": policy,
		"calendar": calendar,
		"target_seconds": 8 * 3600,
		"used_seconds": 0,
		"started_at": moment,
		"running_since": moment,
		"due_at": tomorrow,
		"next_action_at": tomorrow,
		**{field: shared[field] for field in ("company", "offering", "engineer")},
	}
	_load(TICKETS, numbers, lambda n: {"name": f"{PREFIX}{n}", **ticket, **shared})
	_load("SLA Clock", numbers, lambda n: {"name": clock_name(n), "ticket": f"{PREFIX}{n}", **clock})


def load_issues(numbers: range, moment: datetime, shared: dict, agreement: str) -> None:
	"""Insert open Issues under the agreement, none due before tomorrow."""
	tomorrow = moment + timedelta(days=1)
	issue = {
		"subject": "Benchmark",
		"status": "Open",
		"priority": "Medium",
		"raised_by": "Administrator",
		"opening_date": moment.date(),
		"agreement_status": "First Response Due",
		"service_level_agreement": agreement,
		"response_by": tomorrow,
		"sla_resolution_by": tomorrow,
		"company": shared["company"],
		"customer": shared["customer"],
	}
	_load(ISSUES, numbers, lambda n: {"name": f"{PREFIX}{n}", **issue})


def _load(doctype: str, numbers: range, row) -> None:
	import frappe

	stamp = frappe.utils.now()
	own = {"owner": "Administrator", "modified_by": "Administrator", "creation": stamp, "modified": stamp}
	for first in range(numbers.start, numbers.stop, CHUNK):
		rows = [{**row(n), **own} for n in range(first, min(first + CHUNK, numbers.stop))]
		frappe.db.bulk_insert(doctype, tuple(rows[0]), [tuple(values.values()) for values in rows])
		frappe.db.commit()


def clock_name(number: int) -> str:
	return f"{PREFIX}{number}-Resolution-0-0"


def spread(size: int, number: int) -> list[int]:
	"""`number` of the loaded rows, spread evenly over all."""
	return list(range(0, size, size // number))[:number]


def make_due(size: int, due: int, moment: datetime) -> None:
	"""Let the first warning of `common/due_documents` clocks, spread over all, be due half an hour ago."""
	import frappe

	names = [clock_name(n) for n in spread(size, due)]
	frappe.db.delete("SLA Event", {"clock": ["in", names]})
	opened = moment - timedelta(hours=4, minutes=30)
	frappe.db.set_value(
		"SLA Clock",
		{"name": ["in", names]},
		{
			"started_at": opened,
			"running_since": opened,
			"due_at": opened + timedelta(hours=8),
			"next_action_at": opened + timedelta(hours=4),
		},
	)
	frappe.db.commit()


def make_issues_overdue(size: int, due: int, moment: datetime) -> list[str]:
	"""Let both times of `common/due_documents` Issues, spread over all, lie half an hour back; returns their names."""
	import frappe

	names = [f"{PREFIX}{n}" for n in spread(size, due)]
	overdue = moment - timedelta(minutes=30)
	opened = moment - timedelta(days=30)
	frappe.db.set_value(
		ISSUES,
		{"name": ["in", names]},
		{
			"creation": opened,
			"service_level_agreement_creation": opened,
			"response_by": overdue,
			"sla_resolution_by": overdue,
		},
		update_modified=False,
	)
	frappe.db.commit()
	return names


def holiday_list() -> str:
	"""A holiday list without holidays, which ERPNext's agreement asks for."""
	from tests.app import factories

	name = f"{PREFIX}Holidays"
	return factories.make(
		"Holiday List", name=name, holiday_list_name=name, from_date="2026-01-01", to_date="2027-12-31"
	).name


def agreement(
	name: str = PREFIX + "Agreement",
	days: Iterable[tuple[str, str, str]] = tuple((day, "10:00:00", "18:00:00") for day in WEEKDAYS),
	response: int = 3600,
	resolution: int = 4 * 3600,
) -> str:
	"""ERPNext's Service Level Agreement for all Issues: seconds of support hours, days as (weekday, start, end)."""
	import frappe

	frappe.db.set_single_value("Support Settings", "track_service_level_agreement", 1)
	targets = {"response_time": response, "resolution_time": resolution}
	return (
		frappe.get_doc(
			{
				"doctype": "Service Level Agreement",
				"service_level": name,
				"document_type": ISSUES,
				"enabled": 1,
				"apply_sla_for_resolution": 1,
				"holiday_list": holiday_list(),
				"priorities": [
					{"priority": priority, "default_priority": int(priority == "Medium"), **targets}
					for priority in ("Low", "Medium", "High")
				],
				"support_and_resolution": [
					{"workday": day, "start_time": start, "end_time": end} for day, start, end in days
				],
				"pause_sla_on": [{"status": HOLD}, {"status": "Replied"}],
				"sla_fulfilled_on": [{"status": FULFILLED}, {"status": "Closed"}],
			}
		)
		.insert()
		.name
	)


def clean_up(made: Sequence[tuple[str, str]] = ()) -> None:
	"""Delete the loaded rows, the documents `made` as (doctype, name), and what followed from them."""
	import frappe

	frappe.db.rollback()
	for doctype in (TICKETS, ISSUES) if host.ON_BENCH else (TICKETS,):
		_delete_with_traces(doctype, ["like", f"{PREFIX}%"])
		if names := [name for kind, name in made if kind == doctype]:
			_delete_with_traces(doctype, ["in", names])
	frappe.db.commit()
	others = [(kind, name) for kind, name in made if kind not in (TICKETS, ISSUES)]
	others += [("Service Engineer", name) for name in _names("Service Engineer", "engineer_name")]
	others += [("User", name) for name in _names("User", "email")]
	for doctype, name in others:
		frappe.delete_doc(doctype, name, ignore_permissions=True, force=True)
	frappe.db.commit()


def _names(doctype: str, field: str) -> list[str]:
	import frappe

	return frappe.get_all(doctype, filters={field: ["like", f"{PREFIX}%"]}, pluck="name")


def _delete_with_traces(doctype: str, names: list) -> None:
	import frappe

	if doctype == TICKETS:
		frappe.db.delete("SLA Event", {"ticket": names})
		frappe.db.delete("SLA Clock", {"ticket": names})
	frappe.db.delete("Notification Log", {"document_type": doctype, "document_name": names})
	frappe.db.delete("Comment", {"reference_doctype": doctype, "reference_name": names})
	if host.ON_BENCH:
		frappe.db.delete("Version", {"ref_doctype": doctype, "docname": names})
		actions = frappe.get_all(
			"Workflow Action", filters={"reference_doctype": doctype, "reference_name": names}, pluck="name"
		)
		for first in range(0, len(actions), CHUNK):
			some = ["in", actions[first : first + CHUNK]]
			frappe.db.delete("Workflow Action Permitted Role", {"parent": some})
			frappe.db.delete("Workflow Action", {"name": some})
	frappe.db.delete(doctype, {"name": names})
