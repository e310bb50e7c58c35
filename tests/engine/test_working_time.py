"""Working time between two moments, and the moment at which so much of it has passed (B2)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fsm_app.engine.working_time import NoWorkingTime, Shift, WorkingCalendar
from tests.engine.oracle import (
	DAY,
	FRIDAY,
	HOUR,
	MINUTE,
	MONDAY,
	SATURDAY,
	SUNDAY,
	THURSDAY,
	TUESDAY,
	WEDNESDAY,
	Week,
	long_questions,
	office,
	shifts_of_a_week,
	steps,
	weeks,
)

ALWAYS = office(MONDAY, SUNDAY, 0, 24)
some = settings(max_examples=100)


def utc(moment: datetime) -> datetime:
	return moment.astimezone(timezone.utc)


# Against the wall clock, minute by minute


@some
@given(weeks(), st.integers(0, 2500))
def test_seconds_between_is_what_the_wall_clock_says(at, minutes):
	week, start = at
	end = (utc(start) + timedelta(minutes=minutes)).astimezone(start.tzinfo)
	assert week.calendar().seconds_between(start, end) == week.count(start, end)


@some
@given(weeks(), st.integers(0, 20), st.integers(0, 1800), st.integers(0, 999_999))
def test_a_question_may_begin_and_end_within_a_minute(at, seconds, length, microseconds):
	week, start = at
	first = utc(start) + timedelta(seconds=seconds)
	last = first + timedelta(seconds=length)
	asked = week.calendar().seconds_between(first + timedelta(microseconds=microseconds), last)
	assert asked == week.count(first, last, step=1)


@some
@given(weeks(), st.data())
def test_due_is_what_the_wall_clock_says(at, data):
	week, start = at
	worked = week.count(start, utc(start) + timedelta(days=1))
	assume(worked)
	seconds = data.draw(st.integers(1, worked))
	assert utc(week.calendar().due(start, seconds)) == week.due(start, seconds)


@some
@given(weeks(), st.integers(0, 2000))
def test_intervals_are_the_minutes_that_are_worked(at, minutes):
	week, start = at
	calendar = week.calendar()
	end = utc(start) + timedelta(minutes=minutes)
	worked = [moment for moment in steps(start, end) if week.works(moment)]
	intervals = calendar.intervals(start, end)
	assert [moment for opens, closes in intervals for moment in steps(opens, closes)] == worked
	assert all(utc(earlier[1]) < utc(later[0]) for earlier, later in pairwise(intervals))
	assert all(calendar.is_working(moment) for moment in worked)
	assert sum(map(calendar.is_working, steps(start, end))) == len(worked)


# Laws


@some
@given(long_questions())
def test_time_adds_up(question):
	calendar, (start, middle, end) = question
	parts = calendar.seconds_between(start, middle), calendar.seconds_between(middle, end)
	assert calendar.seconds_between(start, end) == sum(parts)
	assert 0 <= parts[0] <= (utc(middle) - utc(start)).total_seconds() + 1
	assert calendar.seconds_between(end, start) == 0


@some
@given(long_questions())
def test_what_has_passed_was_due_by_now(question):
	calendar, (start, _, end) = question
	passed = calendar.seconds_between(start, end)
	due = calendar.due(start, passed)
	assert utc(start) <= utc(due) <= utc(end)
	assert calendar.seconds_between(start, due) == passed


@some
@given(long_questions(), st.integers(0, 300 * HOUR), st.integers(0, 300 * HOUR))
def test_due_takes_as_long_as_asked_and_comes_later_for_more(question, some_seconds, more):
	calendar, (start, later, _) = question
	try:
		due = calendar.due(start, some_seconds + more)
	except NoWorkingTime:
		assume(False)
	assert calendar.seconds_between(start, due) == some_seconds + more
	if some_seconds + more:
		just_before = utc(due) - timedelta(seconds=1)
		assert calendar.seconds_between(start, just_before) == some_seconds + more - 1
	assert utc(calendar.due(start, some_seconds)) <= utc(due)
	assert utc(due) <= utc(calendar.due(later, some_seconds + more))
	assert utc(calendar.due(calendar.due(start, some_seconds), more)) == utc(due) or not more


@settings(max_examples=20)
@given(shifts_of_a_week(), st.lists(st.integers(2010, 2035), min_size=1, max_size=4))
def test_answers_do_not_depend_on_what_was_asked_before(shifts, years):
	asked_before = WorkingCalendar(shifts, time_zone="Europe/Berlin")
	for year in years:
		start, end = (datetime(year, month, 3, 9, tzinfo=timezone.utc) for month in (3, 11))
		fresh = WorkingCalendar(shifts, time_zone="Europe/Berlin")
		assert asked_before.seconds_between(start, end) == fresh.seconds_between(start, end)
		assert asked_before.due(end, 50 * HOUR) == fresh.due(end, 50 * HOUR)


def test_threads_may_share_a_calendar():
	week = Week(office(MONDAY, FRIDAY, 9, 17), time_zone="America/New_York")
	shared = week.calendar()
	starts = [
		datetime(year, 5, 5, tzinfo=timezone.utc) for year in [*range(2025, 1990, -1), *range(2026, 2050)]
	]

	def ask(calendar, start):
		return calendar.seconds_between(start, start + timedelta(days=30)), calendar.due(start, 3000 * HOUR)

	with ThreadPoolExecutor(8) as pool:
		answers = list(pool.map(lambda start: ask(shared, start), starts))
	alone = week.calendar()
	assert answers == [ask(alone, start) for start in starts]


# Where the peers go wrong


def test_erpnext_two_shifts_a_day_and_one_over_midnight():
	"""ERPNext knows one shift a weekday, and none over midnight."""
	week = Week(
		[*office(MONDAY, FRIDAY, 8, 12), *office(MONDAY, FRIDAY, 13, 17), *office(MONDAY, FRIDAY, 22, 30)]
	)
	calendar = week.calendar()
	assert calendar.due(week.at("2025-06-02T11:00"), 2 * HOUR) == week.at("2025-06-02T14:00")
	assert calendar.due(week.at("2025-06-02T23:00"), 8 * HOUR) == week.at("2025-06-03T09:00")
	# Friday's night shift works on Saturday until 06:00, Sunday's night has none.
	assert calendar.seconds_between(week.at("2025-06-07T00:00"), week.at("2025-06-09T00:00")) == 6 * HOUR
	assert not calendar.is_working(week.at("2025-06-09T05:00"))


def test_helpdesk_no_work_days_raise_instead_of_looping():
	"""Helpdesk walks on for ever when no day is worked, and then overflows."""
	with pytest.raises(NoWorkingTime):
		WorkingCalendar([])
	nothing_left = WorkingCalendar(office(MONDAY, FRIDAY, 9, 17), breaks=ALWAYS)
	start = datetime(2025, 6, 2, tzinfo=timezone.utc)
	with pytest.raises(NoWorkingTime, match="no 1 seconds"):
		nothing_left.due(start, 1)
	assert nothing_left.seconds_between(start, start + timedelta(days=400)) == 0


def test_crm_an_hour_opened_on_saturday_is_due_after_the_first_working_hour():
	"""Frappe CRM says Monday 16:00, as if Saturday's time of day still counted."""
	week = Week(office(MONDAY, FRIDAY, 10, 18))
	assert week.calendar().due(week.at("2025-06-07T15:00"), HOUR) == week.at("2025-06-09T11:00")


