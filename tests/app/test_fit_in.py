"""One click on an urgent ticket: a plan that fits it in with least change, and says what moves before it moves (E3)."""

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.api import day_plans as api
from fsm_app.day_plans import acceptance, fitting_in, planning, plans
from fsm_app.day_plans.plans import DayPlanError
from tests.app import day_plans as p
from tests.app import dispatching as d
from tests.app import factories as f

DISPATCHER, ENGINEER = "fit.dispatcher@example.com", "fit.engineer@example.com"


@pytest.fixture(autouse=True)
def morning(monkeypatch):
	# It ends when the ticket fits in, on however slow a machine.
	monkeypatch.setattr(fitting_in, "SECONDS", 120)
	with d.at(f"{d.TUESDAY} 07:00:00"):
		yield


@pytest.fixture
def dispatcher():
	return f.user(DISPATCHER, "Service Dispatcher")


def due(ticket, moment: str):
	frappe.db.set_value("Service Ticket", ticket.name, "next_due_at", get_datetime(moment))
	return ticket


def test_a_dispatcher_fits_an_urgent_ticket_in_and_hears_what_moves(as_user, dispatcher):
	south, north = p.crew()
	agreed = p.ticket(p.SOUTH, south, **d.appointment("08:00", "09:00"))
	p.visit_at(agreed, "08:00", "09:00")
	planned = p.ticket(p.NORTH, north)
	p.visit_at(planned, "09:00", "10:00")
	waiting = p.ticket(p.SOUTH)
	urgent = due(p.ticket(p.SOUTH), f"{d.TUESDAY} 12:00:00")
	with as_user(dispatcher):
		name = api.fit_in(urgent.name)
		# A second click opens the same.
		assert api.fit_in(urgent.name) == name
		plan = frappe.get_doc("Day Plan", name)
		assert (plan.state, plan.mode, str(plan.plan_date), plan.plan_until) == (
			"Queued",
			"Change Little",
			d.TUESDAY,
			None,
		)
		planning.work_out(name)
	plan.reload()
	row = p.row(plan, urgent)
	assert (row.change, row.engineer_proposed) == ("Newly Planned", south.name)
	assert plan.visits_changed == 0 and plan.visits_new == 1
	assert {p.row(plan, each).change for each in (agreed, planned)} == {"Unchanged"}
	# Only this one: what else waits has its own time.
	assert waiting.name not in [each.ticket for each in plan.visits]
	told = frappe.get_all("Notification Log", filters={"document_name": name}, fields=["for_user", "subject"])
	assert [each.for_user for each in told] == [dispatcher]
	assert "0 visits change, 1 are new" in told[0].subject
	assert frappe.db.get_value("Service Ticket", urgent.name, "stage") == "Triaged"
	with as_user(dispatcher):
		assert acceptance.accept(name) == {"taken": 1, "conflicts": 0}
	assert frappe.db.get_value("Service Ticket", urgent.name, "engineer") == south.name


def test_what_has_to_give_way_is_named_in_the_plan_and_what_was_agreed_does_not():
	south, north = p.crew()
	frappe.db.set_value("Service Engineer", north.name, "status", "On Leave")
	long = f.offering("Fit Half Day", planned_duration=4 * 3600)
	agreed = p.ticket(p.SOUTH, south, **d.appointment("08:00", "09:00"))
	p.visit_at(agreed, "08:00", "09:00")
	planned = p.ticket(p.SOUTH, south, offering=long)
	p.visit_at(planned, "11:00", "15:00")
	urgent = due(p.ticket(p.SOUTH, offering=long), f"{d.TUESDAY} 09:00:00")
	plan = p.worked_again(api.fit_in(urgent.name))
	assert p.row(plan, urgent).change == "Newly Planned"
	assert p.row(plan, agreed).change == "Unchanged"
	moved = p.row(plan, planned)
	assert (moved.change, moved.start_now) == ("Moved", get_datetime(f"{d.TUESDAY} 11:00:00"))
	assert plan.visits_changed == 1
	(told,) = frappe.get_all("Notification Log", filters={"document_name": plan.name}, pluck="email_content")
	assert told.startswith(f"{planned.name}: South, ") and "11:00" in told
	assert agreed.name not in told


