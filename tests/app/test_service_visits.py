"""Visits follow the ticket: who went when, how long they travelled and worked, and how it ended (C1)."""

import pytest

import frappe

from fsm_app.common import clock
from fsm_app.field_work.appointments import AppointmentError, NoVisitToPlan, visits_between
from fsm_app.field_work.visits import follow_ticket
from tests.app import factories as f
from tests.app.devices import queries
from tests.app.tickets import act, clock_of, walk

DISPATCHER, ENGINEER, OTHER = "visit-desk@example.com", "visitor@example.com", "colleague@example.com"
DAY = "2026-03-02"


@pytest.fixture
def people():
	f.user(DISPATCHER, "Service Dispatcher")
	f.user(ENGINEER, "Service Engineer")
	f.user(OTHER, "Service Engineer")
	f.offering(skills=("Pumps",))
	return f.engineer("Visitor One", user=ENGINEER, team=f.team(), skills=("Pumps",))


@pytest.fixture
def colleague(people):
	return f.engineer("Colleague One", user=OTHER, team=f.team(), skills=("Pumps",), status="On Leave")


@pytest.fixture
def dispatched(people, freeze):
	freeze(f"{DAY} 10:00:00")
	return walk(f.ticket(), "Triage", "Dispatch")


def at(action: str, time: str):
	return action, f"{DAY} {time}:00"


def visits(ticket) -> list:
	return frappe.get_all(
		"Service Visit", filters={"ticket": ticket.name}, fields=["*"], order_by="visit_number"
	)


def test_accepting_plans_a_visit_and_its_times_follow_the_work(dispatched, people):
	assert visits(dispatched) == []
	walk(dispatched, at("Accept", "10:10"))
	(planned,) = visits(dispatched)
	assert (planned.name, planned.status, planned.engineer) == (
		f"{dispatched.name}-V1",
		"Planned",
		people.name,
	)
	assert (planned.customer, planned.company, planned.team) == (
		dispatched.customer,
		dispatched.company,
		people.team,
	)
	walk(dispatched, at("Travel", "10:30"), at("Arrive", "11:15"))
	assert [(row.status, row.travel_minutes) for row in visits(dispatched)] == [("On Site", 45)]
	walk(dispatched, at("Start Work", "11:20"), at("Complete", "12:50"))
	(ended,) = visits(dispatched)
	assert (ended.status, ended.outcome, ended.travel_minutes, ended.work_minutes) == (
		"Ended",
		"Completed",
		45,
		90,
	)
	times = ("travel_started_at", "arrived_at", "work_started_at", "ended_at")
	assert [str(ended[field])[11:16] for field in times] == ["10:30", "11:15", "11:20", "12:50"]


def test_a_ticket_that_skips_stages_still_has_its_visit(dispatched):
	walk(dispatched, at("Accept", "10:10"), at("Arrive", "11:00"), at("Complete", "11:40"))
	(visit,) = visits(dispatched)
	assert (visit.outcome, visit.travel_started_at, visit.travel_minutes, visit.work_minutes) == (
		"Completed",
		None,
		0,
		40,
	)


def test_work_carried_forward_opens_the_next_visit_with_what_remains(dispatched, as_user):
	walk(dispatched, at("Accept", "10:10"), at("Travel", "10:20"), at("Arrive", "11:00"))
	with as_user(ENGINEER):
		ticket = frappe.get_doc("Service Ticket", dispatched.name)
		ticket.remaining_work = "Exchange the seal"
		ticket.save()
		act(ticket, *at("Carry Forward", "12:00"))
	first, second = visits(dispatched)
	assert (first.status, first.outcome, first.work_minutes) == ("Ended", "Carried Forward", 60)
	assert (second.visit_number, second.status, second.previous_visit, second.remaining_work) == (
		2,
		"Planned",
		first.name,
		"Exchange the seal",
	)
	walk(dispatched, at("Arrive", "15:00"), at("Complete", "15:30"))
	assert [row.outcome for row in visits(dispatched)] == ["Carried Forward", "Completed"]


