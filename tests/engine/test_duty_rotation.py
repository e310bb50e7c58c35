"""On-call duty is shared fairly, whoever is away and whatever was before (E2, P1)."""

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.duty_rotation import Member, share, turns_between, weighted_hours

START = datetime(2026, 3, 2, 8)
WEEK = timedelta(days=7)


def members(count: int, **values) -> list[Member]:
	return [Member(f"M{n}", START - 52 * WEEK, **values) for n in range(count)]


def weeks(count: int) -> list:
	return turns_between(0, time(8), START, START + count * WEEK)


def test_turns_run_from_handover_to_handover():
	assert turns_between(4, time(17), START, START + 2 * WEEK) == [
		(datetime(2026, 3, 6, 17), datetime(2026, 3, 13, 17)),
		(datetime(2026, 3, 13, 17), datetime(2026, 3, 20, 17)),
	]
	assert turns_between(0, time(8), START, START + WEEK) == [(START, START + WEEK)]
	assert turns_between(0, time(7), START, START + WEEK)[0][0] == datetime(2026, 3, 9, 7)


def test_everybody_in_turn():
	given_to = [turn.member for turn in share(weeks(6), members(3), set(), 1, WEEK)]
	assert given_to == ["M0", "M1", "M2", "M0", "M1", "M2"]


def test_a_holiday_counts_more_so_that_its_week_is_made_up_for():
	holidays = {START.date() + timedelta(days=n) for n in range(1, 6)}
	assert weighted_hours([(START, START + WEEK)], holidays, 1) == 7 * 24 + 5 * 24
	given_to = [turn.member for turn in share(weeks(5), members(2), holidays, 3, timedelta(0))]
	assert given_to.count("M0") < given_to.count("M1")


def test_a_newcomer_neither_makes_up_for_a_year_nor_is_spared():
	old = members(2)
	for member, behind in zip(old, (2, 4), strict=True):
		member.duties = [(START - n * 4 * WEEK, START - n * 4 * WEEK + WEEK) for n in range(behind, 12, 2)]
	new = Member("New", START)
	given_to = [turn.member for turn in share(weeks(9), [*old, new], set(), 0, timedelta(0))]
	assert 1 <= given_to.count("New") <= 5


def test_duty_goes_before_rest_and_says_so():
	(first, second) = share(weeks(2), members(1), set(), 1, WEEK)
	assert (first.member, first.resting) == ("M0", ())
	assert (second.member, second.resting) == ("M0", ("M0",))


@given(
	st.integers(1, 6),
	st.integers(1, 30),
	st.integers(0, 3),
	st.lists(st.tuples(st.integers(0, 5), st.integers(0, 29)), max_size=30),
	st.sets(st.integers(0, 200), max_size=20),
)
def test_nobody_is_on_duty_while_away_and_every_turn_has_somebody_who_is_there(
	people, count, rest, away, holidays
):
	staff = members(people)
	for who, week in away:
		if who < people:
			staff[who].away.append(
				(START + week * WEEK + timedelta(days=2), START + week * WEEK + timedelta(days=3))
			)
	days = {date(2026, 3, 2) + timedelta(days=n) for n in holidays}
	turns = share(weeks(count), staff, days, 1, rest * WEEK)
	assert [turn.start for turn in turns] == [START + n * WEEK for n in range(count)]
	for number, turn in enumerate(turns):
		there = {f"M{n}" for n in range(people)} - {f"M{who}" for who, week in away if week == number}
		assert (turn.member in there) if there else turn.member is None


@given(st.integers(2, 6), st.integers(1, 8))
def test_without_absences_nobody_has_more_than_one_turn_more_than_another(people, rounds):
	given_to = [
		turn.member for turn in share(weeks(people * rounds), members(people), set(), 1, timedelta(0))
	]
	assert {given_to.count(f"M{n}") for n in range(people)} == {rounds}
