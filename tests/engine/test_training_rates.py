"""How much of the training was done (H4)."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.training_rates import TrainingRates

TODAY = date(2026, 3, 1)
DAYS = st.dates(date(2026, 1, 1), date(2026, 6, 30))


def test_nothing_to_count_has_no_rate():
	assert (TrainingRates().completion_rate, TrainingRates().pass_rate) == (None, None)


def test_what_is_due_today_is_not_overdue():
	rates = TrainingRates()
	rates.add_assignment(TODAY, None, TODAY)
	assert (rates.due, rates.overdue, rates.completion_rate) == (1, 0, 0.0)


@given(st.lists(st.tuples(DAYS, st.none() | DAYS)), st.lists(st.booleans()))
def test_the_counts_fit_one_another(assignments, sittings):
	rates = TrainingRates()
	for due, completed in assignments:
		rates.add_assignment(due, completed, TODAY)
	for passed in sittings:
		rates.add_sitting(passed)
	assert rates.due == len(assignments)
	assert rates.on_time <= rates.completed
	assert rates.completed + rates.overdue <= rates.due
	assert rates.pass_rate is None or 0 <= rates.pass_rate <= 100
