"""Report Service Queue: the open tickets in the order in which they want to be served (C5)."""

from datetime import datetime

import frappe
from frappe import _

from fsm_app.clock import now
from fsm_app.service_desk.calendars import aware
from fsm_app.service_desk.sla import OPEN_STATES
from fsm_app.service_desk.stages import CANCELLED, FINISHED, TICKET

FILTERS = ("company", "team", "engineer", "priority")
NO_RANK = 10**9


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows, as the user may see the tickets. Filters: company, team, engineer, priority.

	The most urgent priority comes first; within it the clock that is due first, then the tickets whose clocks all stand
	still, then those without a clock. `time_left` is in seconds: until the clock is due, negative after that; of a
	paused one the working time that it has left.
	"""
	filters = filters or {}
	conditions = {field: filters[field] for field in FILTERS if filters.get(field)}
	tickets = frappe.get_list(
		TICKET,
		filters={"stage": ["not in", [*sorted(FINISHED), CANCELLED]], **conditions},
		fields=["name", "subject", "customer", "priority", "stage", "engineer", "team", "opened_at"],
		order_by="opened_at, name",
		limit_page_length=0,
	)
	ranks = dict(frappe.get_all("Service Priority", fields=["name", "rank"], as_list=True))
	clocks, at = _clocks(), now()
	rows = [_row(ticket, clocks.get(ticket.name), at) for ticket in tickets]
	return _columns(), sorted(rows, key=lambda row: _order(row, ranks))


def _clocks() -> dict[str, dict]:
	"""By ticket, its running clock that is due first, else a paused one with the least time left."""
	clocks = frappe.get_list(
		"SLA Clock",
		filters={"state": ["in", OPEN_STATES]},
		fields=["ticket", "metric", "state", "due_at", "target_seconds", "used_seconds", "breached"],
		order_by="due_at, name",
		limit_page_length=0,
	)
	found: dict[str, dict] = {}
	for clock in clocks:
		known = found.get(clock.ticket)
		if known is None or _urgency(clock) < _urgency(known):
			found[clock.ticket] = clock
	return found


def _urgency(clock) -> tuple:
	if clock.state == "Running":
		return 0, clock.due_at or datetime.max, 0
	return 1, datetime.max, clock.target_seconds - clock.used_seconds


def _row(ticket, clock: dict | None, at: datetime) -> dict:
	row = {**ticket, "ticket": ticket.name, "metric": None, "clock": None, "due_at": None, "time_left": None}
	if clock is None:
		return row
	if clock.state == "Paused":
		left = clock.target_seconds - clock.used_seconds
	else:
		left = int((aware(clock.due_at) - aware(at)).total_seconds()) if clock.due_at else None
	return {
		**row,
		"metric": _(clock.metric),
		"clock": clock.state,
		"due_at": clock.due_at,
		"time_left": left,
		"breached": clock.breached,
	}


def _order(row: dict, ranks: dict[str, int]) -> tuple:
	standing = {"Running": 0, "Paused": 1}.get(row["clock"], 2)
	due = row["due_at"] or datetime.max
	left = row["time_left"] if standing == 1 else 0
	return ranks.get(row["priority"], NO_RANK), standing, due, left, row["opened_at"], row["ticket"]


def _columns() -> list[dict]:
	def column(fieldname: str, label: str, fieldtype: str, width: int, options: str | None = None) -> dict:
		return {
			"fieldname": fieldname,
			"label": label,
			"fieldtype": fieldtype,
			"options": options,
			"width": width,
		}

	return [
		column("ticket", _("Ticket"), "Link", 140, TICKET),
		column("subject", _("Subject", context="Service Ticket"), "Data", 240),
		# No link: Frappe refuses a report that links to what the user may not read, and our roles alone read no Customer.
		column("customer", _("Customer"), "Data", 160),
		column("priority", _("Priority"), "Link", 90, "Service Priority"),
		column("metric", _("Metric"), "Data", 120),
		column("clock", _("Clock"), "Data", 90),
		column("due_at", _("Due At"), "Datetime", 160),
		column("time_left", _("Time Left"), "Duration", 120),
		column("stage", _("Stage"), "Data", 130),
		column("engineer", _("Engineer"), "Link", 140, "Service Engineer"),
		column("team", _("Team"), "Link", 120, "Service Team"),
		column("opened_at", _("Opened At"), "Datetime", 160),
	]
