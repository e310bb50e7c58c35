"""Clocks measure working time, pause, resume and are planned anew (B1, B2); the wrong answers of others are right here."""

import pytest

import frappe
from frappe.utils import get_datetime

from tests.app import factories as f
from tests.app.tickets import act, clock_of, trail, walk


@pytest.fixture(autouse=True)
def engineer():
	return f.engineer("Fitting One")


def test_a_hold_over_night_does_not_move_the_end_by_wall_clock_hours():
	"""Opened Monday 15:00 with 4 h, Monday to Friday 10 to 18, held over night: due Tuesday 11:00."""
	ticket = f.ticket(opened_at="2026-03-02 15:00:00")
	ticket = walk(
		ticket, ("Triage", "2026-03-02 15:00:00"), ("Wait for Customer", "2026-03-02 18:00:00"),
		("Resume", "2026-03-03 10:00:00"),
	)  # fmt: skip
	clock = clock_of(ticket, "Resolution")
	assert (clock.state, clock.used_seconds) == ("Running", 3 * 3600)
	assert clock.due_at == get_datetime("2026-03-03 11:00:00")


def test_a_pause_in_working_time_moves_the_end_by_just_that():
	ticket = walk(
		f.ticket(opened_at="2026-03-02 10:00:00"), ("Triage", "2026-03-02 10:30:00"),
		("Wait for Customer", "2026-03-02 11:00:00"), ("Resume", "2026-03-02 15:00:00"),
	)  # fmt: skip
	assert clock_of(ticket, "Resolution").due_at == get_datetime("2026-03-02 18:00:00")


def test_a_paused_clock_has_no_end_and_reports_the_time_before_the_pause():
	"""Active for 1 h, paused, solved from the pause: 1 h, not the 40 h on the wall."""
	ticket = walk(
		f.ticket(opened_at="2026-03-02 10:00:00"), ("Triage", "2026-03-02 10:10:00"), ("Dispatch", "2026-03-02 10:20:00"),
		("Accept", "2026-03-02 10:30:00"), ("Arrive", "2026-03-02 10:40:00"), ("Wait for Customer", "2026-03-02 11:00:00"),
	)  # fmt: skip
	paused = clock_of(ticket, "Resolution")
	assert (paused.state, paused.due_at, paused.next_action_at) == ("Paused", None, None)
	walk(ticket, ("Resume", "2026-03-04 12:00:00"), ("Complete", "2026-03-04 12:00:00"))
	met = clock_of(ticket, "Resolution")
	assert (met.state, met.used_seconds, met.breached) == ("Met", 3600, 0)


def test_opened_on_a_weekend_the_time_begins_with_the_first_working_hour():
	ticket = f.ticket(opened_at="2026-03-07 15:00:00")
	assert clock_of(ticket, "First Response").due_at == get_datetime("2026-03-09 11:00:00")


def test_holidays_are_not_worked_and_make_up_days_are():
	holidays = f.make(
		"Holiday List", name="Test Holidays", holiday_list_name="Test Holidays", from_date="2026-01-01", to_date="2026-12-31",
		holidays=[{"holiday_date": "2026-03-03", "description": "A holiday"}],
	)  # fmt: skip
	calendar = f.calendar(
		"With Holidays",
		holiday_list=holidays.name,
		make_up_days=[{"date": "2026-03-07", "works_like": "Monday"}],
	)
	policy = f.policy("Holiday Policy", calendar=calendar, targets=(("Resolution", "", 3600),))
	offering = f.offering("Holiday Repair", sla_policy=policy)
	over_holiday = f.ticket(offering=offering, opened_at="2026-03-02 17:30:00")
	assert clock_of(over_holiday, "Resolution").due_at == get_datetime("2026-03-04 10:30:00")
	on_make_up_day = f.ticket(offering=offering, opened_at="2026-03-07 12:00:00")
	assert clock_of(on_make_up_day, "Resolution").due_at == get_datetime("2026-03-07 13:00:00")


def test_a_night_shift_in_another_time_zone():
	calendar = f.calendar("Berlin Nights", time_zone="Europe/Berlin", hours=("22:00:00", "06:00:00"))
	policy = f.policy("Night Policy", calendar=calendar, targets=(("Resolution", "", 4 * 3600),))
	frappe.db.set_single_value("System Settings", "time_zone", "Asia/Shanghai")
	# Monday 22:00 in Berlin is Tuesday 05:00 in Shanghai (winter): the shift runs from 05:00 to 13:00 site time.
	ticket = f.ticket(offering=f.offering("Night Repair", sla_policy=policy), opened_at="2026-03-03 11:00:00")
	assert clock_of(ticket, "Resolution").due_at == get_datetime("2026-03-04 07:00:00")


def test_the_target_of_the_own_priority_wins():
	policy = f.policy("Priorities", targets=(("Resolution", "", 4 * 3600), ("Resolution", "Critical", 3600)))
	offering = f.offering("Priority Repair", sla_policy=policy)
	for priority, due in (("Critical", "11:00"), ("Low", "14:00")):
		ticket = f.ticket(offering=offering, priority=priority, opened_at="2026-03-02 10:00:00")
		assert str(clock_of(ticket, "Resolution").due_at)[11:16] == due