# The definition, case by case


def test_due_is_the_end_of_the_shift_that_uses_the_time_up():
	week = Week(office(MONDAY, FRIDAY, 10, 18))
	calendar = week.calendar()
	assert calendar.due(week.at("2025-06-02T10:00"), 8 * HOUR) == week.at("2025-06-02T18:00")
	assert calendar.due(week.at("2025-06-02T10:00"), 8 * HOUR + 1) == week.at("2025-06-03T10:00:01")


def test_nothing_is_due_at_once_and_keeps_its_moment():
	week = Week(office(MONDAY, FRIDAY, 10, 18))
	saturday = week.at("2025-06-07T15:00:00.250000")
	assert week.calendar().due(saturday, 0) == saturday


def test_microseconds_are_cut_off_but_never_reorder():
	week = Week(ALWAYS)
	calendar = week.calendar()
	start = week.at("2025-06-02T10:00:00.900000")
	assert calendar.seconds_between(start, week.at("2025-06-02T10:00:01.100000")) == 1
	assert calendar.seconds_between(start, week.at("2025-06-02T10:00:00.950000")) == 0
	assert calendar.due(start, 1) == week.at("2025-06-02T10:00:01")


def test_due_is_in_the_zone_of_its_start():
	calendar = WorkingCalendar(office(MONDAY, FRIDAY, 9, 17), time_zone="Asia/Shanghai")
	start = datetime(2025, 6, 2, 20, tzinfo=ZoneInfo("America/New_York"))  # Tuesday 08:00 in Shanghai
	due = calendar.due(start, HOUR)
	assert (due.isoformat(), due.tzinfo) == ("2025-06-02T22:00:00-04:00", start.tzinfo)