def test_waiting_for_parts_interrupts_the_visit_and_resuming_opens_the_next(dispatched):
	walk(dispatched, at("Accept", "10:10"), at("Arrive", "11:00"), at("Start Work", "11:10"))
	walk(dispatched, at("Wait for Parts", "11:40"))
	(visit,) = visits(dispatched)
	assert (visit.status, visit.outcome, visit.work_minutes) == ("Ended", "Interrupted", 30)
	walk(dispatched, at("Resume", "14:00"))
	second = visits(dispatched)[1]
	assert (second.status, str(second.arrived_at)[11:16], second.previous_visit) == (
		"On Site",
		"14:00",
		visit.name,
	)


def test_a_planned_visit_stays_planned_while_the_ticket_waits(dispatched):
	walk(dispatched, at("Accept", "10:10"), at("Wait for Customer", "10:20"), at("Resume", "13:00"))
	assert [(row.visit_number, row.status) for row in visits(dispatched)] == [(1, "Planned")]


@pytest.mark.parametrize(
	("steps", "status", "outcome"),
	[(("Accept",), "Cancelled", None), (("Accept", "Travel"), "Ended", "Returned")],
)
def test_an_engineer_who_returns_the_ticket_ends_the_visit(dispatched, steps, status, outcome):
	walk(dispatched, *steps)
	set_reason(dispatched)
	act(dispatched, "Return")
	(visit,) = visits(dispatched)
	assert (visit.status, visit.outcome or None) == (status, outcome)


def set_reason(ticket) -> None:
	"""What the desk asks for before a ticket is returned or cancelled."""
	ticket = frappe.get_doc("Service Ticket", ticket.name)
	ticket.update({"return_reason": "The van broke down", "cancel_reason": "The customer withdrew"})
	ticket.save()


def test_a_cancelled_ticket_cancels_its_visit(dispatched):
	walk(dispatched, "Accept")
	set_reason(dispatched)
	act(dispatched, "Cancel")
	(visit,) = visits(dispatched)
	assert (visit.status, visit.outcome or None, visit.ended_at) == ("Cancelled", None, None)


def reassign(ticket, engineer: str, when: str):
	ticket = frappe.get_doc("Service Ticket", ticket.name)
	ticket.update({"engineer": engineer, "override_reason": "Knows the plant"})
	with clock.at(frappe.utils.get_datetime(f"{DAY} {when}:00")):
		ticket.save()


def test_another_engineer_gets_the_planned_visit_with_its_appointment(dispatched, people, colleague):
	walk(dispatched, at("Accept", "10:10"))
	plan(f"{dispatched.name}-V1", "14:00", "15:00")
	reassign(dispatched, colleague.name, "10:30")
	first, second = visits(dispatched)
	assert (first.status, first.engineer) == ("Cancelled", people.name)
	assert (second.status, second.engineer, str(second.planned_start)[11:16]) == (
		"Planned",
		colleague.name,
		"14:00",
	)
	assert second.previous_visit is None


def test_a_visit_under_way_ends_for_the_one_and_begins_for_the_other(dispatched, people, colleague):
	walk(dispatched, at("Accept", "10:10"), at("Arrive", "11:00"))
	reassign(dispatched, colleague.name, "11:30")
	first, second = visits(dispatched)
	assert (first.engineer, first.outcome, first.work_minutes) == (people.name, "Carried Forward", 30)
	assert (second.engineer, second.status, str(second.arrived_at)[11:16]) == (
		colleague.name,
		"On Site",
		"11:30",
	)


