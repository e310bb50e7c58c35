"""Between the proposal and its acceptance the world goes on: who has left, is away or lost a certificate gets nothing (E2, E3)."""

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.day_plans import acceptance
from tests import host
from tests.app import day_plans as p
from tests.app import dispatching as d
from tests.app import factories as f
from tests.app.test_dispatch_rules import employee
from tests.app.test_dispatch_with_hr import on_leave

LICENCE = "Acceptance Licence"


@pytest.fixture(autouse=True)
def monday():
	with d.at():
		yield


@pytest.fixture
def proposal():
	"""A proposal by a dispatcher: a ticket to dispatch to South, one of South's that moves, and one for North."""
	south, north = p.crew()
	f.make("Service Certification", name=LICENCE, certification_name=LICENCE, kind="Internal")
	for engineer in (south, north):
		certificate = {"engineer": engineer.name, "certification": LICENCE, "valid_from": "2020-01-01"}
		f.make("Engineer Certification", valid_until="2026-12-31", **certificate)
	licensed = f.offering("Acceptance Repair", certifications=[{"certification": LICENCE}])
	new = p.ticket(p.SOUTH, offering=licensed)
	moved = p.ticket(p.SOUTH, south, offering=licensed)
	p.visit_at(moved, "16:30", "17:30")
	others = p.ticket(p.NORTH, offering=licensed)
	made = p.plan(keep_times=0)
	rows = {
		name: p.row(made, ticket) for name, ticket in (("new", new), ("moved", moved), ("others", others))
	}
	assert [(row.change, row.engineer_proposed) for row in rows.values()] == [
		("Newly Planned", south.name),
		("Moved", south.name),
		("Newly Planned", north.name),
	]
	return made, south, north, new, moved, others


def nothing_of_souths(proposal, reason: str) -> None:
	"""North's ticket is taken, South's are as they were, the rows say why, and who made the plan is told."""
	made, south, north, new, moved, others = proposal
	told = frappe.db.count("Notification Log", {"document_name": made.name})
	assert acceptance.accept(made.name) == {"taken": 1, "conflicts": 2}
	made.reload()
	assert made.state == "Partly Accepted"
	for ticket in (new, moved):
		assert p.row(made, ticket).result == "Conflict"
		assert reason in p.row(made, ticket).conflict
	assert frappe.db.get_value("Service Ticket", new.name, ["stage", "engineer"]) == ("Triaged", None)
	assert not frappe.db.exists("Service Visit", {"ticket": new.name})
	visit = frappe.get_doc("Service Visit", {"ticket": moved.name})
	assert (visit.engineer, visit.planned_start) == (south.name, get_datetime(f"{d.TUESDAY} 16:30:00"))
	assert frappe.db.get_value("Service Ticket", others.name, "engineer") == north.name
	assert frappe.db.count("Notification Log", {"document_name": made.name}) == told + 1
	subject = frappe.get_last_doc("Notification Log", {"document_name": made.name}).subject
	assert "1 visits were taken over, 2 were not" in subject


def test_who_loses_a_certificate_is_not_sent(proposal):
	south = proposal[1]
	frappe.db.set_value("Engineer Certification", {"engineer": south.name}, "valid_until", "2026-03-01")
	nothing_of_souths(proposal, LICENCE)


def test_whose_certificate_ends_before_the_day_is_not_sent(proposal):
	south = proposal[1]
	frappe.db.set_value("Engineer Certification", {"engineer": south.name}, "valid_until", "2026-03-02")
	nothing_of_souths(proposal, LICENCE)


@pytest.mark.parametrize("status", ["On Leave", "Left"])
def test_who_goes_on_leave_or_leaves_the_company_is_not_sent(proposal, status):
	south = frappe.get_doc("Service Engineer", proposal[1].name)
	south.status = status
	south.save()
	nothing_of_souths(proposal, "not at work")


def test_who_is_off_that_day_by_a_new_roster_is_not_sent(proposal):
	calendar = f.calendar("Acceptance Wednesdays", days=("Wednesday",))
	frappe.db.set_value("Service Engineer", proposal[1].name, "calendar", calendar)
	nothing_of_souths(proposal, "not at work")


def test_who_works_for_another_company_by_now_is_not_sent(proposal):
	other = f.other_company("Acceptance Other Company", "AOC")
	frappe.db.set_value("Service Engineer", proposal[1].name, "company", other)
	nothing_of_souths(proposal, "not at work")


@pytest.mark.skipif(
	not (host.ON_BENCH and "hrms" in frappe.get_installed_apps()), reason="HRMS is not installed here"
)
@pytest.mark.parametrize("half", [{}, {"half_day": 1, "half_day_date": d.TUESDAY}])
def test_whose_leave_is_approved_meanwhile_is_not_sent(proposal, half):
	number = employee(proposal[1])
	on_leave(number, d.TUESDAY, d.TUESDAY, **half)
	nothing_of_souths(proposal, "not at work")


def test_who_makes_a_new_plan_then_gets_one_with_whoever_is_left(proposal):
	_made, south, north, new, moved, _others = proposal
	frappe.db.set_value("Service Engineer", south.name, "status", "On Leave")
	again = p.plan(keep_times=0)
	assert p.row(again, new).engineer_proposed == north.name
	assert p.row(again, moved).engineer_proposed == north.name
	assert acceptance.accept(again.name)["conflicts"] == 0


@pytest.mark.parametrize("locked", [0, 1])
def test_a_visit_within_its_window_ends_with_its_work_where_another_one_follows(locked):
	south, _north = p.crew()
	agreed = p.ticket(p.SOUTH, south, **d.appointment("10:00", "12:00"))
	visit = p.visit_at(agreed, "10:00", "12:00", plan_locked=locked)
	follows = p.ticket(p.SOUTH, **d.appointment("11:00", "13:30"))
	made = p.plan()
	ends = "12:00:00" if locked else "11:00:00"
	assert get_datetime(p.row(made, agreed).end_proposed) == get_datetime(f"{d.TUESDAY} {ends}")
	assert acceptance.accept(made.name) == {"taken": 1, "conflicts": 0}
	first = frappe.db.get_value("Service Visit", visit.name, ["planned_start", "planned_end"], as_dict=True)
	other = frappe.get_last_doc("Service Visit", {"ticket": follows.name})
	assert (first.planned_start, first.planned_end) == (
		get_datetime(f"{d.TUESDAY} 10:00:00"),
		get_datetime(f"{d.TUESDAY} {ends}"),
	)
	assert locked or other.engineer == south.name
	assert other.engineer != south.name or first.planned_end <= other.planned_start
	appointment = frappe.db.get_value("Service Ticket", agreed.name, "appointment_end")
	assert get_datetime(appointment) == get_datetime(f"{d.TUESDAY} 12:00:00")
