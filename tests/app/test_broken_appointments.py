"""Somebody is away after all: the dispatcher is told which appointments that breaks, and gives them to others (E2, P1)."""

import pytest

import frappe

from fsm_app.api import broken_appointment as api
from fsm_app.assignments import absences
from fsm_app.assignments.absences import BROKEN
from tests import host
from tests.app import factories as f
from tests.app.offering import DISPATCHER, engineers, offering, told
from tests.app.tickets import walk

NOW = "2026-03-02 09:00:00"


@pytest.fixture
def dispatcher():
	return f.user(DISPATCHER, "Service Dispatcher")


def agreed(day: str = "2026-03-03", **values):
	return walk(
		f.ticket(
			offering=offering("By Hand", 0),
			appointment_start=f"{day} 10:00:00",
			appointment_end=f"{day} 12:00:00",
			**values,
		),
		"Triage",
		"Dispatch",
		"Accept",
	)


def broken(ticket) -> list[tuple]:
	rows = frappe.get_all(BROKEN, filters={"ticket": ticket.name}, fields=["state", "engineer", "given_to"])
	return [(row.state, row.engineer, row.given_to) for row in rows]


def goes(engineer, status: str):
	document = frappe.get_doc("Service Engineer", engineer.name)
	document.status = status
	document.save()
	return document


def test_who_goes_on_leave_breaks_their_appointments_and_the_dispatcher_gives_them_away(
	freeze, as_user, dispatcher
):
	one, two = engineers("Ada", "Bo")
	freeze(NOW)
	ticket = agreed()
	assert ticket.engineer == one.name
	goes(one, "On Leave")
	assert broken(ticket) == [("Open", one.name, None)]
	assert told(dispatcher)[-1].startswith("Ada cannot keep 1 appointments")
	name = frappe.db.get_value(BROKEN, {"ticket": ticket.name})
	with as_user(dispatcher):
		assert [row["engineer"] for row in api.candidates(name)["candidates"]] == [two.name]
		assert api.give(name) == two.name
	assert frappe.db.get_value("Service Ticket", ticket.name, "engineer") == two.name
	assert broken(ticket) == [("Given to Another", one.name, two.name)]
	assert any(ticket.name in line for line in told(two.user))
	with as_user(dispatcher), pytest.raises(absences.NothingBroken):
		api.give(name)


def test_nobody_else_can_keep_it_and_the_dispatcher_hears_why(freeze, as_user, dispatcher):
	(one,) = engineers("Ada")
	freeze(NOW)
	ticket = agreed()
	goes(one, "On Leave")
	name = frappe.db.get_value(BROKEN, {"ticket": ticket.name})
	with as_user(dispatcher), pytest.raises(absences.NobodyElse):
		api.give(name)
	assert broken(ticket) == [("Open", one.name, None)]
	assert frappe.db.get_value("Service Ticket", ticket.name, "engineer") == one.name


def test_who_is_back_keeps_their_appointments(freeze):
	one, _two = engineers("Ada", "Bo")
	freeze(NOW)
	ticket = agreed()
	goes(one, "On Leave")
	goes(one, "Active")
	assert broken(ticket) == [("Over", one.name, None)]


def test_only_the_days_of_the_absence_are_broken(freeze):
	one, _two = engineers("Ada", "Bo")
	freeze(NOW)
	during, after = agreed("2026-03-03"), agreed("2026-03-05")
	start, end = (frappe.utils.get_datetime(day) for day in ("2026-03-03", "2026-03-05"))
	assert len(absences.note_absence(one.name, start, end, "A course", "test")) == 1
	assert absences.note_absence(one.name, start, end, "A course", "test") == []
	assert broken(during) == [("Open", one.name, None)]
	assert broken(after) == []


def test_a_dispatcher_says_that_it_holds_all_the_same(freeze, as_user, dispatcher):
	one, _two = engineers("Ada", "Bo")
	freeze(NOW)
	ticket = agreed()
	goes(one, "On Leave")
	with as_user(dispatcher):
		api.keep(frappe.db.get_value(BROKEN, {"ticket": ticket.name}))
	assert broken(ticket) == [("Kept", one.name, None)]


def test_what_was_moved_to_another_day_is_broken_no_more(freeze):
	one, _two = engineers("Ada", "Bo")
	freeze(NOW)
	ticket = agreed()
	goes(one, "On Leave")
	absences.settle_past()
	assert broken(ticket) == [("Open", one.name, None)]
	frappe.db.set_value("Service Visit", {"ticket": ticket.name}, "planned_start", "2026-03-09 10:00:00")
	absences.settle_past()
	assert broken(ticket) == [("Over", one.name, None)]


def test_engineers_neither_see_nor_settle_them(freeze, as_user):
	one, two = engineers("Ada", "Bo")
	freeze(NOW)
	ticket = agreed()
	goes(one, "On Leave")
	name = frappe.db.get_value(BROKEN, {"ticket": ticket.name})
	with as_user(two.user):
		for act in (api.candidates, api.give, api.keep):
			with pytest.raises(frappe.PermissionError):
				act(name)
		with pytest.raises(frappe.PermissionError):
			frappe.get_list(BROKEN)


def on_leave(engineer, first: str, last: str):
	"""HR's approved Leave Application of the engineer, submitted."""
	holidays = "Absence Holidays"
	f.make(
		"Holiday List",
		name=holidays,
		holiday_list_name=holidays,
		from_date="2026-01-01",
		to_date="2026-12-31",
	)
	employee = f.make(
		"Employee",
		first_name="Ada",
		gender=f.make("Gender", name="Other", gender="Other").name,
		date_of_birth="1990-01-01",
		date_of_joining="2020-01-01",
		company=f.company(),
		holiday_list=holidays,
		status="Active",
	).name
	frappe.db.set_value("Service Engineer", engineer.name, "employee", employee)
	if frappe.db.exists("DocType", "Holiday List Assignment"):
		# Version 16 looks for holidays in a document of their own.
		frappe.get_doc(
			{
				"doctype": "Holiday List Assignment",
				"applicable_for": "Employee",
				"assigned_to": employee,
				"holiday_list": holidays,
				"from_date": "2026-01-01",
			}
		).submit()
	kind = f.make("Leave Type", name="Absence Leave", leave_type_name="Absence Leave", is_lwp=1).name
	leave = frappe.get_doc(
		{
			"doctype": "Leave Application",
			"employee": employee,
			"leave_type": kind,
			"from_date": first,
			"to_date": last,
			"status": "Approved",
			"company": f.company(),
			"leave_approver": "Administrator",
			"follow_via_email": 0,
		}
	)
	leave.insert()
	leave.submit()
	return leave


@pytest.mark.skipif(not host.ON_BENCH, reason="needs HRMS")
def test_a_leave_approved_afterwards_and_cancelled_again(freeze, dispatcher):
	one, _two = engineers("Ada", "Bo")
	freeze(NOW)
	during, after = agreed("2026-03-03"), agreed("2026-03-05")
	leave = on_leave(one, "2026-03-03", "2026-03-04")
	assert (broken(during), broken(after)) == ([("Open", one.name, None)], [])
	assert told(dispatcher)[-1].startswith("Ada cannot keep 1 appointments: On leave from")
	leave.reload()
	leave.cancel()
	assert broken(during) == [("Over", one.name, None)]
