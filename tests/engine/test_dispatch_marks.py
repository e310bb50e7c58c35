"""Marks, travel estimates and the calendar's rules of dispatch, without a database (E1, P1)."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.day_of_visits import (
	free_from,
	hours_in_all,
	hours_on,
	lies_within,
	merged,
	overlapping,
	rest_is_kept,
)
from fsm_app.engine.distance import Position
from fsm_app.engine.ranking import (
	continuity_mark,
	drawn_to_mean,
	efficiency_mark,
	fairness_mark,
	parts_mark,
	rank,
	slack_mark,
	travel_mark,
)
from fsm_app.engine.spread import spread
from fsm_app.engine.travel_estimate import Pace, minutes_of_way

MONDAY = datetime(2026, 3, 2)
SHANGHAI, SUZHOU = Position(31.2304, 121.4737), Position(31.2990, 120.5853)

marks = st.one_of(st.none(), st.floats(0, 100))
spans = st.lists(
	st.tuples(st.integers(0, 3000), st.integers(1, 600)).map(
		lambda pair: (at(minutes=pair[0]), at(minutes=pair[0] + pair[1]))
	),
	max_size=8,
)


def at(hour: float = 0, minutes: int = 0) -> datetime:
	return MONDAY + timedelta(hours=hour, minutes=minutes)


def _minutes(rows) -> list[tuple[int, int]]:
	return [tuple((each - MONDAY) // timedelta(minutes=1) for each in row) for row in rows]


def ranked(rows: dict[str, dict], weights: dict[str, float]):
	"""The candidates ranked, from the marks of each."""
	names = sorted({name for of_one in rows.values() for name in of_one})
	columns = {name: [of_one[name] for of_one in rows.values()] for name in names}
	return rank(list(rows), columns, weights)


def span(start: float, end: float):
	return at(start), at(end)


class TestRanking:
	@given(st.lists(st.fixed_dictionaries({"a": marks, "b": marks}), min_size=1, max_size=12))
	def test_scores_lie_between_0_and_100_and_the_best_comes_first(self, rows):
		found = ranked({f"{n:02}": row for n, row in enumerate(rows)}, {"a": 3, "b": 1})
		assert sorted(row.candidate for row in found) == [f"{n:02}" for n in range(len(rows))]
		scores = [row.score for row in found]
		assert scores == sorted(scores, reverse=True)
		assert all(-1e-9 <= score <= 100 + 1e-9 for score in scores)

	@given(st.lists(st.floats(0, 100), min_size=2, max_size=8), st.floats(0.1, 50))
	def test_what_is_known_of_nobody_changes_nothing(self, known, weight):
		with_it = ranked(
			{f"{n}": {"a": mark, "b": None} for n, mark in enumerate(known)}, {"a": 1, "b": weight}
		)
		without = ranked({f"{n}": {"a": mark} for n, mark in enumerate(known)}, {"a": 1})
		assert [(row.candidate, row.score) for row in with_it] == [
			(row.candidate, row.score) for row in without
		]

	def test_what_is_not_known_of_one_is_the_mean_and_not_zero(self):
		rows = {"good": {"a": 100.0}, "bad": {"a": 0.0}, "new": {"a": None}}
		assert [row.candidate for row in ranked(rows, {"a": 1})] == ["good", "new", "bad"]
		assert ranked(rows, {"a": 1})[1].score == 50

	def test_a_better_mark_never_lowers_the_score(self):
		low, high = (ranked({"x": {"a": mark, "b": 40.0}}, {"a": 1, "b": 2})[0].score for mark in (10, 90))
		assert high > low

	def test_negative_weights_are_refused(self):
		with pytest.raises(ValueError):
			rank([], {}, {"a": -1})


class TestMarks:
	def test_travel_counts_evenly_down_to_what_is_far(self):
		assert [travel_mark(minutes, 120) for minutes in (0, 60, 120, 500)] == [100, 50, 0, 0]
		assert travel_mark(500, 0) == 100

	def test_who_worked_least_this_month_has_the_best_mark(self):
		assert [fairness_mark(hours, 40) for hours in (0, 40, 80, 200)] == [100, 50, 0, 0]

	def test_the_same_device_counts_more_than_the_same_customer(self):
		assert continuity_mark(1, 5) > continuity_mark(0, 5) > continuity_mark(0, 1) > continuity_mark(0, 0)

	def test_parts_count_by_line_and_in_part(self):
		assert parts_mark({"A": 2, "B": 1}, {"A": 1, "B": 4}) == 75
		assert parts_mark({"A": 2}, {}) == 0
		assert parts_mark({}, {}) == 100
		assert parts_mark({"A": 2}, {"A": -3}) == 0

	def test_who_comes_after_the_clock_has_run_out_has_no_slack(self):
		assert slack_mark(-60, 3600) == 0
		assert slack_mark(1800, 3600) == 50
		assert slack_mark(100, -5) == 0

	@given(st.floats(0, 2), st.integers(0, 200), st.floats(0, 2), st.floats(0.5, 50))
	def test_a_few_jobs_are_drawn_to_the_mean_and_many_speak_for_themselves(self, own, jobs, mean, prior):
		drawn = drawn_to_mean(own, jobs, mean, prior)
		low, high = min(own, mean), max(own, mean)
		assert low - 1e-9 <= drawn <= high + 1e-9
		more = drawn_to_mean(own, jobs + 100, mean, prior)
		assert abs(more - own) <= abs(drawn - own) + 1e-9

	def test_one_lucky_job_does_not_beat_many_good_ones(self):
		lucky = efficiency_mark(drawn_to_mean(1, 1, 0.8, 5), 1)
		good = efficiency_mark(drawn_to_mean(0.95, 60, 0.8, 5), 1)
		assert good > lucky

	@given(st.floats(-1, 3), st.floats(-1, 9))
	def test_efficiency_lies_between_0_and_100(self, fixed, against):
		assert 0 <= efficiency_mark(fixed, against) <= 100


class TestTravel:
	def test_the_hour_decides_the_speed(self):
		pace = Pace(40, 1.0, ((7, 20), (10, 60)))
		assert [pace.at(hour) for hour in (6, 7, 9, 10, 23)] == [60, 20, 20, 60, 60]
		slow, fast = (minutes_of_way(SHANGHAI, SUZHOU, hour, pace) for hour in (8, 12))
		assert slow == pytest.approx(3 * fast)

	def test_shanghai_to_suzhou_by_road(self):
		minutes = minutes_of_way(SHANGHAI, SUZHOU, 12, Pace(60, 1.3))
		assert 100 < minutes < 120  # 85 km as the crow flies

	def test_a_speed_of_nothing_is_refused(self):
		with pytest.raises(ValueError):
			minutes_of_way(SHANGHAI, SUZHOU, 12, Pace(0))


class TestDay:
	@given(spans)
	def test_merged_spans_are_apart_and_hold_the_same_moments(self, rows):
		found = merged(rows)
		assert all(one[1] < two[0] for one, two in pairwise(found))
		for start, end in rows:
			assert lies_within((start, end), found)

	def test_a_break_is_no_gap_but_two_shifts_are(self):
		assert lies_within(span(11, 14), [span(9, 17)])
		assert lies_within(span(11, 14), [span(9, 12), span(12, 17)])
		assert not lies_within(span(11, 14), [span(9, 12), span(13, 17)])
		assert not lies_within(span(16, 18), [span(9, 17)])

	def test_the_end_of_a_shift_is_part_of_it(self):
		assert lies_within(span(16, 17), [span(9, 17)])
		assert lies_within((at(9), at(9)), [span(9, 17)])

	def test_visits_that_touch_do_not_overlap(self):
		assert overlapping(span(10, 11), [span(9, 10), span(11, 12)]) is None
		assert overlapping(span(10, 11), [span(10.5, 12)]) == span(10.5, 12)

	def test_hours_are_counted_on_their_day(self):
		assert hours_on(MONDAY.date(), [span(22, 26), span(8, 9)]) == 3
		assert hours_on(MONDAY.date() + timedelta(days=1), [span(22, 26)]) == 2

	def test_hours_in_all_are_those_of_every_day_and_what_ends_before_it_starts_is_none(self):
		assert hours_in_all([span(22, 26), span(8, 9), span(9, 7)]) == 5
		assert hours_in_all([]) == 0

	def test_who_is_busy_is_free_after_the_visit_that_leaves_no_room(self):
		assert free_from(at(9), timedelta(hours=1), [span(9.5, 11)]) == at(11)
		assert free_from(at(9), timedelta(hours=1), [span(10, 11)]) == at(9)
		assert free_from(at(9), timedelta(hours=1), [span(8, 10), span(10.5, 12)]) == at(12)

	@given(spans, st.integers(1, 300))
	def test_the_free_time_is_free(self, rows, minutes):
		needed = timedelta(minutes=minutes)
		free = free_from(at(5), needed, rows)
		assert free >= at(5)
		assert overlapping((free, free + needed), rows) is None

	def test_a_call_at_night_needs_rest_before_the_morning(self):
		rest = timedelta(hours=11)
		assert rest_is_kept(span(9, 17), [], rest)
		assert rest_is_kept(span(20, 21), [span(9, 17)], rest)
		assert not rest_is_kept(span(22, 23), [span(9, 17)], rest)
		assert not rest_is_kept(span(24 + 6, 24 + 8), [span(13, 22)], rest)
		assert rest_is_kept(span(24 + 9, 24 + 10), [span(13, 22)], rest)
		assert not rest_is_kept(span(22, 23), [span(13, 17), span(24 + 8, 24 + 16)], rest)

	@given(spans, st.integers(0, 3000), st.integers(1, 600), st.integers(1, 12))
	def test_rest_is_kept_as_walking_over_the_minutes_says(self, rows, start, minutes, hours):
		"""Work without the rest between is one working day; that of the visit lasts no longer than the day leaves."""
		new = (start, start + minutes)
		busy = {minute for one, two in [*_minutes(rows), new] for minute in range(one, two)}
		first = last = start
		while gap := next((n for n in range(1, 60 * hours + 1) if first - n in busy), 0):
			first -= gap
		while gap := next((n for n in range(1, 60 * hours + 1) if last + n in busy), 0):
			last += gap
		expected = last + 1 - first <= 60 * (24 - hours)
		assert (
			rest_is_kept((at(minutes=new[0]), at(minutes=new[1])), rows, timedelta(hours=hours)) == expected
		)

	@given(spans, st.integers(0, 3000), st.integers(0, 600), st.integers(0, 3))
	def test_what_lies_within_overlaps_and_is_counted_is_so_minute_by_minute(self, rows, start, minutes, day):
		busy = {minute for one, two in _minutes(rows) for minute in range(one, two)}
		new = (at(minutes=start), at(minutes=start + minutes))
		if minutes:
			assert lies_within(new, rows) == busy.issuperset(range(start, start + minutes))
			found = overlapping(new, rows)
			assert (found is None) == busy.isdisjoint(range(start, start + minutes))
			assert found is None or found == min(row for row in rows if row[0] < new[1] and new[0] < row[1])
		of_day = range(24 * 60 * day, 24 * 60 * (day + 1))
		counted = sum(
			len(range(max(one, of_day.start), min(two, of_day.stop))) for one, two in _minutes(rows)
		)
		assert hours_on(MONDAY.date() + timedelta(days=day), rows) == pytest.approx(counted / 60)

	def test_without_a_rule_nothing_is_asked(self):
		assert rest_is_kept(span(0, 24), [span(24, 48)], timedelta(0))

	@given(spans, st.integers(0, 3000), st.integers(1, 300), st.integers(1, 12))
	def test_an_additional_visit_never_brings_rest(self, rows, start, minutes, hours):
		new = (at(minutes=start), at(minutes=start + minutes))
		more = [*rows, (at(minutes=start), at(minutes=start + 30))]
		if not rest_is_kept(new, rows, timedelta(hours=hours)):
			assert not rest_is_kept(new, more, timedelta(hours=hours))


def test_spread_is_nothing_for_all_alike_and_unknown_for_none():
	assert spread([3, 3, 3]) == 0
	assert spread([]) is None
	assert spread([0, 0]) is None
	assert spread([0, 2]) == 1
