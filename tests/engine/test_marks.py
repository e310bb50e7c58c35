"""Marks and key results become scores (J4, J7)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.marks import score_of_key_result, score_of_marks, weighted_mean

NUMBERS = st.floats(-1e6, 1e6)


def test_two_fives_stay_a_hundred_where_the_third_is_missing():
	assert score_of_marks([(1, 5), (1, 5), (1, None)]) == 100


def test_weights_below_one_and_odd_sums_count():
	assert score_of_marks([(0.75, 5), (0.25, 1)]) == pytest.approx(80)
	assert weighted_mean([(60, 97), (30, 97), (10, 97)]) == pytest.approx(97)


def test_without_any_mark_there_is_no_score():
	assert score_of_marks([(1, None)]) is None
	assert score_of_marks([]) is None


@pytest.mark.parametrize(
	("start", "target", "current", "score"),
	[(0, 10, 5, 50), (8, 4, 6, 50), (8, 4, 2, 100), (0, 10, -3, 0), (0, 10, 30, 100), (-5, 5, 0, 50)],
)
def test_a_key_result_is_the_way_that_is_gone(start, target, current, score):
	assert score_of_key_result(start, target, current) == score


def test_where_there_is_no_way_there_is_no_score():
	with pytest.raises(ValueError):
		score_of_key_result(3, 3, 3)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_it_is_never_below_nothing_or_above_everything(start, target, current):
	if start != target:
		assert 0 <= score_of_key_result(start, target, current) <= 100


@given(st.lists(st.tuples(st.floats(0.01, 100), st.sampled_from([None, 1, 2, 3, 4, 5]))))
def test_a_score_lies_between_the_marks(marks):
	given_marks = [mark * 20 for _weight, mark in marks if mark]
	score = score_of_marks(marks)
	if not given_marks:
		assert score is None
	else:
		assert min(given_marks) - 1e-6 <= score <= max(given_marks) + 1e-6