def test_a_change_of_priority_plans_anew_and_keeps_the_time_used(freeze):
	policy = f.policy(
		"Priorities", targets=(("Resolution", "", 4 * 3600), ("Resolution", "Critical", 2 * 3600))
	)
	ticket = f.ticket(
		offering=f.offering("Priority Repair", sla_policy=policy), opened_at="2026-03-02 10:00:00"
	)
	freeze("2026-03-02 11:00:00")
	ticket.priority = "Critical"
	ticket.save()
	clock = clock_of(ticket, "Resolution")
	assert (clock.used_seconds, clock.target_seconds, clock.priority) == (3600, 7200, "Critical")
	assert clock.due_at == get_datetime("2026-03-02 12:00:00")
	assert trail(clock.name) == ["Started", "Replanned"]


def test_a_reopened_ticket_gets_clocks_of_its_own():
	times = ("2026-03-02 11:00:00",) * 7
	actions = ("Triage", "Dispatch", "Accept", "Arrive", "Complete", "Verify", "Close")
	ticket = walk(f.ticket(opened_at="2026-03-02 10:00:00"), *zip(actions, times, strict=True))
	act(ticket, "Reopen", "2026-03-03 10:00:00")
	first, second = clock_of(ticket, "Resolution"), clock_of(ticket, "Resolution", cycle=1)
	assert (first.state, first.used_seconds) == ("Met", 3600)
	assert (second.state, second.started_at) == ("Running", get_datetime("2026-03-03 10:00:00"))


def test_late_is_late_even_if_nobody_looked_in_between():
	ticket = f.ticket(opened_at="2026-03-02 10:00:00")
	walk(
		ticket, *((action, "2026-03-02 15:00:00") for action in ("Triage", "Dispatch", "Accept", "Arrive", "Complete"))
	)  # fmt: skip
	clock = clock_of(ticket, "Resolution")
	assert (clock.state, clock.breached, clock.used_seconds) == ("Met", 1, 5 * 3600)
	assert clock.breached_at == get_datetime("2026-03-02 14:00:00")
	assert trail(clock.name) == ["Started", "breach", "Met"]


def test_the_last_second_still_meets_the_target():
	ticket = f.ticket(opened_at="2026-03-02 10:00:00")
	act(ticket, "Triage", "2026-03-02 11:00:00")
	clock = clock_of(ticket, "First Response")
	assert (clock.state, clock.used_seconds, clock.breached) == ("Met", 3600, 0)


def test_dispatch_counts_from_the_acceptance_at_triage():
	policy = f.policy("Dispatch Policy", targets=(("Dispatch", "", 3600), ("Arrival", "", 4 * 3600)))
	ticket = f.ticket(
		offering=f.offering("Dispatched Repair", sla_policy=policy), opened_at="2026-03-02 10:00:00"
	)
	assert clock_of(ticket, "Dispatch") is None
	act(ticket, "Triage", "2026-03-02 12:00:00")
	assert clock_of(ticket, "Dispatch").due_at == get_datetime("2026-03-02 13:00:00")
	act(ticket, "Dispatch", "2026-03-02 12:30:00")
	assert clock_of(ticket, "Dispatch").used_seconds == 1800
	walk(ticket, ("Accept", "2026-03-02 12:40:00"), ("Arrive", "2026-03-02 13:00:00"))
	assert clock_of(ticket, "Arrival").used_seconds == 3 * 3600


def test_a_cancelled_ticket_stops_its_clocks_without_verdict():
	opened = f.ticket(opened_at="2026-03-02 10:00:00")
	ticket = act(opened, "Cancel", "2026-03-02 10:30:00", cancel_reason="Opened twice")
	clock = clock_of(ticket, "Resolution")
	assert (clock.state, clock.breached, clock.next_action_at) == ("Cancelled", 0, None)


def test_the_trail_explains_the_figure():
	ticket = walk(
		f.ticket(opened_at="2026-03-02 10:00:00"), ("Triage", "2026-03-02 10:10:00"),
		("Wait for Customer", "2026-03-02 11:00:00"), ("Resume", "2026-03-02 12:00:00"),
	)  # fmt: skip
	clock = clock_of(ticket, "Resolution")
	rows = frappe.get_all(
		"SLA Event",
		filters={"clock": clock.name},
		fields=["event", "at", "used_seconds"],
		order_by="at, creation",
	)
	assert [(row.event, str(row.at)[11:16], row.used_seconds) for row in rows] == [
		("Started", "10:00", 0), ("Paused", "11:00", 3600), ("Resumed", "12:00", 3600),
	]  # fmt: skip


def test_without_a_policy_there_are_no_clocks():
	frappe.db.set_single_value("Field Service Settings", "default_sla_policy", None)
	offering = f.offering("Without Policy")
	frappe.db.set_value("Service Offering", offering, "sla_policy", None)
	frappe.clear_document_cache("Service Offering", offering)
	frappe.clear_document_cache("Field Service Settings", "Field Service Settings")
	ticket = act(f.ticket(offering=offering), "Triage")
	assert frappe.db.count("SLA Clock", {"ticket": ticket.name}) == 0
