"""When engineers work: HR's shifts where HR is installed, else the calendar of the engineer or the team; leave, holidays, duty (E1, P1).

A number of queries that does not depend on how many engineers are asked about.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import frappe
from frappe.utils import getdate

from fsm_app.engine.day_of_visits import DAY, Span
from fsm_app.service_levels.on_call import duties_between
from fsm_app.service_levels.working_calendars import attended_spans, worked_spans


@dataclass
class Roster:
	"""What is known of the engineers' working time around some days.

	`shifts`: by engineer the stretches in which they are there, without those of whom nothing is known; `worked`: the same
	without breaks; `duties`: by engineer when they are on call; `holidays`, `leave` and `half_leave`: by engineer the days.
	"""

	shifts: dict[str, list[Span]] = field(default_factory=dict)
	worked: dict[str, list[Span]] = field(default_factory=dict)
	duties: dict[str, list[Span]] = field(default_factory=dict)
	holidays: dict[str, set[date]] = field(default_factory=dict)
	leave: dict[str, set[date]] = field(default_factory=dict)
	half_leave: dict[str, set[date]] = field(default_factory=dict)


def roster_of(engineers: list, first: date, last: date, shifts: bool, leave: bool) -> Roster:
	"""The roster of the engineers (rows with name, employee, calendar and team_calendar) for the days from `first` to `last`."""
	roster = Roster()
	employees = {row.employee: row.name for row in engineers if row.employee}
	people = _employees(list(employees)) if employees and (shifts or leave) else []
	with_hr = bool(employees) and "hrms" in frappe.get_installed_apps()
	if shifts:
		_fill_calendars(roster, engineers, first, last)
		_fill_holidays(roster, people, employees, first, last, with_hr)
		if with_hr:
			_fill_hr_shifts(roster, people, employees, first, last)
		begin, end = _bounds(first, last)
		roster.duties = duties_between([row.name for row in engineers], begin, end)
	if leave and with_hr:
		_fill_leave(roster, employees, first, last)
	return roster


def days_of(span: Span) -> list[date]:
	"""The days that a span touches."""
	first, last = span[0].date(), max(span[0], span[1] - timedelta(microseconds=1)).date()
	return [first + DAY * n for n in range((last - first).days + 1)]


def _bounds(first: date, last: date) -> Span:
	return datetime.combine(first, time()), datetime.combine(last + DAY, time())


def _fill_calendars(roster: Roster, engineers: list, first: date, last: date) -> None:
	begin, end = _bounds(first, last)
	known: dict[str, tuple[list[Span], list[Span]]] = {}
	for row in engineers:
		calendar = row.calendar or row.team_calendar
		if not calendar:
			continue
		if calendar not in known:
			known[calendar] = attended_spans(calendar, begin, end), worked_spans(calendar, begin, end)
		roster.shifts[row.name], roster.worked[row.name] = known[calendar]


def _employees(names: list[str]) -> list:
	has_default = frappe.get_meta("Employee").has_field("default_shift")
	return frappe.get_all(
		"Employee",
		filters={"name": ["in", names]},
		fields=["name", "company", "holiday_list", *(["default_shift"] if has_default else [])],
		limit_page_length=0,
	)


def _fill_holidays(
	roster: Roster, people: list, employees: dict, first: date, last: date, with_hr: bool
) -> None:
	lists = _holiday_lists(people, first, with_hr)
	if not lists:
		return
	rows = frappe.get_all(
		"Holiday",
		filters={
			"parent": ["in", sorted(set(lists.values()))],
			"parenttype": "Holiday List",
			"holiday_date": ["between", [first, last]],
		},
		fields=["parent", "holiday_date"],
		limit_page_length=0,
	)
	days: dict[str, set[date]] = {}
	for row in rows:
		days.setdefault(row.parent, set()).add(getdate(row.holiday_date))
	for employee, name in lists.items():
		if days.get(name):
			roster.holidays[employees[employee]] = days[name]


def _holiday_lists(people: list, day: date, with_hr: bool) -> dict[str, str]:
	"""By employee their holiday list: assigned by HR (version 16), else their own, else the company's."""
	of_company = {
		name: frappe.get_cached_value("Company", name, "default_holiday_list")
		for name in {row.company for row in people}
	}
	found = {row.name: row.holiday_list or of_company[row.company] for row in people}
	if with_hr and frappe.db.exists("DocType", "Holiday List Assignment", cache=True):
		rows = frappe.get_all(
			"Holiday List Assignment",
			filters={
				"docstatus": 1,
				"from_date": ["<=", day],
				"assigned_to": ["in", [*found, *of_company]],
			},
			fields=["assigned_to", "holiday_list"],
			order_by="from_date",
			limit_page_length=0,
		)
		assigned = {row.assigned_to: row.holiday_list for row in rows}
		for row in people:
			found[row.name] = assigned.get(row.name) or assigned.get(row.company) or found[row.name]
	return {employee: name for employee, name in found.items() if name}


