"""The day as a service manager sees it on the phone: figures, breaches, who is where (N2).

All is asked with the rights of the user: rows and companies that they may not see are not counted. A fixed number of queries.
"""

from datetime import datetime, time, timedelta

import frappe
from frappe import _
from frappe.utils import get_datetime

from fsm_app.common.clock import now
from fsm_app.engine import stages
from fsm_app.engine.day_of_visits import DAY
from fsm_app.engine.stages import TICKET
from fsm_app.field_work.visits import CANCELLED, ENDED, ON_SITE, PLANNED, TRAVELLING, VISIT

CLOCK, ENGINEER = "SLA Clock", "Service Engineer"
SHOWN_AT_MOST = 20
# Beyond it the page says 'more than': nobody counts so many on a phone.
COUNTED_AT_MOST = 999
# Those under way come first.
PEOPLE_AT_MOST = 100
# What falls due so soon that a call still helps.
SOON = timedelta(hours=2)
# The clocks of finished and cancelled tickets have stopped.
RUNNING = "Running"


def figures() -> list[dict]:
	"""`label`, `value` and, where the list of the Desk shows the same rows, its `filters`."""
	begin, end = _today()
	opened = {"opened_at": ["between", [begin, end]]}
	done = {"done_at": ["between", [begin, end]]}
	is_open = {"stage": ["not in", sorted(stages.FINISHED | stages.ENDED)]}
	waiting = {"stage": ["in", [stages.RECEIVED, stages.TRIAGED, stages.REOPENED]]}
	return [
		{"label": _("Opened today"), "value": _count(opened), "filters": opened},
		{"label": _("Done today"), "value": _count(done), "filters": done},
		{"label": _("Open", context="Service Ticket"), "value": _count(is_open), "filters": is_open},
		{"label": _("Nobody has it yet"), "value": _count(waiting), "filters": waiting},
	]


def visits_today() -> dict[str, int]:
	"""How many visits of today are `planned`, `under_way` and `ended`."""
	begin, end = _today()
	rows = frappe.get_list(
		VISIT,
		filters=[["status", "!=", CANCELLED]],
		or_filters=[
			["planned_start", "between", [begin, end]],
			["arrived_at", "between", [begin, end]],
			["status", "in", [TRAVELLING, ON_SITE]],
		],
		fields=["status", "planned_start", "arrived_at"],
		limit_page_length=0,
	)
	statuses = [row.status for row in rows]
	return {
		"planned": statuses.count(PLANNED),
		"under_way": statuses.count(TRAVELLING) + statuses.count(ON_SITE),
		"ended": statuses.count(ENDED),
	}


def breaches() -> dict[str, list[dict]]:
	"""Clocks of tickets that run: `late`, the longest first, and `soon`. Each has `ticket`, `subject`, `metric`, `due_at`, `engineer`."""
	at = now()
	rows = frappe.get_list(
		CLOCK,
		filters={"state": RUNNING, "due_at": ["<=", at + SOON]},
		fields=["ticket", "metric", "due_at", "engineer"],
		order_by="due_at",
		limit_page_length=SHOWN_AT_MOST * 2,
	)
	subjects = _values(TICKET, [row.ticket for row in rows], "subject")
	names = _values(ENGINEER, [row.engineer for row in rows if row.engineer], "engineer_name")
	shown = [
		{
			"ticket": row.ticket,
			"subject": subjects.get(row.ticket) or "",
			"metric": row.metric,
			"due_at": get_datetime(row.due_at),
			"engineer": names.get(row.engineer) or "",
		}
		for row in rows
	]
	late = [row for row in shown if row["due_at"] < at]
	return {
		"late": late[:SHOWN_AT_MOST],
		"soon": [row for row in shown if row["due_at"] >= at][:SHOWN_AT_MOST],
	}


def who_is_where() -> list[dict]:
	"""The engineers who have not left, those under way first: `name`, `engineer_name`, `status` (On Site, Travelling, Planned,
	On Leave or Free), `since` or from when, and `ticket` and `customer` of the visit."""
	begin, end = _today()
	engineers = frappe.get_list(
		ENGINEER,
		filters={"status": ["!=", "Left"]},
		fields=["name", "engineer_name", "status"],
		order_by="engineer_name, name",
		limit_page_length=0,
	)
	visits = frappe.get_list(
		VISIT,
		filters=[["status", "in", [PLANNED, TRAVELLING, ON_SITE]]],
		or_filters=[
			["status", "in", [TRAVELLING, ON_SITE]],
			["planned_start", "between", [max(begin, now()), end]],
		],
		fields=[
			"engineer",
			"status",
			"ticket",
			"customer",
			"arrived_at",
			"travel_started_at",
			"planned_start",
		],
		order_by="planned_start",
		limit_page_length=0,
	)
	first: dict[str, dict] = {}
	for row in visits:
		known = first.get(row.engineer)
		if not known or _PLACE[row.status] < _PLACE[known.status]:
			first[row.engineer] = row
	shown = [_shown(row, first.get(row.name)) for row in engineers]
	return sorted(shown, key=lambda row: (_PLACE[row["status"]], row["engineer_name"]))


ON_LEAVE, FREE = "On Leave", "Free"
_PLACE = {ON_SITE: 0, TRAVELLING: 1, PLANNED: 2, FREE: 3, ON_LEAVE: 4}


def _shown(engineer, visit) -> dict:
	status = visit.status if visit else FREE if engineer.status == "Active" else ON_LEAVE
	since = visit and {
		ON_SITE: visit.arrived_at,
		TRAVELLING: visit.travel_started_at,
		PLANNED: visit.planned_start,
	}.get(status)
	return {
		"name": engineer.name,
		"engineer_name": engineer.engineer_name,
		"status": status,
		"label": _labels()[status],
		"since": get_datetime(since) if since else None,
		"ticket": visit.ticket if visit else None,
		"customer": visit.customer if visit else None,
	}


def _labels() -> dict[str, str]:
	return {
		ON_SITE: _("On site since"),
		TRAVELLING: _("On the way since"),
		PLANNED: _("Next visit at"),
		FREE: _("Free", context="Service Engineer"),
		ON_LEAVE: _("On leave", context="Service Engineer"),
	}


def _today() -> tuple[datetime, datetime]:
	begin = datetime.combine(now().date(), time())
	return begin, begin + DAY - timedelta(seconds=1)


def _count(filters: dict) -> int:
	return len(frappe.get_list(TICKET, filters=filters, pluck="name", limit_page_length=COUNTED_AT_MOST + 1))


def _values(doctype: str, names: list[str], field: str) -> dict[str, str]:
	"""By name a field of documents that the user may see."""
	if not names:
		return {}
	return dict(
		frappe.get_list(
			doctype,
			filters={"name": ["in", sorted(set(names))]},
			fields=["name", field],
			as_list=True,
			limit_page_length=0,
		)
	)