def test_nobody_travels_to_a_remote_visit(people, freeze):
	freeze(f"{DAY} 10:00:00")
	offering = f.offering("Remote Help")
	frappe.get_doc("Service Offering", offering).update({"delivery": "Remote"}).save()
	ticket = walk(f.ticket(offering=offering), "Triage", "Dispatch", "Accept", at("Travel", "10:10"))
	(visit,) = visits(ticket)
	assert (visit.delivery, visit.status, visit.travel_started_at) == ("Remote", "Planned", None)
	walk(ticket, at("Arrive", "10:20"), at("Complete", "10:50"))
	(visit,) = visits(ticket)
	assert (visit.outcome, visit.travel_minutes, visit.work_minutes) == ("Completed", 0, 30)


def test_a_reopened_ticket_counts_its_visits_on(dispatched):
	walk(dispatched, "Accept", "Arrive", "Complete", "Verify", "Close", "Reopen", "Dispatch", "Accept")
	first, second = visits(dispatched)
	assert (first.outcome, second.status, second.visit_number) == ("Completed", "Planned", 2)


def test_visits_go_with_their_ticket(dispatched):
	walk(dispatched, "Accept")
	frappe.delete_doc("Service Ticket", dispatched.name)
	assert visits(dispatched) == []


def plan(name: str, start: str | None, end: str | None = None, **values):
	visit = frappe.get_doc("Service Visit", name)
	visit.update(
		{
			"planned_start": start and f"{DAY} {start}:00",
			"planned_end": end and f"{DAY} {end}:00",
			**values,
		}
	)
	return visit.save()


def test_engineer_and_dispatcher_plan_the_appointment(dispatched, as_user):
	walk(dispatched, "Accept")
	for user, start in ((ENGINEER, "14:00"), (DISPATCHER, "15:00")):
		with as_user(user):
			visit = plan(f"{dispatched.name}-V1", start)
	# An hour, as the offering says nothing else.
	assert [str(value)[11:16] for value in (visit.planned_start, visit.planned_end)] == ["15:00", "16:00"]


@pytest.mark.parametrize(("start", "end"), [("14:00", "13:00"), ("14:00", "14:00"), (None, "14:00")])
def test_an_appointment_must_end_after_it_starts(dispatched, start, end):
	walk(dispatched, "Accept")
	with pytest.raises(AppointmentError):
		plan(f"{dispatched.name}-V1", start, end)


def test_a_visit_that_is_over_is_not_planned_any_more(dispatched):
	walk(dispatched, "Accept", "Arrive", "Complete")
	with pytest.raises(AppointmentError):
		plan(f"{dispatched.name}-V1", "14:00", "15:00")
	plan(f"{dispatched.name}-V1", None, remaining_work="Written afterwards")
	assert visits(dispatched)[0].remaining_work is None


def test_two_appointments_at_one_time_are_a_warning_that_names_the_other(dispatched):
	walk(dispatched, "Accept")
	other = walk(f.ticket(), "Triage", "Dispatch", "Accept")
	plan(f"{dispatched.name}-V1", "14:00", "15:00")
	frappe.clear_messages()
	plan(f"{other.name}-V1", "15:00", "16:00")
	assert frappe.get_message_log() == []
	plan(f"{other.name}-V1", "14:30", "15:30")
	(warning,) = frappe.get_message_log()
	assert f"{dispatched.name}-V1" in warning["message"]


def test_what_follows_from_the_ticket_cannot_be_written(dispatched, as_user, colleague):
	walk(dispatched, at("Accept", "10:10"))
	with as_user(ENGINEER):
		visit = plan(
			f"{dispatched.name}-V1",
			"14:00",
			status="Ended",
			outcome="Completed",
			engineer=colleague.name,
			work_minutes=600,
			distance_metres=1,
			remaining_work="Bring a ladder",
		)
	visit.reload()
	assert (visit.status, visit.outcome or None, visit.work_minutes) == ("Planned", None, 0)
	assert (visit.engineer, visit.remaining_work) != (colleague.name, None)
	assert visit.remaining_work == "Bring a ladder"