def test_a_holiday_removes_the_shifts_that_start_on_it():
	week = Week(office(MONDAY, FRIDAY, 22, 30), holidays={date(2025, 6, 3)})
	calendar = week.calendar()
	assert calendar.is_working(week.at("2025-06-03T05:59"))  # Monday's night
	assert calendar.seconds_between(week.at("2025-06-03T06:00"), week.at("2025-06-04T22:00")) == 0


def test_a_make_up_day_works_like_its_weekday_with_its_breaks():
	week = Week(
		[*office(MONDAY, THURSDAY, 9, 17), Shift(FRIDAY, 9 * HOUR, 13 * HOUR)],
		breaks=office(MONDAY, THURSDAY, 12, 13),
		holidays={date(2025, 9, 28)},
		make_up_days={date(2025, 9, 28): WEDNESDAY, date(2025, 10, 11): FRIDAY},  # a Sunday and a Saturday
	)
	calendar = week.calendar()
	assert calendar.seconds_between(week.at("2025-09-28T00:00"), week.at("2025-09-29T00:00")) == 7 * HOUR
	assert calendar.seconds_between(week.at("2025-10-11T00:00"), week.at("2025-10-12T00:00")) == 4 * HOUR


def test_a_break_belongs_to_the_day_the_wall_clock_shows():
	sunday_night = [Shift(SUNDAY, 22 * HOUR, 30 * HOUR)]
	week = Week(sunday_night, breaks=[Shift(MONDAY, 2 * HOUR, 3 * HOUR), Shift(SUNDAY, 2 * HOUR, 3 * HOUR)])
	calendar = week.calendar()
	assert calendar.due(week.at("2025-06-01T22:00"), 5 * HOUR) == week.at("2025-06-02T04:00")
	over_midnight = Week(sunday_night, breaks=[Shift(SUNDAY, 23 * HOUR + 1800, 24 * HOUR + 1800)])
	assert over_midnight.calendar().due(week.at("2025-06-01T22:00"), 2 * HOUR) == week.at("2025-06-02T01:00")


def test_a_holiday_keeps_the_breaks_of_the_night_before():
	week = Week(
		[Shift(MONDAY, 22 * HOUR, 30 * HOUR)],
		breaks=[Shift(TUESDAY, 2 * HOUR, 3 * HOUR)],
		holidays={date(2025, 6, 3)},
	)
	assert week.calendar().due(week.at("2025-06-02T22:00"), 5 * HOUR) == week.at("2025-06-03T04:00")


