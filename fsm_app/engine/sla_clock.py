"""The state of one SLA clock, and what follows from it (B2). A state never changes; each act returns the next one.

All moments are aware datetimes; target, used and thresholds are seconds of the calendar's working time.
Acts are in order of time; one that would come before the clock last began to run counts as at that moment.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from fsm_app.engine.working_time import WorkingCalendar


@dataclass(frozen=True, slots=True)
class ClockState:
	"""`used` is what had been used up when the clock last began to run; it is paused without `running_since`."""

	target: int
	used: int = 0
	running_since: datetime | None = None


def start(target: int, at: datetime) -> ClockState:
	"""A clock that begins to run at that moment, worked or not."""
	return ClockState(target, 0, at)


def bank(state: ClockState, at: datetime, calendar: WorkingCalendar) -> ClockState:
	"""The clock standing still with the time banked that it has used; one that stands still already stays as it is."""
	return replace(state, used=used_at(state, at, calendar), running_since=None)


def resume(state: ClockState, at: datetime) -> ClockState:
	"""The clock going on with the time that was left; a running one stays as it is."""
	return state if state.running_since else replace(state, running_since=at)


def replan(state: ClockState, target: int) -> ClockState:
	"""The clock with another target; what has been used stays used, and it goes on running or resting."""
	return replace(state, target=target)


def used_at(state: ClockState, at: datetime, calendar: WorkingCalendar) -> int:
	"""Working seconds used up at that moment, which is not before the clock's last act."""
	if state.running_since is None:
		return state.used
	return state.used + calendar.seconds_between(state.running_since, at)


def remaining_at(state: ClockState, at: datetime, calendar: WorkingCalendar) -> int:
	"""Working seconds left of the target at that moment, negative by as much as it is exceeded."""
	return state.target - used_at(state, at, calendar)


def due_at(state: ClockState, calendar: WorkingCalendar) -> datetime | None:
	"""The moment at which the target is used up; None while paused, when there is no such moment yet.

	Raises NoWorkingTime when the calendar does not reach it within 20 years.
	"""
	return moment_of(state, calendar, state.target)


def moment_of(state: ClockState, calendar: WorkingCalendar, used_threshold: int) -> datetime | None:
	"""The moment at which `used_threshold` seconds are used up; None while paused.

	One that had been reached before the clock last began to run is reported as that beginning: the state
	does not remember more, and whoever waits for it has to act at once either way. Raises NoWorkingTime when
	the calendar does not reach it within 20 years.
	"""
	if state.running_since is None:
		return None
	return calendar.due(state.running_since, max(0, used_threshold - state.used))
