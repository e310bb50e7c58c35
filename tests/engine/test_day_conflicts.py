"""What stands in the way of an engineer's visits: each other, the way, leave, holidays, shifts, promises (N2)."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.day_conflicts import (
	AGREED,
	DUE,
	HALF_LEAVE,
	HOLIDAY,
	LEAVE,
	OVERLAP,
	SHIFT,
	WAY,
	WAY_IN_SHIFT,
	Calendar,
	Conflict,
	Stop,
	conflicts_of,
)

DAY = date(2026, 3, 3)


def at(text: str, day: date = DAY) -> datetime:
	return datetime.combine(day, datetime.strptime(text, "%H:%M").time())


def stop(name: str, start: str, end: str, **values) -> Stop:
	return Stop(name, at(start), at(end), **values)


def kinds(stops, calendar=None) -> dict[str, list[str]]:
	found = conflicts_of(stops, calendar or Calendar())
	return {name: [each.kind for each in own] for name, own in found.items()}


def test_visits_that_only_touch_are_no_conflict_and_those_that_overlap_name_each_other():
	assert conflicts_of([stop("a", "09:00", "10:00"), stop("b", "10:00", "11:00")], Calendar()) == {}
	found = conflicts_of([stop("a", "09:00", "10:00"), stop("b", "09:30", "11:00")], Calendar())
	assert found == {"a": [Conflict(OVERLAP, "b")], "b": [Conflict(OVERLAP, "a")]}


def test_a_long_visit_overlaps_all_that_begin_before_it_ends():
	found = kinds([stop("long", "09:00", "12:00"), stop("a", "09:30", "10:00"), stop("b", "11:00", "11:30")])
	assert found == {"long": [OVERLAP, OVERLAP], "a": [OVERLAP], "b": [OVERLAP]}


def test_a_way_longer_than_the_time_between_is_told_with_the_minutes_that_are_short():
	near = [stop("a", "09:00", "10:00"), stop("b", "10:20", "11:00", way=20)]
	assert conflicts_of(near, Calendar()) == {}
	far = [stop("a", "09:00", "10:00"), stop("b", "10:20", "11:00", way=50)]
	assert conflicts_of(far, Calendar()) == {"b": [Conflict(WAY, 30)]}


def test_leave_counts_that_begins_inside_the_visit_and_not_only_at_its_start():
	tomorrow = DAY + timedelta(days=1)
	night = Stop("night", at("22:00"), at("02:00", tomorrow))
	assert conflicts_of([night], Calendar(leave={tomorrow})) == {"night": [Conflict(LEAVE, tomorrow)]}
	assert conflicts_of([night], Calendar(half_leave={tomorrow})) == {
		"night": [Conflict(HALF_LEAVE, tomorrow)]
	}
	assert conflicts_of([night], Calendar(leave={DAY + timedelta(days=2)})) == {}
	# It ends as the leave begins.
	until_midnight = Stop("evening", at("22:00"), at("00:00", tomorrow))
	assert conflicts_of([until_midnight], Calendar(leave={tomorrow})) == {}


def test_leave_counts_on_which_the_way_begins():
	early = stop("early", "00:20", "02:00", way=60)
	assert kinds([early], Calendar(leave={DAY - timedelta(days=1)})) == {"early": [LEAVE]}


def test_the_whole_visit_and_the_way_have_to_lie_in_the_shift():
	shift = Calendar(shifts=[(at("09:00"), at("17:00"))])
	assert conflicts_of([stop("a", "09:30", "17:00", way=30)], shift) == {}
	assert kinds([stop("a", "09:20", "10:00", way=30)], shift) == {"a": [WAY_IN_SHIFT]}
	assert kinds([stop("a", "16:30", "17:30")], shift) == {"a": [SHIFT]}
	assert kinds([stop("a", "16:30", "17:30")], Calendar(shifts=[])) == {"a": [SHIFT]}
	assert conflicts_of([stop("a", "16:30", "17:30")], Calendar(shifts=None)) == {}


def test_who_is_on_duty_works_on_a_holiday_and_outside_the_shift():
	holiday = Calendar(shifts=[], holidays={DAY})
	assert kinds([stop("a", "10:00", "11:00")], holiday) == {"a": [HOLIDAY]}
	duty = holiday._replace(duties=[(at("00:00"), at("23:00"))])
	assert conflicts_of([stop("a", "10:00", "11:00")], duty) == {}


def test_promises_to_the_customer_count():
	agreed = {"opens": at("10:00"), "closes": at("12:00")}
	assert conflicts_of([stop("a", "10:00", "12:00", **agreed)], Calendar()) == {}
	assert kinds([stop("a", "09:30", "10:30", **agreed)]) == {"a": [AGREED]}
	assert kinds([stop("a", "11:30", "12:30", **agreed)]) == {"a": [AGREED]}
	assert kinds([stop("a", "11:30", "12:30", due=at("11:00"))]) == {"a": [DUE]}


hours = st.integers(0, 23 * 60)
STOPS = st.lists(st.tuples(hours, st.integers(1, 300), st.integers(0, 120)), max_size=8)


@given(STOPS)
def test_a_visit_has_an_overlap_exactly_where_it_shares_time_with_another(rows):
	midnight = at("00:00")
	stops = [
		Stop(str(n), midnight + timedelta(minutes=start), midnight + timedelta(minutes=start + length), way)
		for n, (start, length, way) in enumerate(rows)
	]
	found = conflicts_of(stops, Calendar())
	for one in stops:
		shares = any(
			other.start < one.end and one.start < other.end for other in stops if other.name != one.name
		)
		told = any(each.kind == OVERLAP for each in found.get(one.name, []))
		assert told == shares


@given(STOPS, st.randoms())
def test_the_order_in_which_visits_are_given_changes_nothing(rows, random):
	midnight = at("00:00")
	stops = [
		Stop(str(n), midnight + timedelta(minutes=start), midnight + timedelta(minutes=start + length), way)
		for n, (start, length, way) in enumerate(rows)
	]
	calendar = Calendar(shifts=[(at("08:00"), at("16:00"))])
	before = conflicts_of(stops, calendar)
	random.shuffle(stops)
	assert conflicts_of(stops, calendar) == before