def test_breaks_may_overlap_and_reach_beyond_the_shift():
	week = Week(
		office(MONDAY, FRIDAY, 9, 17),
		breaks=[
			*office(MONDAY, SUNDAY, 12, 13),
			*office(MONDAY, FRIDAY, 12.5, 14),
			*office(MONDAY, FRIDAY, 13, 13.25),
			*office(MONDAY, FRIDAY, 16, 20),
		],
	)
	worked = week.calendar().seconds_between(week.at("2025-06-02T00:00"), week.at("2025-06-03T00:00"))
	assert worked == 5 * HOUR


def test_the_repeated_hour_counts_twice_and_the_skipped_one_not():
	week = Week(ALWAYS, time_zone="Europe/Berlin")
	calendar = week.calendar()
	assert calendar.seconds_between(week.at("2025-10-26T00:00"), week.at("2025-10-27T00:00")) == 25 * HOUR
	assert calendar.seconds_between(week.at("2025-03-30T00:00"), week.at("2025-03-31T00:00")) == 23 * HOUR
	assert calendar.seconds_between(week.at("2025-10-26T02:30"), week.at("2025-10-26T02:30", fold=1)) == HOUR
	due = calendar.due(week.at("2025-10-26T01:30"), 2 * HOUR)
	assert (due.isoformat(), due.fold) == ("2025-10-26T02:30:00+01:00", 1)


def test_a_shift_may_end_inside_the_repeated_hour():
	week = Week([Shift(SUNDAY, HOUR, 2 * HOUR + 1800)], time_zone="Europe/Berlin")
	hours = week.calendar().intervals(week.at("2025-10-26T00:00"), week.at("2025-10-27T00:00"))
	assert [(opens.isoformat()[11:16], closes.isoformat()[11:16]) for opens, closes in hours] == [
		("01:00", "02:30"),
		("02:00", "02:30"),
	]


def test_half_an_hour_of_daylight_saving():
	week = Week(ALWAYS, time_zone="Australia/Lord_Howe")
	calendar = week.calendar()
	assert calendar.seconds_between(week.at("2025-04-06T00:00"), week.at("2025-04-07T00:00")) == 24.5 * HOUR
	assert calendar.seconds_between(week.at("2025-10-05T00:00"), week.at("2025-10-06T00:00")) == 23.5 * HOUR


def test_a_day_that_a_region_skipped_has_no_time():
	week = Week(office(MONDAY, SUNDAY, 9, 17), time_zone="Pacific/Apia")  # no Friday 30 December 2011
	assert week.calendar().due(week.at("2011-12-29T16:00"), 2 * HOUR) == week.at("2011-12-31T10:00")


def test_day_and_night_is_one_interval_over_years_and_changes_of_the_clocks():
	week = Week(ALWAYS, time_zone="Europe/Berlin")
	start, end = week.at("2024-06-01T12:00"), week.at("2026-06-01T12:00")
	assert week.calendar().intervals(start, end) == [(start, end)]
	assert week.calendar().seconds_between(start, end) == 730 * DAY
	assert week.calendar().intervals(end, start) == []


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Shanghai"])
def test_a_shift_of_the_old_year_works_on_in_the_new(zone):
	"""The new year of UTC begins in the evening of one zone's day and in the morning of the other's."""
	week = Week([Shift(MONDAY, 23 * HOUR, 47 * HOUR)], time_zone=zone)
	calendar = week.calendar()
	assert calendar.is_working(week.at("2024-12-31T19:00"))  # a Tuesday
	assert calendar.is_working(week.at("2024-12-31T22:59:59"))
	assert not calendar.is_working(week.at("2024-12-31T23:00"))
	assert calendar.seconds_between(week.at("2024-12-30T00:00"), week.at("2025-01-03T00:00")) == DAY


def test_the_second_after_the_last_folded_year_is_folded_too():
	calendar = WorkingCalendar(ALWAYS)
	new_year = datetime(2025, 1, 1, tzinfo=timezone.utc)
	assert calendar.is_working(new_year - timedelta(days=100))
	assert calendar.is_working(new_year)
	assert calendar.due(datetime(1970, 1, 1, tzinfo=timezone.utc), 1).second == 1