def test_a_dispatcher_plans_the_visit_before_the_engineer_accepts(dispatched, as_user):
	with as_user(DISPATCHER):
		visit = frappe.get_doc(
			{
				"doctype": "Service Visit",
				"ticket": dispatched.name,
				"planned_start": f"{DAY} 14:00:00",
				"status": "Ended",
				"work_minutes": 99,
			}
		).insert()
		visit.reload()
		assert (visit.status, visit.visit_number, visit.work_minutes) == ("Planned", 1, 0)
		assert (visit.engineer, visit.customer) == (dispatched.engineer, dispatched.customer)
		with pytest.raises(NoVisitToPlan):
			frappe.get_doc({"doctype": "Service Visit", "ticket": dispatched.name}).insert()
	walk(dispatched, at("Accept", "10:10"), at("Arrive", "14:05"))
	assert [(row.name, row.status) for row in visits(dispatched)] == [(visit.name, "On Site")]


def test_a_ticket_without_an_engineer_has_nobody_to_plan_for(people):
	with pytest.raises(NoVisitToPlan):
		frappe.get_doc({"doctype": "Service Visit", "ticket": f.ticket().name}).insert()


def test_the_calendar_shows_visits_as_planned_and_as_they_took_place(dispatched, as_user, colleague):
	walk(dispatched, at("Accept", "10:10"))
	plan(f"{dispatched.name}-V1", "14:00", "15:00")
	day = (f"{DAY} 00:00:00", "2026-03-03 00:00:00")

	def shown(*between):
		return [
			(row["name"], str(row["start"])[11:16], str(row["end"])[11:16])
			for row in visits_between(*between)
		]

	with as_user(ENGINEER):
		assert shown(*day) == [(f"{dispatched.name}-V1", "14:00", "15:00")]
		assert shown("2026-03-03 00:00:00", "2026-03-04 00:00:00") == []
	walk(dispatched, at("Arrive", "14:20"), at("Complete", "16:10"))
	assert shown(*day) == [(f"{dispatched.name}-V1", "14:20", "16:10")]
	assert shown(*day, [["Service Visit", "engineer", "=", colleague.name]]) == []


@pytest.mark.parametrize("pauses", [True, False])
def test_waiting_for_parts_stops_the_clock_where_the_policy_says_so(people, freeze, pauses):
	freeze(f"{DAY} 10:00:00")
	stages = [{"stage": "Waiting for Parts"}] if pauses else []
	policy = f.policy("Parts Policy", pause_stages=[{"stage": "Waiting for Customer"}, *stages])
	ticket = walk(f.ticket(offering=f.offering("Parts Repair", policy)), "Triage", "Dispatch", "Accept")
	walk(ticket, at("Arrive", "11:00"), at("Wait for Parts", "12:00"))
	clock = clock_of(ticket, "Resolution")
	assert clock.state == ("Paused" if pauses else "Running")
	walk(ticket, at("Resume", "15:00"), at("Complete", "16:00"))
	clock = clock_of(ticket, "Resolution")
	assert (clock.state, clock.used_seconds) == ("Met", (3 if pauses else 6) * 3600)


def test_the_shipped_policies_pause_while_waiting_for_parts():
	policy = frappe.get_doc("SLA Policy", "Standard Service")
	assert {row.stage for row in policy.pause_stages} >= {"Waiting for Customer", "Waiting for Parts"}


def test_visits_cost_nothing_where_a_ticket_is_opened_or_only_edited(people, monkeypatch):
	ticket = f.ticket()
	assert queries(monkeypatch, lambda: follow_ticket(ticket)) == 0
	ticket = walk(ticket, "Triage", "Dispatch", "Accept")
	ticket = frappe.get_doc("Service Ticket", ticket.name)
	ticket.subject = "Another subject"
	ticket.save()
	assert queries(monkeypatch, lambda: follow_ticket(ticket)) == 0
