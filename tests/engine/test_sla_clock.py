"""A clock runs, pauses, goes on, is met, breached and planned anew, and never loses or wins time (B2)."""

from datetime import timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fsm_app.engine import sla_clock
from fsm_app.engine.sla_clock import ClockState
from fsm_app.engine.working_time import NoWorkingTime
from tests.engine.oracle import FRIDAY, HOUR, MINUTE, MONDAY, SUNDAY, Week, office, weeks

OFFICE = Week(office(MONDAY, FRIDAY, 10, 18))


def test_erpnext_a_hold_over_night_does_not_eat_the_next_morning():
	"""Opened Monday 15:00 with 4 hours, held from 18:00 to 10:00. ERPNext adds the 16 hours of the wall clock
	after its calculation and says Wednesday 03:00."""
	calendar = OFFICE.calendar()
	state = sla_clock.start(4 * HOUR, OFFICE.at("2025-06-02T15:00"))
	assert sla_clock.due_at(state, calendar) == OFFICE.at("2025-06-03T11:00")
	held = sla_clock.bank(state, OFFICE.at("2025-06-02T18:00"), calendar)
	state = sla_clock.resume(held, OFFICE.at("2025-06-03T10:00"))
	assert sla_clock.due_at(state, calendar) == OFFICE.at("2025-06-03T11:00")


def test_erpnext_a_hold_in_working_time_moves_the_due_time_by_it():
	calendar = OFFICE.calendar()
	state = sla_clock.start(4 * HOUR, OFFICE.at("2025-06-02T15:00"))
	held = sla_clock.bank(state, OFFICE.at("2025-06-02T16:00"), calendar)
	state = sla_clock.resume(held, OFFICE.at("2025-06-03T12:00"))
	assert sla_clock.due_at(state, calendar) == OFFICE.at("2025-06-03T15:00")


def test_helpdesk_a_hold_is_banked_and_moves_the_response_too():
	"""Active 1 hour, paused, resolved while paused: Helpdesk reports 40 hours, and leaves the response due."""
	calendar = OFFICE.calendar()
	opened = OFFICE.at("2025-06-02T10:00")
	clocks = {"response": sla_clock.start(2 * HOUR, opened), "resolution": sla_clock.start(16 * HOUR, opened)}
	for metric, state in clocks.items():
		clocks[metric] = sla_clock.bank(state, OFFICE.at("2025-06-02T11:00"), calendar)
	resolved = OFFICE.at("2025-06-06T18:00")
	assert sla_clock.used_at(clocks["resolution"], resolved, calendar) == HOUR
	assert sla_clock.due_at(clocks["response"], calendar) is None
	response = sla_clock.resume(clocks["response"], OFFICE.at("2025-06-03T11:00"))
	assert sla_clock.due_at(response, calendar) == OFFICE.at("2025-06-03T12:00")


def test_a_replanned_clock_keeps_what_was_used():
	calendar = OFFICE.calendar()
	state = sla_clock.start(8 * HOUR, OFFICE.at("2025-06-02T10:00"))
	state = sla_clock.replan(state, 2 * HOUR)
	now = OFFICE.at("2025-06-02T13:00")
	assert sla_clock.due_at(state, calendar) == OFFICE.at("2025-06-02T12:00")
	assert (sla_clock.used_at(state, now, calendar), sla_clock.remaining_at(state, now, calendar)) == (
		3 * HOUR,
		-1 * HOUR,
	)


def test_a_threshold_passed_before_the_last_pause_is_reached_when_the_clock_goes_on():
	calendar = OFFICE.calendar()
	paused = ClockState(target=8 * HOUR, used=3 * HOUR)
	resumed = sla_clock.resume(sla_clock.replan(paused, 2 * HOUR), OFFICE.at("2025-06-07T09:00:00.500000"))
	assert sla_clock.due_at(resumed, calendar) == resumed.running_since
	assert sla_clock.moment_of(resumed, calendar, 3 * HOUR) == resumed.running_since
	assert sla_clock.moment_of(resumed, calendar, 4 * HOUR) == OFFICE.at("2025-06-09T11:00")
	assert sla_clock.moment_of(paused, calendar, 2 * HOUR) is None


def test_pausing_and_resuming_twice_changes_nothing():
	calendar = OFFICE.calendar()
	running = sla_clock.start(HOUR, OFFICE.at("2025-06-02T10:00"))
	assert sla_clock.resume(running, OFFICE.at("2025-06-02T10:30")) == running
	paused = sla_clock.bank(running, OFFICE.at("2025-06-02T10:30"), calendar)
	assert paused == ClockState(HOUR, 30 * MINUTE, None)
	assert sla_clock.bank(paused, OFFICE.at("2025-06-02T11:30"), calendar) == paused


def test_a_state_cannot_be_changed():
	with pytest.raises(AttributeError):
		ClockState(HOUR).used = 5


def test_a_clock_without_working_time_has_no_due_time():
	calendar = Week(office(MONDAY, FRIDAY, 9, 17), breaks=office(MONDAY, SUNDAY, 0, 24)).calendar()
	state = sla_clock.start(HOUR, OFFICE.at("2025-06-02T10:00"))
	with pytest.raises(NoWorkingTime):
		sla_clock.due_at(state, calendar)


acts = st.lists(
	st.tuples(st.integers(0, 900), st.sampled_from(["pause", "resume", "replan"])), min_size=1, max_size=7
)


@settings(max_examples=100)
@given(weeks(), acts, st.integers(0, 900))
def test_used_time_is_the_worked_minutes_of_the_running_spans(at, acts, then):
	week, now = at
	calendar = week.calendar()
	now = now.astimezone(timezone.utc)
	state, running, used, target = sla_clock.start(HOUR, now), True, 0, HOUR
	for minutes, act in [*acts, (then, "look")]:
		later = now + timedelta(minutes=minutes)
		used += week.count(now, later) if running else 0
		now = later
		if act == "pause":
			state, running = sla_clock.bank(state, now, calendar), False
		elif act == "resume":
			state, running = sla_clock.resume(state, now), True
		elif act == "replan":
			target = target * 2 if minutes % 2 else target // 3
			state = sla_clock.replan(state, target)
	assert sla_clock.used_at(state, now, calendar) == used
	assert sla_clock.remaining_at(state, now, calendar) == target - used


@settings(max_examples=100)
@given(weeks(), st.integers(1, 12 * HOUR), st.integers(0, 900), st.integers(0, 900))
def test_a_hold_moves_the_due_time_by_what_it_held(at, target, runs, holds):
	week, opened = at
	calendar = week.calendar()
	held = opened.astimezone(timezone.utc) + timedelta(minutes=runs)
	resumed = held + timedelta(minutes=holds)
	state = sla_clock.bank(sla_clock.start(target, opened), held, calendar)
	assert sla_clock.due_at(state, calendar) is None
	state = sla_clock.resume(state, resumed)
	try:
		due = sla_clock.due_at(state, calendar)
	except NoWorkingTime:
		return
	if state.used >= target:
		assert due == resumed
		return
	assert sla_clock.used_at(state, due, calendar) == target
	unheld = calendar.due(opened, target + calendar.seconds_between(held, resumed))
	assert due == unheld.astimezone(timezone.utc)
	if due - resumed < timedelta(days=3):
		assert due == week.due(resumed, target - week.count(opened, held))
