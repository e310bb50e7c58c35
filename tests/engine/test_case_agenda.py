"""Which tickets of a month a case review talks about, and by what (G4)."""

from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.case_agenda import (
	ALL_KEPT,
	BAD,
	CASE,
	COMPLAINT,
	FIRST_VISIT,
	FULL_MARKS,
	GOOD,
	LOW_MARK,
	MISSED,
	REOPENED,
	RETURNED,
	Facts,
	Marks,
	best_and_worst,
	signals_of,
)

MARKS = Marks(low_stars=2, low_nps=4)
POINTS = {
	COMPLAINT: 5,
	LOW_MARK: 4,
	MISSED: 2,
	REOPENED: 3,
	RETURNED: 1,
	FULL_MARKS: 4,
	ALL_KEPT: 2,
	FIRST_VISIT: 1,
	CASE: 3,
}


def names(judged) -> list[tuple[str, int]]:
	return [(one.facts.name, one.points) for one in judged]


def test_points_are_added_up_by_what_was_found_and_how_often():
	bad = Facts("A", stars=1, complaints=1, targets=3, missed=2, reopened=1)
	good = Facts("B", stars=5, nps=10, targets=3, visits=1, cases=1)
	best, worst = best_and_worst([good, bad], POINTS, MARKS, 3)
	assert names(worst) == [("A", 5 + 4 + 2 * 2 + 3)]
	assert worst[0].signals == {COMPLAINT: 1, LOW_MARK: 1, MISSED: 2, REOPENED: 1}
	assert names(best) == [("B", 4 + 2 + 1 + 3)]
	assert best[0].signals == {FULL_MARKS: 1, ALL_KEPT: 1, FIRST_VISIT: 1, CASE: 1}


def test_a_ticket_with_anything_bad_is_none_of_the_best():
	praised = Facts("A", stars=5, targets=2, missed=1, visits=1)
	best, worst = best_and_worst([praised], POINTS, MARKS, 3)
	assert not best and names(worst) == [("A", 2)]


def test_no_mark_is_no_low_mark_and_a_zero_recommendation_is():
	assert LOW_MARK not in signals_of(Facts("A"), MARKS)
	assert signals_of(Facts("A", nps=0), MARKS) == {LOW_MARK: 1}
	assert FULL_MARKS not in signals_of(Facts("A", stars=5, nps=2), MARKS)


def test_of_equal_ones_the_quicker_is_the_better_and_the_name_decides_at_last():
	quick, slow = (Facts(name, targets=1, used_of_target=used) for name, used in (("B", 0.2), ("A", 0.9)))
	twin = Facts("C", targets=1, used_of_target=0.2)
	best, _worst = best_and_worst([slow, twin, quick], POINTS, MARKS, 3)
	assert [one.facts.name for one in best] == ["B", "C", "A"]


def test_what_counts_nothing_is_not_named():
	best, worst = best_and_worst([Facts("A", returned=3, targets=1)], {**POINTS, RETURNED: 0}, MARKS, 3)
	assert not worst and best[0].signals == {ALL_KEPT: 1}
	assert best_and_worst([Facts("A", visits=2)], POINTS, MARKS, 3) == ([], [])


FACTS = st.builds(
	Facts,
	name=st.text("ABC", min_size=1, max_size=3),
	stars=st.none() | st.integers(1, 5),
	nps=st.none() | st.integers(0, 10),
	complaints=st.integers(0, 2),
	targets=st.integers(0, 4),
	missed=st.integers(0, 4),
	reopened=st.integers(0, 2),
	visits=st.integers(0, 3),
)


@given(st.lists(FACTS, max_size=12, unique_by=lambda facts: facts.name), st.integers(0, 5))
def test_nobody_is_both_and_the_order_of_the_tickets_does_not_matter(tickets, each):
	best, worst = best_and_worst(tickets, POINTS, MARKS, each)
	assert not {one.facts.name for one in best} & {one.facts.name for one in worst}
	assert len(best) <= each and len(worst) <= each
	assert all(one.points > 0 for one in (*best, *worst))
	assert all(set(one.signals) <= set(GOOD) for one in best)
	assert all(set(one.signals) <= set(BAD) for one in worst)
	assert (best, worst) == best_and_worst(reversed(tickets), POINTS, MARKS, each)