def _fill_hr_shifts(roster: Roster, people: list, employees: dict, first: date, last: date) -> None:
	"""HR's word goes before the calendars; whoever has shifts assigned at all is off on days without one."""
	assignment = frappe.qb.DocType("Shift Assignment")
	rows = (
		frappe.qb.from_(assignment)
		.select(assignment.employee, assignment.shift_type, assignment.start_date, assignment.end_date)
		.where(assignment.employee.isin(list(employees)))
		.where((assignment.docstatus == 1) & (assignment.status == "Active"))
		.where(assignment.start_date <= last)
		.where(assignment.end_date.isnull() | (assignment.end_date >= first))
		.run(as_dict=True)
	)
	defaults = {row.name: row.default_shift for row in people if row.get("default_shift")}
	named = {row.shift_type for row in rows} | set(defaults.values())
	if not named:
		return
	hours = {
		row.name: (row.start_time, row.end_time)
		for row in frappe.get_all(
			"Shift Type", filters={"name": ["in", sorted(named)]}, fields=["name", "start_time", "end_time"]
		)
	}
	assigned: dict[str, list] = {}
	for row in rows:
		assigned.setdefault(row.employee, []).append(row)
	for employee in {*assigned, *defaults}:
		engineer = employees[employee]
		spans = []
		for n in range((last - first).days + 1):
			day = first + DAY * n
			if day in roster.holidays.get(engineer, ()):
				continue
			of_day = [row.shift_type for row in assigned.get(employee, ()) if _holds(row, day)]
			of_day = of_day or [defaults[employee]] if employee in defaults else of_day
			spans += [_shift(day, *hours[name]) for name in of_day if name in hours]
		roster.shifts[engineer] = roster.worked[engineer] = spans


def _holds(row, day: date) -> bool:
	return getdate(row.start_date) <= day and (not row.end_date or getdate(row.end_date) >= day)


def _shift(day: date, start, end) -> Span:
	midnight = datetime.combine(day, time())
	return midnight + start, midnight + (end if end > start else end + DAY)


def _fill_leave(roster: Roster, employees: dict, first: date, last: date) -> None:
	rows = frappe.get_all(
		"Leave Application",
		filters={
			"employee": ["in", list(employees)],
			"docstatus": 1,
			"status": "Approved",
			"from_date": ["<=", last],
			"to_date": [">=", first],
		},
		fields=["employee", "from_date", "to_date", "half_day", "half_day_date"],
		limit_page_length=0,
	)
	for row in rows:
		begin, end = max(getdate(row.from_date), first), min(getdate(row.to_date), last)
		days = {begin + DAY * n for n in range((end - begin).days + 1)}
		half = {getdate(row.half_day_date or row.from_date)} & days if row.half_day else set()
		engineer = employees[row.employee]
		roster.leave.setdefault(engineer, set()).update(days - half)
		roster.half_leave.setdefault(engineer, set()).update(half)
