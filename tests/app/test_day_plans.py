"""A day is planned by a job, proposed beside today's plan, and taken whole or in part (E3)."""

from datetime import timedelta

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.api import day_plans as api
from fsm_app.common import clock
from fsm_app.day_plans import acceptance, planning, plans
from fsm_app.day_plans.plans import DayPlanError
from fsm_app.field_work import visit_notices
from tests.app import day_plans as p
from tests.app import dispatching as d
from tests.app import factories as f


@pytest.fixture(autouse=True)
def monday():
	with d.at():
		yield


def hour(text: str):
	return get_datetime(f"{d.TUESDAY} {text}:00")


def visit_of(ticket):
	names = frappe.get_all(
		"Service Visit", filters={"ticket": ticket.name, "status": "Planned"}, pluck="name"
	)
	assert len(names) == 1
	return frappe.get_doc("Service Visit", names[0])


def test_each_ticket_goes_to_whom_it_is_near_and_figures_stand_beside_todays():
	south, north = p.crew()
	wrong = p.ticket(p.NORTH, south)
	p.visit_at(wrong, "10:00", "11:00")
	loose = p.ticket(p.SOUTH)
	made = p.plan()
	assert made.state == "Proposed" and not made.error
	first, second = p.row(made, wrong), p.row(made, loose)
	assert (first.change, first.engineer_now, first.engineer_proposed) == (
		"Another Engineer",
		south.name,
		north.name,
	)
	assert first.start_proposed == hour("10:00")
	assert (second.change, second.engineer_proposed) == ("Newly Planned", south.name)
	assert made.travel_proposed < made.travel_now and made.visits_changed == 1 and made.visits_new == 1
	assert "instead of" in first.why and made.solver
	# Nothing has happened yet.
	assert frappe.db.get_value("Service Ticket", wrong.name, "engineer") == south.name
	assert frappe.db.get_value("Service Ticket", loose.name, "stage") == "Triaged"


def test_accepting_moves_tickets_and_visits_and_tells_the_engineers():
	south, north = p.crew()
	wrong = p.ticket(p.NORTH, south)
	p.visit_at(wrong, "10:00", "11:00")
	loose = p.ticket(p.SOUTH)
	made = p.plan()
	assert acceptance.accept(made.name) == {"taken": 2, "conflicts": 0}
	made.reload()
	assert made.state == "Accepted" and {row.result for row in made.visits} == {"Accepted"}
	assert frappe.db.get_value("Service Ticket", wrong.name, "engineer") == north.name
	visit = visit_of(wrong)
	assert (visit.engineer, visit.planned_start) == (north.name, hour("10:00"))
	given = frappe.get_doc("Service Ticket", loose.name)
	assert (given.stage, given.engineer) == ("Dispatched", south.name)
	visit = visit_of(loose)
	assert (visit.engineer, visit.planned_start) == (south.name, p.row(made, loose).start_proposed)
	visit_notices.tell_due(clock.now() + timedelta(minutes=5))
	told = frappe.get_all(
		"Notification Log", filters={"document_name": loose.name, "for_user": south.user}, pluck="subject"
	)
	assert any("is planned for" in subject for subject in told)
	with pytest.raises(DayPlanError):
		acceptance.accept(made.name)


def test_one_row_alone_can_be_accepted_and_the_rest_later():
	_south, _north = p.crew()
	tickets = [p.ticket(p.SOUTH), p.ticket(p.NORTH)]
	made = p.plan()
	assert len({row.engineer_proposed for row in made.visits}) == 2
	assert acceptance.accept(made.name, [p.row(made, tickets[0]).name]) == {"taken": 1, "conflicts": 0}
	made.reload()
	assert made.state == "Partly Accepted"
	assert frappe.db.get_value("Service Ticket", tickets[1].name, "stage") == "Triaged"
	assert acceptance.accept(made.name) == {"taken": 1, "conflicts": 0}
	assert frappe.db.get_value("Day Plan", made.name, "state") == "Accepted"
	for row in made.visits:
		assert frappe.db.get_value("Service Ticket", row.ticket, "engineer") == row.engineer_proposed
		assert visit_of(frappe.get_doc("Service Ticket", row.ticket)).engineer == row.engineer_proposed


def test_what_was_changed_or_deleted_since_is_a_conflict_and_stays_as_it_is():
	south, _north = p.crew()
	moved, gone, fine = p.ticket(p.NORTH, south), p.ticket(p.SOUTH), p.ticket(p.SOUTH)
	visit = p.visit_at(moved, "10:00", "11:00")
	made = p.plan()
	visit.reload().update({"planned_start": hour("13:00"), "planned_end": hour("14:00")}).save()
	frappe.delete_doc("Service Ticket", gone.name)
	assert acceptance.accept(made.name) == {"taken": 1, "conflicts": 2}
	made.reload()
	assert made.state == "Partly Accepted"
	conflict = p.row(made, moved)
	assert conflict.result == "Conflict" and "Planned Start" in conflict.conflict
	assert frappe.db.get_value("Service Ticket", moved.name, "engineer") == south.name
	assert visit.reload().planned_start == hour("13:00")
	assert not frappe.db.exists("Service Ticket", gone.name)
	assert p.row(made, fine).result == "Accepted"
	assert [row.conflict for row in made.visits if not row.ticket] == [
		"The ticket was deleted since; nothing is left to plan."
	]


def test_an_agreed_window_holds_and_a_visit_kept_as_planned_moves_nowhere():
	south, _north = p.crew()
	agreed = p.ticket(p.SOUTH, **d.appointment("13:00", "15:00"))
	kept = p.ticket(p.NORTH, south)
	p.visit_at(kept, "09:00", "10:00", plan_locked=1)
	made = p.plan()
	row = p.row(made, agreed)
	assert hour("13:00") <= row.start_proposed and row.end_proposed <= hour("15:00")
	row = p.row(made, kept)
	assert (row.change, row.engineer_proposed, row.start_proposed) == ("Fixed", south.name, hour("09:00"))


