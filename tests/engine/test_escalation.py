"""Which steps of the ladder are due when, by the working time that a clock has used (B3, B4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.escalation import Step, due_steps, next_threshold, threshold

HOUR = 3600
WARNINGS = [Step("warn-50", 50), Step("warn-75", 75), Step("warn-90", 90), Step("warn-100", 100)]
LADDER = [Step("level-1", 100), Step("level-2", 100, 2 * HOUR), Step("level-3", 200)]


@pytest.mark.parametrize(
	("step", "target", "expected"),
	[
		(Step("a", 50), 4 * HOUR, 2 * HOUR),
		(Step("a", 100, 30), 4 * HOUR, 4 * HOUR + 30),
		(Step("a", 33.3), 1000, 333),
		(Step("a", 33.39), 1000, 334),
		(Step("a", 0, 900), 4 * HOUR, 900),
		(Step("a", 110), 0, 0),
	],
)
def test_threshold(step, target, expected):
	assert threshold(step, target) == expected


def test_a_step_is_due_in_the_second_its_threshold_is_reached():
	assert due_steps(WARNINGS, 1000, 499) == []
	assert [step.key for step in due_steps(WARNINGS, 1000, 500)] == ["warn-50"]


def test_missed_steps_are_caught_up_in_order_and_none_twice():
	steps = [*LADDER, *WARNINGS]
	due = due_steps(steps, HOUR, 2 * HOUR, done={"warn-50"})
	assert [step.key for step in due] == ["warn-75", "warn-90", "level-1", "warn-100", "level-3"]
	assert due_steps(steps, HOUR, 3 * HOUR, done=[step.key for step in steps]) == []


def test_next_threshold_is_that_of_the_first_step_not_done():
	assert next_threshold(LADDER, HOUR, 0) == HOUR
	assert next_threshold(LADDER, HOUR, 5 * HOUR) == HOUR  # overdue, so at once
	assert next_threshold(LADDER, HOUR, HOUR, done={"level-1"}) == 2 * HOUR
	assert next_threshold(LADDER, HOUR, HOUR, done={"level-1", "level-2", "level-3"}) is None
	assert next_threshold([], HOUR, 0) is None


ladders = st.lists(
	st.builds(Step, st.text(max_size=3), st.floats(0, 400), st.integers(0, 9000)),
	max_size=8,
	unique_by=lambda step: step.key,
)


@given(ladders, st.integers(0, 90_000), st.lists(st.integers(1, 200_000), max_size=6))
def test_any_sweep_does_each_step_once_in_order_and_only_when_due(steps, target, looks):
	done = []
	for used in sorted(looks):
		waits_for = next_threshold(steps, target, used, done)
		due = due_steps(steps, target, used, done)
		assert bool(due) == (waits_for is not None and waits_for <= used)
		assert all(threshold(step, target) <= used for step in due)
		done += [step.key for step in due]
	reached = [step for step in steps if looks and threshold(step, target) <= max(looks)]
	assert len(done) == len(set(done))
	assert done == [step.key for step in sorted(reached, key=lambda step: threshold(step, target))]
