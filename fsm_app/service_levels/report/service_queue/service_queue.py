"""Report Service Queue: the open tickets in the order in which they want to be served (C5)."""

from datetime import datetime

import frappe
from frappe import _
from frappe.utils import get_datetime

from fsm_app.common.clock import now
from fsm_app.common.durations import in_words
from fsm_app.common.site_time import aware
from fsm_app.engine.stages import CANCELLED, FINISHED, TICKET
from fsm_app.service_levels.next_due import OPEN_STATES, urgency
from fsm_app.workforce.engineers import engineer_names

FILTERS = ("company", "team", "engineer", "priority", "stage")
NO_RANK = 10**9


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows, as the user may see the tickets. Filters: company, team, engineer, priority, stage, unassigned.

	The most urgent priority comes first; within it the clock that is due first, then the tickets whose clocks all stand
	still, then those without a clock. `time_left` is in seconds: until the clock is due, negative after that; of a
	paused one the working time that it has left. `time_left_text` says it in words, `colour` how good it is.
	"""
	filters = filters or {}
	conditions = {field: filters[field] for field in FILTERS if filters.get(field)}
	if filters.get("unassigned"):
		conditions["engineer"] = ["is", "not set"]
	tickets = frappe.get_list(
		TICKET,
		filters=[
			["stage", "not in", [*sorted(FINISHED), CANCELLED]],
			*([field, *_operator(value)] for field, value in conditions.items()),
		],
		fields=[
			"name",
			"subject",
			"customer",
			"priority",
			"stage",
			"engineer",
			"team",
			"opened_at",
			"next_short_at",
		],
		order_by="opened_at, name",
		limit_page_length=0,
	)
	ranks = dict(frappe.get_all("Service Priority", fields=["name", "rank"], as_list=True))
	clocks, at = _clocks(), now()
	names = engineer_names(ticket.engineer for ticket in tickets)
	rows = [
		{**_row(ticket, clocks.get(ticket.name), at), "engineer_name": names.get(ticket.engineer)}
		for ticket in tickets
	]
	return _columns(), sorted(rows, key=lambda row: _order(row, ranks))


def _operator(value) -> tuple:
	return tuple(value) if isinstance(value, list) else ("=", value)


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
		if known is None or urgency(clock) < urgency(known):
			found[clock.ticket] = clock
	return found


def _row(ticket, clock: dict | None, at: datetime) -> dict:
	row = {**ticket, "ticket": ticket.name, "metric": None, "clock": None, "due_at": None, "time_left": None}
	row.update(time_left_text=None, colour=None)
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
		"time_left_text": None if left is None else in_words(left),
		"breached": clock.breached,
		"colour": _colour(clock, left, ticket.next_short_at, at),
	}


def _colour(clock, left: int | None, short_at, at: datetime) -> str:
	if clock.breached or (left is not None and left < 0):
		return "red"
	if clock.state == "Paused":
		return "gray"
	return "orange" if short_at and get_datetime(short_at) <= at else "green"


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
		column("ticket", _("Ticket"), "Link", 145, TICKET),
		column("subject", _("Subject", context="Service Ticket"), "Data", 200),
		# No link: Frappe refuses a report that links to what the user may not read, and our roles alone read no Customer.
		column("customer", _("Customer"), "Data", 140),
		column("priority", _("Priority"), "Link", 80, "Service Priority"),
		column("due_at", _("Due At"), "Datetime", 105),
		column("time_left", _("Time Left"), "Duration", 115),
		{**column("engineer", _("Engineer"), "Link", 130, "Service Engineer"), "align": "left"},
		column("stage", _("Stage"), "Data", 120),
		column("metric", _("Metric"), "Data", 115),
		column("clock", _("Clock"), "Data", 80),
		column("team", _("Team"), "Link", 110, "Service Team"),
		column("opened_at", _("Opened At"), "Datetime", 105),
	]