def test_without_a_place_skills_or_room_a_visit_is_left_out_with_the_reason():
	p.crew()
	nowhere = p.ticket(None)
	skilled = p.ticket(p.SOUTH, offering=f.offering("Plan Laser", skills=("Plan Lasers",)))
	long = p.ticket(p.SOUTH, offering=f.offering("Plan Rebuild", planned_duration=20 * 3600))
	swapped = p.ticket((121.47, 31.2))
	made = p.plan()
	assert made.visits_left_out == 4
	assert "coordinates" in p.row(made, nowhere).why and p.row(made, swapped).change == "Not Planned"
	assert "skills" in p.row(made, skilled).why and "Plan Lasers" in p.row(made, skilled).why
	assert "minutes longer" in p.row(made, long).why
	assert acceptance.accept(made.name) == {"taken": 0, "conflicts": 0}
	assert frappe.db.get_value("Service Ticket", nowhere.name, "stage") == "Triaged"


def test_after_a_sick_call_only_the_sick_engineers_visits_change():
	south, north = p.crew()
	sick, well = p.ticket(p.SOUTH, south), p.ticket(p.SOUTH, north)
	p.visit_at(sick, "10:00", "11:00")
	p.visit_at(well, "13:00", "14:00")
	frappe.db.set_value("Service Engineer", south.name, "status", "On Leave")
	made = p.plan(mode="Change Little")
	assert p.row(made, sick).engineer_proposed == north.name and p.row(made, sick).start_proposed == hour(
		"10:00"
	)
	assert "not at work" in p.row(made, sick).why
	assert p.row(made, well).change == "Unchanged"
	assert made.visits_changed == 1


def test_an_urgent_ticket_goes_between_and_nothing_else_moves():
	south, north = p.crew()
	planned = [p.ticket(p.SOUTH, south), p.ticket(p.NORTH, north)]
	p.visit_at(planned[0], "08:30", "09:30")
	p.visit_at(planned[1], "13:00", "14:00")
	urgent = p.ticket(p.SOUTH)
	made = p.plan(mode="Change Little", keep_times=0)
	assert p.row(made, urgent).change == "Newly Planned"
	assert {p.row(made, each).engineer_proposed for each in planned} == {south.name, north.name}
	assert made.visits_changed == 0


def test_who_is_on_the_way_or_done_is_left_alone_and_the_day_goes_on_from_there():
	south, _north = p.crew()
	under_way = p.ticket(p.NORTH, south)
	visit = d.visit(south, f"{d.TUESDAY} 09:00:00", f"{d.TUESDAY} 10:00:00", "On Site", ticket=under_way)
	visit.db_set({"arrived_at": hour("09:00")})
	loose = p.ticket(p.NORTH)
	with d.at(f"{d.TUESDAY} 09:30:00"):
		made = p.plan()
	assert under_way.name not in [row.ticket for row in made.visits]
	assert p.row(made, loose).start_proposed >= hour("09:30")


def test_who_takes_part_must_be_allowed_and_a_proposal_does_not_hold_for_ever(as_user):
	p.crew()
	loose = p.ticket(p.SOUTH)
	made = p.plan()
	f.user(p.DISPATCHER, "Service Dispatcher")
	f.user("plans.engineer@example.com", "Service Engineer")
	with as_user("plans.engineer@example.com"):
		for act in (api.start, api.accept, api.discard):
			with pytest.raises(frappe.PermissionError):
				act(made.name)
		assert not frappe.has_permission("Day Plan", "read")
	with d.at("2026-03-04 08:00:00"):
		with pytest.raises(DayPlanError):
			api.accept(made.name)
		plans.follow()
	assert frappe.db.get_value("Day Plan", made.name, "state") == "Expired"
	again = p.worked_out(made.reload())
	with as_user(p.DISPATCHER):
		assert acceptance.accept(again.name) == {"taken": 1, "conflicts": 0}
	assert frappe.db.get_value("Service Ticket", loose.name, "stage") == "Dispatched"


def test_a_plan_whose_job_dies_or_fails_says_so_and_can_be_run_again(monkeypatch):
	p.crew()
	p.ticket(p.SOUTH)
	made = f.make("Day Plan", company=f.company(), plan_date=d.TUESDAY, seconds=1)
	plans.start(made.name)
	with pytest.raises(DayPlanError):
		plans.start(made.name)
	with d.at(get_datetime(d.NOW) + timedelta(hours=2)):
		plans.follow()
	assert frappe.db.get_value("Day Plan", made.name, "state") == "Failed"
	assert p.worked_out(made.reload()).state == "Proposed"
	monkeypatch.setattr(planning, "faults", lambda *_args: ["A: two things at a time"])
	plans.start(made.name)
	with pytest.raises(planning.PlanIsWrong):
		planning.work_out(made.name)


def test_what_the_app_writes_to_a_plan_nobody_else_writes():
	p.crew()
	loose = p.ticket(p.SOUTH)
	made = p.plan()
	made.update({"state": "Accepted", "travel_now": 999, "expires_at": "2030-01-01"})
	made.visits[0].engineer_proposed = None
	made.save()
	made.reload()
	assert made.state == "Proposed" and made.travel_now != 999 and made.expires_at.year == 2026
	assert p.row(made, loose).engineer_proposed
	with pytest.raises(DayPlanError):
		made.update({"plan_date": "2026-03-05"}).save()
	with pytest.raises(DayPlanError):
		f.make("Day Plan", company=f.company(), plan_date=d.TUESDAY, seconds=0)
