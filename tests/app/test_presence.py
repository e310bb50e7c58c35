"""Who was at work in a month, and why that is said: settled in one place (J3)."""

from datetime import date

import pytest

import frappe

from fsm_app.performance.appraisal_rows import insert_rows
from fsm_app.performance.presence import presences
from tests import host
from tests.app import factories as f
from tests.app import score_month as m

START, END = date(2031, 5, 1), date(2031, 5, 31)


def presence_of(engineer, **changes):
	row = frappe.db.get_value(
		"Service Engineer", engineer.name, ["name", "status", "joined_on", "employee"], as_dict=True
	)
	found, _work_type = presences([row.update(changes)], START, END)[engineer.name]
	return found


def test_who_did_nothing_and_had_nothing_in_hand_was_away():
	found = presence_of(m.hired("Idle"))
	assert (found.state, found.days) == ("Away", 0)
	assert found.reason == "no ticket, visit, duty or attendance"


@pytest.mark.parametrize(
	("what", "words"),
	[
		(lambda name: m.tickets(name, closed=0, still_open=2), "2 tickets in hand"),
		(lambda name: m.tickets(name, closed=1), "1 tickets in hand"),
		(lambda name: m.visits(name, [30]), "1 visits"),
		(lambda name: f.duty(name, "2031-05-30 20:00:00", "2031-06-01 08:00:00"), "1 duties"),
	],
)
def test_each_sign_says_so_by_itself(what, words):
	engineer = m.hired("Busy")
	what(engineer.name)
	found = presence_of(engineer)
	assert (found.state, found.days, found.reason) == ("At Work", 31, words)


@pytest.mark.parametrize(
	"values",
	[
		{"opened_at": "2031-06-01 00:00:00", "done_at": None, "closed_at": None},
		{"opened_at": "2031-04-01 00:00:00", "done_at": "2031-04-30 23:59:59"},
	],
)
def test_tickets_of_other_months_say_nothing(values):
	engineer = m.hired("Before and After")
	m.tickets(engineer.name, closed=1, **values)
	assert presence_of(engineer).state == "Away"


def test_a_ticket_in_hand_of_somebody_on_leave_is_no_work():
	engineer = m.hired("On Leave", status="On Leave")
	m.tickets(engineer.name, closed=0, still_open=3)
	found = presence_of(engineer)
	assert (found.state, found.reason) == ("Away", "3 tickets in hand; the engineer's status is On Leave")
	m.visits(engineer.name, [30])
	assert presence_of(engineer).state == "At Work"


@pytest.mark.parametrize(
	("joined", "state", "days"),
	[("2031-05-01", "At Work", 31), ("2031-05-31", "Partly", 1), ("2031-05-22", "Partly", 10), ("2031-06-01", "Away", 0)],
)  # fmt: skip
def test_days_before_joining_are_no_days(joined, state, days):
	engineer = m.hired("Joins", joined_on=joined)
	m.visits(engineer.name, [30])
	found = presence_of(engineer)
	assert (found.state, found.days) == (state, days)


def employee(name: str, **values) -> str:
	insert_rows("Employee", [{"name": name, "employee_name": name, "status": "Active", **values}])
	return name


@pytest.mark.parametrize(("left", "days"), [("2031-05-01", 1), ("2031-05-10", 10), ("2031-04-30", 0)])
def test_days_after_leaving_are_no_days(left, days):
	engineer = m.hired("Leaves")
	m.visits(engineer.name, [30])
	found = presence_of(engineer, employee=employee("Score Leaver", relieving_date=left))
	assert found.days == days


@pytest.mark.parametrize(
	("joined_on", "days"), [(None, 10), ("2031-05-29", 3), ("2030-01-01", 31)]
)  # as the engineer's own record says, else HR's
def test_who_has_no_day_of_joining_joined_when_hr_says(joined_on, days):
	engineer = m.hired("Joins by HR")
	m.visits(engineer.name, [30])
	who = employee("Score Joiner", date_of_joining="2031-05-22")
	found = presence_of(engineer, joined_on=joined_on, employee=who)
	assert (found.state, found.days) == ("Partly" if days < 31 else "At Work", days)


@pytest.mark.skipif(
	not host.ON_BENCH or "hrms" not in frappe.get_installed_apps(), reason="needs a bench with HRMS"
)
class TestHR:
	def leave(self, who: str, start: str, end: str, **values) -> None:
		insert_rows(
			"Leave Application",
			[
				{
					"name": frappe.generate_hash(length=10),
					"employee": who,
					"from_date": start,
					"to_date": end,
					"half_day": 0,
					"half_day_date": None,
					"status": "Approved",
					**values,
					"docstatus": 1,
				}
			],
		)

	def attendance(self, who: str, status: str, *days: int) -> None:
		insert_rows(
			"Attendance",
			[
				{
					"name": frappe.generate_hash(length=10),
					"employee": who,
					"attendance_date": date(2031, 5, day),
					"status": status,
					"docstatus": 1,
				}
				for day in days
			],
		)

	def test_leave_of_the_whole_month_is_away_whatever_is_in_hand(self):
		engineer, who = m.hired("HR Away"), employee("Score HR 1")
		m.tickets(engineer.name, closed=0, still_open=3)
		self.leave(who, "2031-04-20", "2031-06-10")
		found = presence_of(engineer, employee=who)
		assert (found.state, found.days) == ("Away", 0)

	def test_days_of_leave_and_absence_are_taken_off_once(self):
		engineer, who = m.hired("HR Partly"), employee("Score HR 2")
		m.visits(engineer.name, [30])
		self.leave(who, "2031-05-05", "2031-05-09")
		self.leave(who, "2031-05-12", "2031-05-12", half_day=1, half_day_date="2031-05-12")
		self.attendance(who, "On Leave", 5, 6)
		self.attendance(who, "Absent", 20)
		self.attendance(who, "Present", 21, 22)
		found = presence_of(engineer, employee=who)
		assert (found.state, found.days) == ("Partly", 31 - 5 - 0.5 - 1)
		assert "2 days attended" in found.reason

	def test_attendance_alone_is_work(self):
		engineer, who = m.hired("HR Attends"), employee("Score HR 3")
		self.attendance(who, "Present", 5)
		assert presence_of(engineer, employee=who).state == "At Work"
