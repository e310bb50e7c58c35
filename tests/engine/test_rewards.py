"""Who is among the best, and how long a row of months is (J5)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.rewards import (
	ALL,
	DOWN,
	NEAREST,
	NOBODY,
	SKIP,
	START_ANEW,
	UP,
	WAIT,
	Month,
	best,
	places,
	streak,
)


@pytest.mark.parametrize(
	("people", "up", "nearest", "down"),
	[
		(0, 0, 0, 0),
		(1, 1, 0, 0),
		(2, 1, 0, 0),
		(5, 1, 1, 1),
		(7, 2, 1, 1),
		(8, 2, 2, 1),
		(10, 2, 2, 2),
		(12, 3, 2, 2),
	],
)
def test_a_fifth_of_so_many_is_rounded_as_the_rule_says(people, up, nearest, down):
	assert [places(people, 20, rounding) for rounding in (UP, NEAREST, DOWN)] == [up, nearest, down]


def test_a_third_is_no_float():
	assert places(10, 33.3, UP) == 4
	assert places(1000, 0.1, UP) == 1


def test_a_shared_last_place_takes_all_or_none():
	scores = {"a": 90.0, "b": 80.0, "c": 80.04, "d": 70.0}
	assert best(scores, 2, ALL) == {"a", "b", "c"}
	assert best(scores, 2, NOBODY) == {"a"}
	assert best(scores, 3, NOBODY) == {"a", "b", "c"}
	assert best(scores, 0) == best({}, 3) == set()
	assert best({"a": 1.0, "b": 1.0}, 1, NOBODY) == set()


SCORES = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.floats(0, 100), max_size=12)


@given(scores=SCORES, count=st.integers(0, 14))
def test_nobody_below_the_border_is_among_the_best(scores, count):
	everybody, nobody = best(scores, count, ALL), best(scores, count, NOBODY)
	assert nobody <= everybody
	assert len(nobody) <= count
	if count:
		assert len(everybody) >= min(count, len(scores))
	shown = {person: round(score, 1) for person, score in scores.items()}
	rest = [shown[person] for person in scores if person not in everybody]
	assert all(shown[person] > max(rest, default=-1) for person in everybody)


@given(people=st.integers(0, 5000), share=st.integers(1, 100))
def test_rounding_differs_by_one_at_most(people, share):
	down, nearest, up = (places(people, share, rounding) for rounding in (DOWN, NEAREST, UP))
	assert 0 <= down <= nearest <= up <= people
	assert up - down <= 1
	assert down <= Decimal(people) * share / 100 <= up


def months(*scores) -> list[Month]:
	"""The latest first; None is a month without a score, a text one that waits."""
	return [
		Month(str(number), None if isinstance(score, str) else score, score if isinstance(score, str) else "")
		for number, score in enumerate(scores)
	]


def length(found: list[Month], below=False, **rules) -> int:
	return len(streak(found, 80, below, **rules).months)


def test_a_row_ends_with_the_first_month_on_the_other_side():
	assert length(months(80, 95, 80, 79.9, 99)) == 3
	assert length(months(79.9, 99)) == 0
	assert length(months(79.96, 99)) == 2, "as it is shown, 80.0"
	assert length(months(60, 79.9, 80), below=True) == 2


def test_a_month_on_leave_is_passed_over_or_ends_the_row():
	found = months(85, None, 90, None, 95, 60)
	assert length(found, without_data=SKIP) == 3
	assert length(found, without_data=START_ANEW) == 1
	assert length(months(None, 90, 90, 90)) == 0, "the latest month itself is away"


def test_a_month_under_appeal_is_waited_for_or_passed_over():
	found = months(85, "under appeal", 90, 91)
	assert streak(found, 80, False, waiting=WAIT).waits.waits == "under appeal"
	assert length(found, waiting=SKIP) == 3
	assert length(found, waiting=SKIP, without_data=START_ANEW) == 3
	beyond = months(85, 60, "under appeal")
	assert streak(beyond, 80, False).waits is None, "the row had ended before"