@pytest.mark.parametrize("promised", [False, True])
def test_it_comes_in_time_if_something_may_give_way_for_it_and_late_if_nothing_may(promised):
	south, north = p.crew()
	frappe.db.set_value("Service Engineer", north.name, "status", "On Leave")
	agreed = d.appointment("08:30", "12:30") if promised else {}
	planned = p.ticket(
		p.SOUTH, south, offering=f.offering("Fit Morning", planned_duration=4 * 3600), **agreed
	)
	p.visit_at(planned, "08:30", "12:30")
	urgent = due(p.ticket(p.SOUTH), f"{d.TUESDAY} 11:00:00")
	plan = p.worked_again(api.fit_in(urgent.name))
	row, other = p.row(plan, urgent), p.row(plan, planned)
	if promised:
		assert (other.change, plan.visits_changed) == ("Unchanged", 0)
		assert row.start_proposed == get_datetime(f"{d.TUESDAY} 12:30:00") and row.late_minutes
	else:
		assert (other.change, plan.visits_changed) == ("Moved", 1)
		assert row.end_proposed <= get_datetime(f"{d.TUESDAY} 11:00:00") and not row.late_minutes


def test_the_days_are_from_now_to_when_it_is_due_and_those_that_were_agreed():
	p.crew()
	today = due(p.ticket(p.SOUTH), "2026-03-02 12:00:00")
	tomorrow = due(p.ticket(p.SOUTH), "2026-03-04 12:00:00")
	far = due(p.ticket(p.SOUTH), "2026-03-31 12:00:00")
	agreed = p.ticket(p.SOUTH, appointment_start="2026-03-06 10:00:00", appointment_end="2026-03-06 12:00:00")
	days = [
		tuple(str(day) for day in frappe.db.get_value("Day Plan", api.fit_in(each.name), ["plan_date", "plan_until"]))
		for each in (today, tomorrow, far, agreed)
	]  # fmt: skip
	assert days == [
		(d.TUESDAY, "None"),
		(d.TUESDAY, "2026-03-04"),
		(d.TUESDAY, "2026-03-05"),
		("2026-03-06", "None"),
	]


def test_what_needs_no_place_in_a_day_is_refused_with_the_way_out(as_user, dispatcher):
	south, _north = p.crew()
	planned = p.ticket(p.SOUTH, south)
	visit = p.visit_at(planned, "10:00", "11:00")
	with pytest.raises(DayPlanError, match=visit.name):
		api.fit_in(planned.name)
	remotely = f.offering("Fit Remote")
	frappe.db.set_value("Service Offering", remotely, "delivery", "Remote")
	frappe.clear_document_cache("Service Offering", remotely)
	remote = p.ticket(p.SOUTH, offering=remotely)
	with pytest.raises(DayPlanError, match="remotely"):
		api.fit_in(remote.name)
	new = f.ticket()
	with pytest.raises(DayPlanError, match="work has not begun"):
		api.fit_in(new.name)
	f.user(ENGINEER, "Service Engineer")
	loose = p.ticket(p.SOUTH)
	with as_user(ENGINEER), pytest.raises(frappe.PermissionError):
		api.fit_in(loose.name)
	with as_user(south.user), pytest.raises(frappe.PermissionError):
		api.fit_in(planned.name)
	assert not frappe.db.exists("Day Plan", {"ticket": ["in", [planned.name, remote.name, loose.name]]})


def test_a_deleted_ticket_leaves_its_plan_without_it():
	p.crew()
	loose = p.ticket(p.SOUTH)
	name = api.fit_in(loose.name)
	plans.discard(p.worked_again(name).name)
	frappe.delete_doc("Service Ticket", loose.name)
	assert frappe.db.get_value("Day Plan", name, ["ticket", "state"]) == (None, "Discarded")


def test_a_plan_is_for_a_ticket_of_its_company():
	p.crew()
	loose = p.ticket(p.SOUTH)
	frappe.db.set_value("Service Ticket", loose.name, "company", "Another Company", update_modified=False)
	with pytest.raises(DayPlanError, match="does not belong"):
		f.make("Day Plan", company=f.company(), plan_date=d.TUESDAY, ticket=loose.name)