def test_a_rare_working_day_is_found_years_ahead():
	calendar = WorkingCalendar(
		[Shift(MONDAY, 0, HOUR)],
		breaks=[Shift(MONDAY, 0, HOUR - MINUTE)],
		holidays={date(2025, 1, 6) + timedelta(weeks=n) for n in range(52 * 15)},
	)
	start = datetime(2025, 1, 1, tzinfo=timezone.utc)
	assert calendar.due(start, MINUTE) == datetime(2039, 12, 19, 1, tzinfo=timezone.utc)


def test_due_looks_twenty_years_ahead():
	calendar = WorkingCalendar(ALWAYS)
	start = datetime(2025, 1, 1, tzinfo=timezone.utc)
	assert calendar.due(start, 20 * 365 * DAY) == start + timedelta(days=20 * 365)
	for _ in range(2):  # also when the years are folded already
		with pytest.raises(NoWorkingTime, match="20 years after 2025-01-01"):
			calendar.due(start, 20 * 366 * DAY + 1)
		calendar.seconds_between(start, start + timedelta(days=40 * 365))


@pytest.mark.parametrize(
	("shifts", "message"),
	[
		(
			[Shift(MONDAY, 9 * HOUR, 12 * HOUR), Shift(MONDAY, 11 * HOUR, 14 * HOUR)],
			"Monday 11:00-14:00 overlaps",
		),
		(
			[Shift(TUESDAY, 0, HOUR), Shift(MONDAY, 22 * HOUR, 26 * HOUR)],
			"Tuesday 00:00-01:00 overlaps .* Monday",
		),
		(
			[Shift(MONDAY, 0, HOUR), Shift(SUNDAY, 22 * HOUR, 26 * HOUR)],
			"Monday 00:00-01:00 overlaps .* Sunday",
		),
		([Shift(FRIDAY, 0, DAY), Shift(FRIDAY, 0, DAY)], "Friday"),
		([Shift(SATURDAY, 9 * HOUR, 9 * HOUR)], "Saturday"),
		([Shift(SATURDAY, 9 * HOUR, 8 * HOUR)], "Saturday"),
		([Shift(SATURDAY, -1, HOUR)], "Saturday"),
		([Shift(SATURDAY, DAY, DAY + HOUR)], "Saturday"),
		([Shift(SATURDAY, HOUR, DAY + HOUR + 1)], "Saturday"),
		([Shift(7, 0, HOUR)], "7 is not a weekday"),
	],
)
def test_impossible_shifts_are_refused(shifts, message):
	with pytest.raises(ValueError, match=message):
		WorkingCalendar(shifts)


def test_shifts_may_touch_and_fill_the_week():
	touching = [Shift(day, 6 * HOUR, 30 * HOUR) for day in range(7)]
	start = datetime(2025, 6, 1, tzinfo=timezone.utc)
	assert WorkingCalendar(touching).seconds_between(start, start + timedelta(days=14)) == 14 * DAY


def test_other_impossible_arguments_are_refused():
	hours = office(MONDAY, FRIDAY, 9, 17)
	for zone in ("Mars/Olympus", "", "Europe", "/etc/passwd"):
		with pytest.raises(ValueError, match="time zone"):
			WorkingCalendar(hours, time_zone=zone)
	with pytest.raises(ValueError, match="make-up day 2025-09-28"):
		WorkingCalendar(hours, make_up_days={date(2025, 9, 28): 7})
	with pytest.raises(ValueError, match="A break on Monday"):
		WorkingCalendar(hours, breaks=[Shift(MONDAY, HOUR, HOUR)])
	calendar = WorkingCalendar(hours)
	start = datetime(2025, 6, 2, tzinfo=timezone.utc)
	with pytest.raises(ValueError, match="negative"):
		calendar.due(start, -1)
	for ask in (calendar.is_working, lambda moment: calendar.due(moment, 0)):
		with pytest.raises(TypeError):
			ask(datetime(2025, 6, 2))
	with pytest.raises(ValueError, match="year 25 "):
		calendar.seconds_between(start.replace(year=25), start)
