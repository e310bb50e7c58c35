"""Report Dispatch Fairness: how work, travel and difficult jobs were spread over the engineers in a time (E1)."""

from datetime import datetime, time, timedelta

import frappe
from frappe import _
from frappe.query_builder import Case
from frappe.query_builder.functions import Count, Sum

from fsm_app.common import arguments
from fsm_app.common.clock import now
from fsm_app.common.company_limits import companies_of
from fsm_app.engine.spread import spread
from fsm_app.engine.stages import TICKET
from fsm_app.field_work.visits import VISIT

DECISION, ENGINEER = "Dispatch Decision", "Service Engineer"
FIGURES = ("given", "by_hand", "done", "difficult", "work_hours", "travel_hours")


def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows (an engineer each), nothing, a chart, and the spread as a summary. Filters: company, team, region, from_date, to_date.

	Five queries, whatever the number of engineers.
	"""
	filters = frappe._dict(filters or {})
	start, end = _period(filters)
	rows = _engineers(filters)
	found = {row.engineer: row for row in rows}
	for row in rows:
		row.update(dict.fromkeys(FIGURES, 0))
	if rows:
		_add_given(found, start, end)
		_add_done(found, start, end)
		_add_hours(found, start, end)
	mean = sum(row.work_hours + row.travel_hours for row in rows) / len(rows) if rows else 0
	for row in rows:
		row.against_mean = round(100 * (row.work_hours + row.travel_hours) / mean) if mean else None
	return _columns(), rows, None, _chart(rows), _summary(rows)


def _period(filters) -> tuple[datetime, datetime]:
	today = now().date()
	first = arguments.day(filters.from_date or today.replace(day=1), _("From Date"))
	last = arguments.day(filters.to_date or today, _("To Date"))
	if last < first:
		frappe.throw(_("To Date: it lies before From Date. Choose a later day."), arguments.WrongArgument)
	return datetime.combine(first, time()), datetime.combine(last + timedelta(days=1), time())


def _engineers(filters) -> list:
	narrowed = {
		field: filters[field]
		for field in ("company", "team", "region")
		if filters.get(field) and isinstance(filters[field], str)
	}
	conditions = [[field, "=", value] for field, value in narrowed.items()]
	companies = companies_of(frappe.session.user, DECISION)
	if companies is not None:
		conditions.append(["company", "in", sorted(companies)])
	return frappe.get_all(
		ENGINEER,
		filters=[*conditions, ["status", "!=", "Left"]],
		fields=["name as engineer", "engineer_name", "team", "region", "level"],
		order_by="engineer_name, name",
		limit_page_length=0,
	)


def _add_given(found: dict, start: datetime, end: datetime) -> None:
	decision = frappe.qb.DocType(DECISION)
	rows = (
		frappe.qb.from_(decision)
		.select(
			decision.engineer,
			Count(decision.name),
			Sum(Case().when(decision.mode == "Manual", 1).else_(0)),
		)
		.where((decision.decided_at >= start) & (decision.decided_at < end))
		.groupby(decision.engineer)
		.run()
	)
	for engineer, given, by_hand in rows:
		if engineer in found:
			found[engineer].update({"given": int(given), "by_hand": int(by_hand or 0)})


def _add_done(found: dict, start: datetime, end: datetime) -> None:
	"""Jobs done, and how many of them were difficult: their offering asks for more than the lowest level."""
	ticket, offering, level = (
		frappe.qb.DocType(doctype) for doctype in (TICKET, "Service Offering", "Engineer Level")
	)
	lowest = min(frappe.get_all("Engineer Level", pluck="rank"), default=0)
	rows = (
		frappe.qb.from_(ticket)
		.join(offering)
		.on(offering.name == ticket.offering)
		.left_join(level)
		.on(level.name == offering.required_level)
		.select(
			ticket.first_done_by,
			Count(ticket.name),
			Sum(Case().when(level.rank > lowest, 1).else_(0)),
		)
		.where((ticket.first_done_at >= start) & (ticket.first_done_at < end))
		.groupby(ticket.first_done_by)
		.run()
	)
	for engineer, done, difficult in rows:
		if engineer in found:
			found[engineer].update({"done": int(done), "difficult": int(difficult or 0)})


def _add_hours(found: dict, start: datetime, end: datetime) -> None:
	visit = frappe.qb.DocType(VISIT)
	rows = (
		frappe.qb.from_(visit)
		.select(visit.engineer, Sum(visit.work_minutes), Sum(visit.travel_minutes))
		.where((visit.arrived_at >= start) & (visit.arrived_at < end))
		.groupby(visit.engineer)
		.run()
	)
	for engineer, work, travel in rows:
		if engineer in found:
			hours = {"work_hours": round((work or 0) / 60, 1), "travel_hours": round((travel or 0) / 60, 1)}
			found[engineer].update(hours)


def _columns() -> list[dict]:
	return [
		_column("engineer", _("Engineer"), "Link", 110, options=ENGINEER),
		_column("engineer_name", _("Full Name"), "Data", 150),
		_column("team", _("Team"), "Link", 130, options="Service Team"),
		# As text: of a link Frappe asks for the right to read territories, which dispatchers need not have.
		_column("region", _("Region", context=ENGINEER), "Data", 120),
		_column("level", _("Level"), "Link", 110, options="Engineer Level"),
		_column("given", _("Tickets Given"), "Int", 110),
		_column("by_hand", _("Of These by Hand"), "Int", 120),
		_column("done", _("Jobs Done"), "Int", 100),
		_column("difficult", _("Difficult Jobs"), "Int", 110),
		_column("work_hours", _("Hours of Work"), "Float", 110, precision=1),
		_column("travel_hours", _("Hours of Travel"), "Float", 110, precision=1),
		_column("against_mean", _("Hours Against the Mean (%)"), "Int", 170),
	]


def _column(field: str, label: str, fieldtype: str, width: int, **more) -> dict:
	return {"fieldname": field, "label": label, "fieldtype": fieldtype, "width": width, **more}


def _chart(rows: list) -> dict | None:
	"""The forty with the most hours; more bars than that say nothing."""
	most = sorted(rows, key=lambda row: -(row.work_hours + row.travel_hours))[:40]
	if not any(row.work_hours or row.travel_hours for row in most):
		return None
	return {
		"type": "bar",
		"barOptions": {"stacked": 1},
		"data": {
			"labels": [row.engineer_name for row in most],
			"datasets": [
				{"name": _("Hours of Work"), "values": [row.work_hours for row in most]},
				{"name": _("Hours of Travel"), "values": [row.travel_hours for row in most]},
			],
		},
	}


def _summary(rows: list) -> list[dict]:
	"""How far the engineers lie apart, in percent of the mean; a dash where nobody has any."""
	told = (
		(_("Spread of Work"), [row.work_hours for row in rows]),
		(_("Spread of Travel"), [row.travel_hours for row in rows]),
		(_("Spread of Difficult Jobs"), [row.difficult for row in rows]),
	)
	return [
		{
			"label": label,
			"value": "–" if (found := spread(values)) is None else f"{100 * found:.0f} %",
			"datatype": "Data",
		}
		for label, values in told
	]
