"""Report Training Completion: how much of the training that was due was done, and how many exams were passed (H4)."""

from collections import defaultdict
from datetime import date, timedelta

import frappe
from frappe import _
from frappe.utils import add_days, flt, formatdate, get_datetime, getdate

from fsm_app.common.clock import now
from fsm_app.engine.training_rates import TrainingRates
from fsm_app.service_training.assignments import ASSIGNMENT, COMPLETED
from fsm_app.service_training.exam_candidate import ATTEMPT
from fsm_app.service_training.exams import IN_PROGRESS

PERIOD_DAYS = 90
SETTINGS = "Field Service Settings"
GROUPS = {"Engineer": "Service Engineer", "Team": "Service Team", "Course": "Training Course"}


def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows, no message, no chart, and a summary. A fixed number of queries.

	Filters: from_date and to_date (default: the last 90 days), which the due day of the training and the day of the exam
	fall into; group_by (Engineer, Team or Course), company, team, course.
	"""
	filters = frappe._dict(filters or {})
	end = getdate(filters.to_date or now())
	start = getdate(filters.from_date or add_days(end, -PERIOD_DAYS))
	if start > end:
		frappe.throw(
			_("To: {0} lies before From ({1}). Choose a later day.").format(
				formatdate(end), formatdate(start)
			)
		)
	group_by = filters.group_by if filters.group_by in GROUPS else "Engineer"
	assignments, sittings = _assignments(start, end, filters), _sittings(start, end, filters)
	engineers = _engineers({row.engineer for row in (*assignments, *sittings)})
	groups = defaultdict(TrainingRates)
	total, today = TrainingRates(), now().date()
	for row in assignments:
		engineer = engineers[row.engineer]
		if filters.team and engineer.team != filters.team:
			continue
		key = {"Engineer": row.engineer, "Team": engineer.team, "Course": row.course}[group_by]
		completed_on = getdate(row.completed_on or row.due_date) if row.state == COMPLETED else None
		for rates in (groups[key or ""], total):
			rates.add_assignment(getdate(row.due_date), completed_on, today)
	courses = _courses_of_exams()
	for row in sittings:
		engineer, of_exam = engineers[row.engineer], courses.get(row.exam, [])
		if (filters.team and engineer.team != filters.team) or (
			filters.course and filters.course not in of_exam
		):
			continue
		keys = {"Engineer": [row.engineer], "Team": [engineer.team], "Course": of_exam}[group_by]
		for rates in (*(groups[key or ""] for key in keys), total):
			rates.add_sitting(row.passed)
	targets = _targets()
	rows = [_row(group_by, key, groups[key], engineers, targets) for key in sorted(groups)]
	return _columns(group_by), rows, None, None, _summary(total, targets)


def _assignments(start: date, end: date, filters) -> list:
	"""Those that were due from `start` to `end` and that the user may see."""
	conditions = {field: filters[field] for field in ("company", "course") if filters.get(field)}
	return frappe.get_list(
		ASSIGNMENT,
		filters={**conditions, "due_date": ["between", [start, end]], "state": ["!=", "Cancelled"]},
		fields=["engineer", "course", "due_date", "completed_on", "state"],
		limit_page_length=0,
	)


def _sittings(start: date, end: date, filters) -> list:
	"""The exams that were sat to their end from `start` to `end`; none for those who may not see exams."""
	if not frappe.has_permission(ATTEMPT, "read"):
		return []
	conditions = {"company": filters.company} if filters.company else {}
	first, day_after = get_datetime(start), get_datetime(end + timedelta(days=1))
	rows = frappe.get_list(
		ATTEMPT,
		filters={
			**conditions,
			"submitted_at": ["between", [first, day_after]],
			"state": ["!=", IN_PROGRESS],
			"annulled": 0,
		},
		fields=["engineer", "exam", "passed", "submitted_at"],
		limit_page_length=0,
	)
	return [row for row in rows if get_datetime(row.submitted_at) < day_after]


def _engineers(names: set[str]) -> dict:
	rows = frappe.get_all(
		"Service Engineer",
		filters={"name": ["in", sorted(names)]},
		fields=["name", "engineer_name", "team"],
		limit_page_length=0,
	)
	return {row.name: row for row in rows}


def _courses_of_exams() -> dict[str, list[str]]:
	courses: dict[str, list[str]] = {}
	for row in frappe.get_all(
		"Training Course", filters={"exam": ["is", "set"]}, fields=["name", "exam"], limit_page_length=0
	):
		courses.setdefault(row.exam, []).append(row.name)
	return courses


def _targets() -> tuple[float, float]:
	"""The shares (%) of training completed and of exams passed that are aimed at."""
	return tuple(
		flt(frappe.db.get_single_value(SETTINGS, field, cache=True))
		for field in ("training_completion_target", "exam_pass_target")
	)


def _row(group_by: str, key: str, rates: TrainingRates, engineers: dict, targets) -> dict:
	row = {
		"group": key,
		**{field: getattr(rates, field) for field in ("due", "completed", "on_time", "overdue", "sittings")},
		"completion_rate": rates.completion_rate,
		"pass_rate": rates.pass_rate,
		"below": [
			field
			for field, target in zip(("completion_rate", "pass_rate"), targets, strict=True)
			if (getattr(rates, field) is not None) and getattr(rates, field) < target
		],
	}
	if group_by == "Engineer":
		row["engineer_name"] = engineers[key].engineer_name
	return row


def _summary(total: TrainingRates, targets: tuple[float, float]) -> list[dict]:
	"""Both rates of all rows together with their targets; without a colour where there is nothing to count."""
	labels = (_("Training Completed (target {0} %)"), _("Exams Passed (target {0} %)"))
	rates = (total.completion_rate, total.pass_rate)
	return [
		{
			"value": rate,
			"label": label.format(f"{target:g}"),
			"datatype": "Percent",
			"indicator": "Green" if rate >= target else "Red",
		}
		for label, rate, target in zip(labels, rates, targets, strict=True)
		if rate is not None
	]


def _columns(group_by: str) -> list[dict]:
	columns = [
		{
			"fieldname": "group",
			"label": _(group_by),
			"fieldtype": "Link",
			"options": GROUPS[group_by],
			"width": 160,
		}
	]
	if group_by == "Engineer":
		columns.append(
			{
				"fieldname": "engineer_name",
				"label": _("Name", context="Service Engineer"),
				"fieldtype": "Data",
				"width": 150,
			}
		)
	for fieldname, label, fieldtype in (
		("due", _("Due"), "Int"),
		("completed", _("Completed"), "Int"),
		("on_time", _("On Time"), "Int"),
		("overdue", _("Overdue"), "Int"),
		("completion_rate", _("Completion Rate"), "Percent"),
		("sittings", _("Exams Taken"), "Int"),
		("pass_rate", _("Pass Rate"), "Percent"),
	):
		columns.append({"fieldname": fieldname, "label": label, "fieldtype": fieldtype, "width": 120})
	return columns
