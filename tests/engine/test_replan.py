"""A plan that changes as little as possible, and a day that already runs (E3)."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fsm_app.engine.distance import Position
from fsm_app.engine.plan_checker import faults
from fsm_app.engine.route_plan.acceptance import CHANGED, DELETED, still_valid
from fsm_app.engine.route_plan.day import Break, Day, Settings, Technician, Visit
from fsm_app.engine.route_plan.places import FAR_AWAY, NOT_ON_EARTH, SWAPPED, doubtful
from fsm_app.engine.route_plan.planner import can_search, plan
from fsm_app.engine.route_plan.replan import (
	CHANGES,
	Assigned,
	Change,
	assignments,
	differences,
	replan,
	rest_of_day,
)
from tests.engine import route_days
from tests.engine.route_days import grid, random_day

LINE = grid((0, 0), (30, 0), (60, 0), (90, 0))
slowly = settings(max_examples=20)


def technician(name="ann", **values):
	return Technician(**{"name": name, "start": 0, "end": 0, "shift_start": 480, "shift_end": 1020, **values})


def visit(name="v", place=1, minutes=60, **values):
	return Visit(name, place, minutes, **values)


def full_day(seed=1, technicians=6, visits=40):
	return replace(random_day(random.Random(seed), technicians, visits), settings=Settings())


@slowly
@given(route_days.days(), st.integers(0, 1200))
def test_a_running_day_of_which_nothing_is_new_stays_as_it_is(day, now):
	day = replace(day, settings=Settings())
	before = plan(day, turns=100)
	planned = replace(day, visits=tuple(each for each in day.visits if each.name in assignments(before)))
	rest, _fixed = rest_of_day(planned, before, now)
	again = replan(rest, before, 0.5)
	assert faults(rest, again.plan) == []
	assert again.changed == () and again.plan.unplanned == ()


@slowly
@given(route_days.days(), st.integers(480, 1000))
def test_what_is_done_or_under_way_is_untouched_and_the_day_is_done_and_rest(day, now):
	before = plan(day, turns=100)
	rest, fixed = rest_of_day(day, before, now)
	done = {stop.name for stops in fixed.values() for stop in stops if stop.kind == "visit"}
	begun = {name for name, each in assignments(before).items() if each.begins < now}
	assert begun <= done
	assert {each.name for each in rest.visits} == {each.name for each in day.visits} - done
	for route in before.routes:
		further = next(each for each in rest.technicians if each.name == route.technician)
		if fixed.get(route.technician) and now < route.returns:
			assert further.shift_start >= max(stop.ends for stop in fixed[route.technician])
			assert further.worked <= max(route.work, now - route.leaves)


def test_who_is_on_the_way_starts_from_the_last_known_place_with_what_is_left():
	day = Day(
		(technician(parts={"seal": 2}, breaks=(Break(600, 700, 30),), longest=500),),
		(visit("a", 1, parts={"seal": 1}, closes=520), visit("b", 2, opens=700)),
		LINE,
	)
	made = plan(day, turns=50)
	at = made.routes[0]
	rest, fixed = rest_of_day(day, made, at.leaves + 1)
	(further,) = rest.technicians
	assert [stop.name for stop in fixed["ann"]] == ["a"]
	assert (further.start, further.shift_start, further.parts) == (1, at.stops[0].ends, {"seal": 1})
	assert further.begun and further.worked == at.stops[0].ends - at.leaves
	assert further.breaks == day.technicians[0].breaks


def test_after_the_shift_nothing_can_be_planned_and_that_is_no_error():
	day = Day((technician(),), (visit("a", 1), visit("b", 2, technician="ann")), LINE)
	before = plan(replace(day, visits=day.visits[:1]), turns=20)
	rest, _fixed = rest_of_day(day, before, 1100)
	assert [each.visit for each in replan(rest, before, 0.2).plan.unplanned] == ["b"]


@pytest.mark.parametrize("seed", range(4))
def test_an_urgent_visit_keeps_all_promised_windows_and_tells_what_changes(seed):
	day = full_day(seed)
	before = plan(day, turns=300)
	urgent = visit("urgent", day.visits[0].place or 1, 30, opens=600, closes=720, unplanned_cost=5_000)
	now = replace(day, visits=(*day.visits, urgent))
	after = replan(now, before, 1.5)
	assert faults(now, after.plan) == []
	changed, added = differences(before, after.plan)
	assert (tuple(changed), tuple(added)) == (after.changed, after.added)
	assert len(after.changed) <= len(assignments(before)) // 2


def test_an_urgent_visit_that_fits_between_changes_nothing():
	day = Day(
		(technician(),),
		(visit("early", 1, opens=500, closes=520), visit("late", 1, opens=900, closes=920)),
		LINE,
	)
	before = plan(day, turns=50)
	after = replan(replace(day, visits=(*day.visits, visit("urgent", 1))), before)
	assert after.changed == () and [each.visit for each in after.added] == ["urgent"]


@pytest.mark.skipif(not can_search(), reason="numba and highspy (the extra `routes`) are not installed")
def test_somebody_else_comes_only_if_there_is_no_other_way():
	crew = technician("ann", skills=frozenset({"gas"})), technician("bob")
	day = Day(crew, (visit("plain", 1, 60, opens=600, closes=660, costs={"bob": 10}),), LINE)
	before = plan(day, turns=50)
	assert assignments(before)["plain"].technician == "ann"
	urgent = visit("urgent", 1, 120, opens=600, closes=600, skills=frozenset({"gas"}), unplanned_cost=5_000)
	now = replace(day, visits=(*day.visits, urgent))
	after = replan(now, before)
	assert not after.plan.unplanned
	assert [(each.visit, each.after.technician) for each in after.changed] == [("plain", "bob")]
	assert after.technicians_changed == 1
	limited = replan(now, before, most_changes=0)
	assert limited.changed == ()
	(left,) = limited.plan.unplanned
	assert (left.visit, left.causes, left.relaxation.by) == ("urgent", (CHANGES,), 1)


def test_after_a_cancellation_nothing_else_moves():
	day = full_day(2)
	before = plan(day, turns=300)
	gone = next(iter(assignments(before)))
	planned = tuple(each for each in day.visits if each.name in assignments(before) and each.name != gone)
	after = replan(replace(day, visits=planned), before)
	assert after.changed == () and after.added == ()


def test_when_somebody_is_sick_only_their_visits_move():
	crew = tuple(technician(f"t{number}", start=number % 4, end=number % 4) for number in range(4))
	day = Day(crew, tuple(visit(f"v{number}", number % 4, 30) for number in range(12)), LINE)
	before = plan(day, turns=300)
	sick = before.routes[0].technician
	theirs = set(before.routes[0].visits)
	now = replace(day, technicians=tuple(each for each in crew if each.name != sick))
	after = replan(now, before)
	assert faults(now, after.plan) == [] and not after.plan.unplanned
	assert {each.visit for each in after.changed} == theirs


def test_an_overrun_moves_times_before_it_moves_technicians():
	day = Day(
		(technician(), technician("bob")),
		tuple(visit(f"v{n}", 1, 60, opens=480, closes=900) for n in range(3)),
		LINE,
	)
	before = plan(day, turns=100)
	longer = tuple(replace(each, minutes=100) for each in day.visits)
	after = replan(replace(day, visits=longer), before)
	assert not after.plan.unplanned and after.changed and after.technicians_changed == 0


def test_locked_visits_are_identical_after_a_new_plan():
	day = full_day(3)
	before = plan(day, turns=300)
	pins = assignments(before)
	locked = tuple(
		replace(each, technician=pins[each.name].technician, begins=pins[each.name].begins)
		if each.name in pins and number % 3 == 0
		else each
		for number, each in enumerate(day.visits)
	)
	urgent = visit("urgent", 1, 30, unplanned_cost=5_000)
	after = replan(replace(day, visits=(*locked, urgent)), before)
	now = assignments(after.plan)
	for each in locked:
		if each.begins is not None:
			assert now[each.name] == Assigned(each.technician, each.begins)


def test_a_proposal_overwrites_nothing_newer_and_revives_nothing_deleted():
	one, two, three = (Change(name, None, Assigned("ann", 600)) for name in ("one", "two", "three"))
	then = {"one": "1", "two": "1", "three": "1"}
	valid, conflicts = still_valid((one, two, three), then, {"one": "1", "two": "2"})
	assert valid == [one]
	assert [(each.change, each.why) for each in conflicts] == [(two, CHANGED), (three, DELETED)]
	assert still_valid((one,), {}, {"one": "1"})[1] == [(one, CHANGED)]


def test_of_two_hundred_places_three_bad_ones_are_named():
	chance = random.Random(4)
	places = {f"v{n}": (31 + chance.random() / 2, 121 + chance.random() / 2) for n in range(197)}
	bad = {"sea": (28.0, 130.0), "swapped": (121.4, 31.2), "nowhere": (0.0, 0.0)}
	found = doubtful({**places, **bad}, [Position(31.2, 121.4)], 150)
	assert {(each.name, each.why) for each in found} == {
		("sea", FAR_AWAY),
		("swapped", SWAPPED),
		("nowhere", NOT_ON_EARTH),
	}


def test_a_place_whose_numbers_are_swapped_but_on_earth_is_named_too():
	found = doubtful({"v": (11.6, 48.1), "none": None}, [Position(48.1, 11.5)], 100)
	assert [(each.name, each.why) for each in found] == [("v", SWAPPED), ("none", NOT_ON_EARTH)]
