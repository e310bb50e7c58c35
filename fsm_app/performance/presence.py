"""Who was at work in a period: the one place that settles it, for whoever counts from zero or pro-rates (J3).

What says so: visits, tickets done or in hand, on-call duties, HR's attendance and leave where HR is installed, the days
of joining and of leaving, and the engineer's status.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import frappe
from frappe import _
from frappe.query_builder import Case
from frappe.query_builder.functions import Coalesce, Count, Sum
from frappe.utils import cint, formatdate, getdate

from fsm_app.engine import stages
from fsm_app.engine.score_sheet import AWAY, Presence

AT_WORK, PARTLY = "At Work", "Partly"
ON_SITE, REMOTE = "On-site", "Remote"
NOT_THERE = ("Absent", "On Leave")


@dataclass
class Signs:
	"""What was seen of one engineer in the period."""

	in_hand: int = 0
	done: int = 0
	visits: int = 0
	remote: int = 0
	duties: int = 0
	attended: int = 0
	leave_days: float = 0.0

	@property
	def acted(self) -> bool:
		"""Whether something was done by them, not only given to them."""
		return bool(self.done or self.visits or self.duties or self.attended)

	@property
	def work_type(self) -> str:
		"""Remote for whoever made more remote than on-site visits."""
		return REMOTE if self.remote > self.visits - self.remote else ON_SITE


def presences(engineers: list, start: date, end: date) -> dict[str, tuple[Presence, str]]:
	"""By engineer their presence in [start, end] and their work type, from a handful of grouped queries.

	`engineers`: rows with name, status, joined_on and employee; `was_away` where a period that has ended was scored while it ran,
	and they were away: the status of today says nothing of it.
	"""
	signs = {engineer.name: Signs() for engineer in engineers}
	first, day_after = datetime.combine(start, time()), datetime.combine(end + timedelta(days=1), time())
	_count_tickets(signs, first, day_after)
	_count_visits(signs, first, day_after)
	_count_duties(signs, first, day_after)
	by_employee = {engineer.employee: engineer.name for engineer in engineers if engineer.employee}
	if by_employee and "hrms" in frappe.get_installed_apps():
		_count_attendance(signs, by_employee, start, end)
	employed = _employed(by_employee)
	return {
		engineer.name: (
			_presence(
				engineer, signs[engineer.name], start, end, *employed.get(engineer.employee, (None, None))
			),
			signs[engineer.name].work_type,
		)
		for engineer in engineers
	}


def _presence(
	engineer, signs: Signs, start: date, end: date, employed_since: date | None, left_on: date | None
) -> Presence:
	whole = (end - start).days + 1
	joined = getdate(engineer.joined_on) if engineer.joined_on else employed_since or start
	last = min(end, left_on) if left_on else end
	here = max(0, (last - max(start, joined)).days + 1)
	days = max(0.0, here - signs.leave_days)
	reasons = _reasons(signs, joined if joined > start else None, last if last < end else None)
	if not here:
		return Presence(AWAY, 0.0, whole, "; ".join(reasons), excused=not signs.acted)
	on_leave = engineer.status == "On Leave"
	excused = bool(not days or on_leave or engineer.get("was_away"))
	if not signs.acted and (excused or not signs.in_hand):
		if on_leave:
			reasons.append(_("the engineer's status is On Leave"))
		elif engineer.get("was_away"):
			reasons.append(_("away until the period ended"))
		if not signs.in_hand:
			reasons.append(_("no ticket, visit, duty or attendance"))
		return Presence(AWAY, 0.0, whole, "; ".join(reasons), excused)
	days = max(days, 1.0)  # something was done on one of them
	return Presence(AT_WORK if days >= whole else PARTLY, days, whole, "; ".join(reasons))


def _reasons(signs: Signs, joined: date | None, left: date | None) -> list[str]:
	told = (
		(signs.in_hand, _("{0} tickets in hand").format(signs.in_hand)),
		(signs.visits, _("{0} visits").format(signs.visits)),
		(signs.duties, _("{0} duties").format(signs.duties)),
		(signs.attended, _("{0} days attended").format(signs.attended)),
		(signs.leave_days, _("{0} days on leave or absent").format(f"{signs.leave_days:g}")),
		(joined, _("joined on {0}").format(formatdate(joined) if joined else "")),
		(left, _("left on {0}").format(formatdate(left) if left else "")),
	)
	return [words for is_so, words in told if is_so]


def _count_tickets(signs: dict[str, Signs], first: datetime, day_after: datetime) -> None:
	ticket = frappe.qb.DocType(stages.TICKET)
	done = Case().when((ticket.done_at >= first) & (ticket.done_at < day_after), 1).else_(0)
	ended = Coalesce(ticket.done_at, ticket.closed_at)
	rows = (
		frappe.qb.from_(ticket)
		.select(ticket.engineer, Count(ticket.name), Sum(done))
		.where(ticket.engineer.isnotnull())
		.where(ticket.opened_at < day_after)
		.where(ended.isnull() | (ended >= first))
		.where((ticket.stage != stages.CANCELLED) | (ticket.modified >= first))
		.groupby(ticket.engineer)
		.run()
	)
	for engineer, in_hand, finished in rows:
		if engineer in signs:
			signs[engineer].in_hand, signs[engineer].done = cint(in_hand), cint(finished)


def _count_visits(signs: dict[str, Signs], first: datetime, day_after: datetime) -> None:
	visit = frappe.qb.DocType("Service Visit")
	remote = Case().when(visit.delivery == REMOTE, 1).else_(0)
	rows = (
		frappe.qb.from_(visit)
		.select(visit.engineer, Count(visit.name), Sum(remote))
		.where(visit.engineer.isnotnull())
		.where((visit.arrived_at >= first) & (visit.arrived_at < day_after))
		.groupby(visit.engineer)
		.run()
	)
	for engineer, visits, far in rows:
		if engineer in signs:
			signs[engineer].visits, signs[engineer].remote = cint(visits), cint(far)


def _count_duties(signs: dict[str, Signs], first: datetime, day_after: datetime) -> None:
	duty = frappe.qb.DocType("On-call Duty")
	rows = (
		frappe.qb.from_(duty)
		.select(duty.engineer, Count(duty.name))
		.where((duty.start < day_after) & (duty.end.isnull() | (duty.end >= first)))
		.groupby(duty.engineer)
		.run()
	)
	for engineer, duties in rows:
		if engineer in signs:
			signs[engineer].duties = cint(duties)


def _count_attendance(signs: dict[str, Signs], by_employee: dict[str, str], start: date, end: date) -> None:
	"""HR's attendance, and approved leave on days without one."""
	away: dict[str, dict[date, float]] = {}
	for leave in frappe.get_all(
		"Leave Application",
		filters={
			"employee": ["in", list(by_employee)],
			"docstatus": 1,
			"status": "Approved",
			"from_date": ["<=", end],
			"to_date": [">=", start],
		},
		fields=["employee", "from_date", "to_date", "half_day", "half_day_date"],
		limit_page_length=0,
	):
		day, last = max(start, getdate(leave.from_date)), min(end, getdate(leave.to_date))
		while day <= last:
			half = leave.half_day and day == getdate(leave.half_day_date or leave.from_date)
			away.setdefault(leave.employee, {})[day] = 0.5 if half else 1.0
			day += timedelta(days=1)
	for row in frappe.get_all(
		"Attendance",
		filters={
			"employee": ["in", list(by_employee)],
			"docstatus": 1,
			"attendance_date": ["between", [start, end]],
		},
		fields=["employee", "attendance_date", "status"],
		limit_page_length=0,
	):
		share = 1.0 if row.status in NOT_THERE else 0.5 if row.status == "Half Day" else 0.0
		away.setdefault(row.employee, {})[getdate(row.attendance_date)] = share
		signs[by_employee[row.employee]].attended += share < 1.0
	for employee, days in away.items():
		signs[by_employee[employee]].leave_days = sum(days.values())


def _employed(by_employee: dict[str, str]) -> dict[str, tuple[date | None, date | None]]:
	"""By employee the days of joining and of leaving, where they are known."""
	if not by_employee:
		return {}
	rows = frappe.get_all(
		"Employee",
		filters={"name": ["in", list(by_employee)]},
		fields=["name", "date_of_joining", "relieving_date"],
		limit_page_length=0,
	)
	return {
		row.name: tuple(day and getdate(day) for day in (row.date_of_joining, row.relieving_date))
		for row in rows
	}
