"""Where HR is installed its shifts and its leave say who can be sent (E1, P1)."""

import pytest

import frappe

from tests import host
from tests.app import dispatching as d
from tests.app import factories as f

pytestmark = pytest.mark.skipif(
	not (host.ON_BENCH and "hrms" in frappe.get_installed_apps()), reason="HRMS is not installed here"
)


@pytest.fixture(autouse=True)
def morning():
	d.only_these_engineers()
	d.profile(by_roster=1, by_leave=1)
	with d.at():
		yield


def employed(name: str, **values):
	engineer = f.engineer(name)
	employee = frappe.new_doc("Employee")
	employee.update(
		{
			"name": frappe.generate_hash(length=10),
			"employee_name": name,
			"first_name": name,
			"company": f.company(),
			"status": "Active",
			**values,
		}
	)
	employee.db_insert()
	frappe.db.set_value("Service Engineer", engineer.name, "employee", employee.name)
	return employee.name


def shift_type(name: str, start: str, end: str) -> str:
	if not frappe.db.exists("Shift Type", name):
		document = frappe.new_doc("Shift Type")
		document.update({"name": name, "start_time": start, "end_time": end})
		document.db_insert()
	return name


def row(doctype: str, **values) -> None:
	document = frappe.new_doc(doctype)
	document.update({"name": frappe.generate_hash(length=10), "docstatus": 1, **values})
	document.db_insert()


def assigned(employee: str, shift: str, start: str, end: str | None = None, **values) -> None:
	row(
		"Shift Assignment",
		employee=employee,
		shift_type=shift,
		company=f.company(),
		start_date=start,
		end_date=end,
		**{"status": "Active", **values},
	)


def on_leave(employee: str, start: str, end: str, **values) -> None:
	row(
		"Leave Application",
		employee=employee,
		from_date=start,
		to_date=end,
		company=f.company(),
		**{"status": "Approved", **values},
	)


def test_the_assigned_shift_of_that_day_decides_and_none_is_a_day_off():
	day, night = (
		shift_type("Test Day", "08:00:00", "17:00:00"),
		shift_type("Test Night", "22:00:00", "06:00:00"),
	)
	assigned(employed("By Day"), day, "2026-03-01")
	assigned(employed("By Night"), night, "2026-03-01", "2026-03-31")
	assigned(employed("Another Week"), day, "2026-03-09", "2026-03-13")
	assigned(employed("Withdrawn"), night, "2026-03-01", docstatus=2)
	assert d.reasons(f.ticket(**d.appointment("10:00", "11:00"))) == {"By Night": "not on shift at that time"}
	night_work = {"appointment_start": "2026-03-03 23:00:00", "appointment_end": "2026-03-04 01:00:00"}
	assert set(d.reasons(f.ticket(**night_work))) == {"By Day"}
	early = {"appointment_start": "2026-03-03 04:00:00", "appointment_end": "2026-03-03 05:00:00"}
	assert set(d.reasons(f.ticket(**early))) == {"By Day"}


def test_the_default_shift_holds_where_none_is_assigned():
	day, night = (
		shift_type("Test Day", "08:00:00", "17:00:00"),
		shift_type("Test Night", "22:00:00", "06:00:00"),
	)
	employed("By Default", default_shift=day)
	assigned(employed("Swapped", default_shift=day), night, d.TUESDAY, d.TUESDAY)
	assert set(d.reasons(f.ticket(**d.appointment("10:00", "11:00")))) == {"Swapped"}
	assert set(d.reasons(f.ticket(**d.appointment("18:00", "19:00")))) == {"By Default", "Swapped"}


def test_who_is_on_leave_on_any_day_of_the_visit_is_left_out():
	on_leave(employed("Away"), "2026-03-03", "2026-03-05")
	on_leave(employed("Away Tomorrow"), "2026-03-04", "2026-03-04")
	on_leave(employed("Only Asked"), "2026-03-03", "2026-03-03", docstatus=0, status="Open")
	on_leave(employed("Rejected"), "2026-03-03", "2026-03-03", status="Rejected")
	assert set(d.reasons(f.ticket(**d.appointment("10:00", "11:00")))) == {"Away"}
	over_midnight = {"appointment_start": "2026-03-03 22:00:00", "appointment_end": "2026-03-04 02:00:00"}
	assert set(d.reasons(f.ticket(**over_midnight))) == {"Away", "Away Tomorrow"}


def test_half_a_day_is_left_to_the_dispatcher():
	employee = employed("Half Away")
	on_leave(employee, "2026-03-03", "2026-03-03", half_day=1, half_day_date="2026-03-03")
	considered = d.judged(f.ticket(**d.appointment("10:00", "11:00")))
	engineer = frappe.db.get_value("Service Engineer", {"employee": employee})
	assert considered.excluded[engineer].startswith("half a day on leave")
	assert engineer in considered.by_hand


def test_leave_of_today_counts_where_no_time_is_known():
	on_leave(employed("Away Today"), "2026-03-02", "2026-03-02")
	assert set(d.reasons(f.ticket())) == {"Away Today"}
