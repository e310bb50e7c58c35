"""Which stages a ticket leaves on its way, and how complete it is (C4)."""

from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.gate import Need, percent, stages_left

LINE = ("a", "b", "c", "d")
NEEDS = st.lists(
	st.builds(
		Need,
		kind=st.just("Photo"),
		stage=st.sampled_from(LINE),
		have=st.integers(0, 10),
		need=st.integers(1, 10),
	)
)


def test_a_step_forward_leaves_every_stage_up_to_the_new_one():
	assert stages_left(LINE, "a", "b") == ("a",)
	assert stages_left(LINE, "a", "d") == ("a", "b", "c")


def test_back_aside_and_staying_leave_nothing():
	for start, end in (("c", "a"), ("b", "b"), ("waiting", "c"), ("a", "cancelled")):
		assert not stages_left(LINE, start, end)


@given(st.sampled_from(LINE), st.sampled_from(LINE), st.sampled_from(LINE))
def test_no_detour_leaves_less_behind_than_the_straight_way(start, middle, end):
	straight = set(stages_left(LINE, start, end))
	assert straight <= {*stages_left(LINE, start, middle), *stages_left(LINE, middle, end)}


@given(NEEDS)
def test_completeness_is_a_percentage_and_100_only_when_nothing_is_missing(needs):
	value = percent(needs)
	assert 0 <= value <= 100
	assert (value == 100) == (not any(need.missing for need in needs))


@given(NEEDS, st.integers(1, 10))
def test_more_of_what_is_there_already_makes_nothing_more_complete(needs, more):
	filled = [need for need in needs if not need.missing]
	others = [need for need in needs if need.missing]
	again = [Need(need.kind, need.stage, need.have + more, need.need) for need in filled]
	assert percent(again + others) == percent(filled + others)
