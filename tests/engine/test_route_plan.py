"""A day's plan: what it keeps to, what it leaves out and why (E3)."""

import random
from dataclasses import replace
from itertools import permutations
from math import inf, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fsm_app.engine.plan_checker import faults
from fsm_app.engine.route_plan import day as days
from fsm_app.engine.route_plan import planner
from fsm_app.engine.route_plan.day import Break, Day, NotUnderstood, Settings, Technician, Visit, read
from fsm_app.engine.route_plan.planner import can_search, plan
from fsm_app.engine.route_plan.timetable import timetable
from tests.engine import route_days
from tests.engine.route_days import grid, random_day

LINE = grid((0, 0), (30, 0), (60, 0), (90, 0))
needs_solver = pytest.mark.skipif(
	not can_search(), reason="numba and highspy (the extra `routes`) are not installed"
)
slowly = settings(max_examples=40)


def technician(name="ann", **values):
	return Technician(**{"name": name, "start": 0, "end": 0, "shift_start": 480, "shift_end": 1020, **values})


def visit(name="v", place=1, minutes=60, **values):
	return Visit(name, place, minutes, **values)


def route_of(made, name="ann"):
	return next(route for route in made.routes if route.technician == name)


def begins(made, name):
	return next(stop.begins for route in made.routes for stop in route.stops if stop.name == name)


@slowly
@given(route_days.days(), st.booleans())
def test_every_plan_stands_before_a_checker_that_shares_no_code_with_the_planner(day, search):
	made = plan(day, turns=100, search_too=search)
	assert faults(day, made) == []
	assert made.searched == (search and can_search())


@slowly
@given(route_days.days(technicians=3, visits=8))
def test_nothing_that_still_fits_is_left_out(day):
	dear = tuple(replace(each, unplanned_cost=100_000) for each in day.visits)
	day = replace(day, visits=dear, settings=Settings())
	made = plan(day, turns=100)
	visits = {each.name: each for each in day.visits}
	for left in (visits[each.visit] for each in made.unplanned):
		for who in day.technicians:
			served = [
				visits[name] for route in made.routes if route.technician == who.name for name in route.visits
			]
			for at in range(len(served) + 1):
				order = [*served[:at], left, *served[at:]]
				if all(_may_without_store(who, each) for each in order):
					assert timetable(day, who, order) is None, (left.name, who.name)


def _may_without_store(who, one):
	return (
		one.place is not None
		and one.skills <= who.skills
		and one.tools <= who.tools
		and not one.parts
		and who.name not in one.never
		and (one.area is None or who.areas is None or one.area in who.areas)
	)


@pytest.mark.parametrize("opens", [480, 500, 690, 740, 1000])
def test_a_break_is_taken_within_its_window_and_the_shift_before_between_or_after_visits(opens):
	pause = Break(opens, opens, 20)
	day = Day((technician(breaks=(pause,)),), (visit(opens=520, closes=900),), LINE)
	made = plan(day, turns=50)
	assert faults(day, made) == []
	assert [stop.begins for stop in route_of(made).stops if stop.kind == "break"] == [opens]


def test_ten_technicians_with_breaks_and_one_visit():
	crew = tuple(technician(f"t{number}", breaks=(Break(720, 780, 30),)) for number in range(10))
	day = Day(crew, (visit(),), LINE)
	made = plan(day, turns=50)
	assert faults(day, made) == []
	assert len(made.routes) == 1 and not made.unplanned


def test_a_break_that_fits_nowhere_leaves_the_visit_out():
	day = Day(
		(technician(shift_end=700, breaks=(Break(560, 580, 60),)),), (visit(opens=550, closes=600),), LINE
	)
	made = plan(day, turns=50)
	assert [each.visit for each in made.unplanned] == ["v"]


@pytest.mark.parametrize(
	("who", "what", "cause", "lacking"),
	[
		({}, {"skills": frozenset({"gas"})}, days.SKILL, ("gas",)),
		({}, {"tools": frozenset({"crane"})}, days.TOOL, ("crane",)),
		({"parts": {"seal": 1}}, {"parts": {"seal": 2}}, days.PART, ("seal",)),
		({"areas": frozenset({"north"})}, {"area": "south"}, days.AREA, ("south",)),
		({}, {"never": frozenset({"ann"})}, days.TECHNICIAN, ("ann",)),
		({}, {"place": None}, days.NO_LOCATION, ()),
	],
)
def test_a_visit_left_out_says_what_is_lacking(who, what, cause, lacking):
	made = plan(Day((technician(**who),), (visit(**what),), LINE), turns=20)
	(left,) = made.unplanned
	assert left.causes == (cause,)
	assert left.relaxation.what == lacking


@pytest.mark.parametrize(
	("who", "what", "cause", "minutes"),
	[
		# Thirty minutes away from 480 on: ten too late.
		({}, {"opens": 480, "closes": 500}, days.WINDOW, 10),
		# 30 there, 60 work, 30 back: twenty minutes more of a shift of 100.
		({"shift_end": 580}, {}, days.SHIFT, 20),
		({"longest": 100}, {}, days.SHIFT, 20),
		({"longest": 200, "worked": 100}, {}, days.SHIFT, 20),
	],
)
def test_the_smallest_relaxation_is_told_to_the_minute_and_helps(who, what, cause, minutes):
	day = Day((technician(**who),), (visit(**what),), LINE)
	(left,) = plan(day, turns=20).unplanned
	assert cause in left.causes
	assert (left.relaxation.technician, left.relaxation.cause, left.relaxation.by) == ("ann", cause, minutes)
	if cause == days.WINDOW:
		(wider,) = (replace(each, closes=each.closes + minutes) for each in day.visits)
		assert not plan(replace(day, visits=(wider,)), turns=20).unplanned


def test_a_place_without_a_way_is_left_out_for_travel():
	travel = [[0, 10, None], [10, 0, None], [None, None, 0]]
	made = plan(Day((technician(),), (visit("near", 1), visit("island", 2)), travel), turns=20)
	assert [(each.visit, each.causes) for each in made.unplanned] == [("island", (days.TRAVEL,))]


def test_a_matrix_without_travel_raises_an_alarm():
	nowhere = [[0] * 3 for _ in range(3)]
	made = plan(Day((technician(),), (visit("a", 1), visit("b", 2)), nowhere), turns=20)
	assert made.alarms == (planner.NO_TRAVEL,)
	assert plan(Day((technician(),), (visit("a", 1), visit("b", 2)), LINE), turns=20).alarms == ()


def test_locked_visits_keep_technician_and_time_whatever_it_costs():
	crew = (technician("near", start=1, end=1), technician("far", start=3, end=3))
	locked = visit("locked", 1, technician="far", begins=700)
	day = Day(crew, (locked, *(visit(f"v{number}", 1) for number in range(5))), LINE)
	made = plan(day, turns=200)
	assert faults(day, made) == []
	assert "locked" in route_of(made, "far").visits and begins(made, "locked") == 700


def test_an_impossible_lock_is_reported_and_not_moved():
	day = Day((technician(), technician("bob")), (visit(technician="ann", begins=490),), LINE)
	(left,) = plan(day, turns=50).unplanned
	assert left.visit == "v" and days.WINDOW in left.causes
	assert left.relaxation.technician == "ann"


@pytest.mark.parametrize(
	("kind", "data", "named"),
	[
		(Visit, {"name": "v", "place": 1, "minutes": 30, "time_window": [1, 2]}, "time_window"),
		(
			Technician,
			{"name": "t", "start": 0, "end": 0, "shift_start": 1, "shift_end": 2, "break": []},
			"break",
		),
		(Settings, {"fairnes": 1}, "fairnes"),
		(
			Day,
			{"technicians": [], "visits": [{"name": "v", "place": 0, "minute": 3}], "travel": []},
			"minute",
		),
		(Visit, {"name": "v"}, "place"),
	],
)
def test_a_field_that_is_unknown_or_missing_is_refused_by_name(kind, data, named):
	with pytest.raises(NotUnderstood, match=named):
		read(kind, data)


def test_plain_data_is_read():
	day = read(
		Day,
		{
			"technicians": [
				{
					"name": "ann", "start": 0, "end": 0, "shift_start": 480, "shift_end": 1020, "skills": ["gas"],
					"breaks": [{"opens": 700, "closes": 720, "minutes": 30}],
				}
			],
			"visits": [{"name": "v", "place": 1, "minutes": 30, "skills": ["gas"]}],
			"travel": LINE,
			"settings": {"fairness": 0.5},
		},
	)  # fmt: skip
	assert not plan(day, turns=20).unplanned


@pytest.mark.parametrize(
	("changed", "named"),
	[
		({"visits": (visit(opens=10, closes=5),)}, "'v'"),
		({"visits": (visit(), visit())}, "'v' is there twice"),
		({"visits": (visit(minutes=-1),)}, "minutes"),
		({"visits": (visit(minutes=nan),)}, "minutes"),
		({"visits": (visit(closes=inf),)}, "closes"),
		({"visits": (visit(place=9),)}, "no place 9"),
		({"visits": (visit(technician="eve"),)}, "'eve'"),
		({"technicians": (technician(shift_start="eight"),)}, "shift_start"),
		({"technicians": (technician(breaks=(Break(9, 8, 1),)),)}, "'ann'"),
		({"technicians": (technician(breaks=(Break(1, 2, 3),) * 4),)}, "more than 3 breaks"),
		({"travel": [[0, -1], [1, 0]]}, "travel"),
		({"travel": [[0, 1]]}, "travel"),
		({"store": 7}, "store"),
	],
)
def test_what_cannot_be_meant_is_refused(changed, named):
	with pytest.raises(NotUnderstood, match=named):
		plan(replace(Day((technician(),), (visit(),), LINE), **changed), turns=1)


def test_waiting_and_travel_count_toward_the_longest_day():
	two = visit("early", 1, opens=480, closes=520), visit("late", 1, opens=900, closes=900)
	assert len(plan(Day((technician(longest=540),), two, LINE), turns=20).unplanned) == 0
	assert len(plan(Day((technician(longest=400),), two, LINE), turns=20).unplanned) == 1


def test_overtime_and_lateness_are_taken_only_where_nothing_better_is():
	late = visit("late", 1, opens=480, closes=900, due=480, late_cost=2)
	made = plan(Day((technician(),), (late,), LINE), turns=20)
	assert (begins(made, "late"), made.late) == (510, 30)
	near = technician("near", start=1, end=1)
	assert plan(Day((technician(), near), (late,), LINE), turns=20).late == 0
	long = visit("long", 1, 500)
	made = plan(Day((technician(overtime=60),), (long,), LINE), turns=20)
	assert made.overtime == 20


def test_what_is_not_carried_is_fetched_from_the_store_once_before_the_visit():
	day = Day(
		(technician(parts={"seal": 1}),),
		tuple(visit(f"v{n}", n, parts={"seal": 1}) for n in (1, 2, 3)),
		LINE,
		store=1,
	)
	made = plan(day, turns=100)
	assert faults(day, made) == [] and not made.unplanned
	assert [stop.kind for stop in route_of(made).stops].count("store") == 1


@needs_solver
def test_fairness_narrows_the_spread_of_hours_and_its_travel_is_told_and_capped():
	one, other = technician("one"), technician("other", start=2, end=2)
	visits = tuple(visit(f"v{number}", 1, 60) for number in range(6))
	day = Day((one, other), visits, LINE)
	alone = plan(day, turns=300)
	assert len(alone.routes) == 1
	fair = Settings(fairness=1, most_extra_travel=10_000)
	even = plan(replace(day, settings=fair), turns=300)
	assert sorted(len(route.visits) for route in even.routes) == [3, 3]
	assert even.without_fairness == alone.travel < even.travel
	capped = plan(replace(day, settings=replace(fair, most_extra_travel=0)), turns=300)
	assert capped.travel <= alone.travel


@needs_solver
def test_the_best_order_is_found():
	chance = random.Random(3)
	for _ in range(5):
		points = [(chance.uniform(0, 60), chance.uniform(0, 60)) for _ in range(6)]
		day = Day((technician(),), tuple(visit(f"v{n}", n, 20) for n in range(1, 6)), grid(*points))
		best = min(timetable(day, day.technicians[0], order).work for order in permutations(day.visits))
		assert plan(day, turns=500).work == best


def test_the_same_seed_makes_the_same_plan():
	day = random_day(random.Random(7), 4, 20)
	assert plan(day, turns=200, seed=3) == plan(day, turns=200, seed=3)


@needs_solver
def test_searching_is_never_worse_than_plain_insertion():
	for number in range(5):
		day = replace(random_day(random.Random(number), 4, 20), settings=Settings())
		plain, searched = plan(day, search_too=False), plan(day, turns=300)
		assert len(searched.unplanned) <= len(plain.unplanned)
		assert not plain.searched


def test_without_the_solvers_libraries_a_plain_insertion_is_used_and_said_so(monkeypatch):
	monkeypatch.setattr(planner, "can_search", lambda: False)
	day = random_day(random.Random(1), 3, 12)
	made = plan(day, 1)
	assert faults(day, made) == [] and not made.searched


def test_nobody_and_nothing():
	assert plan(Day((), (), []), turns=5).routes == ()
	assert plan(Day((technician(),), (), LINE), turns=5).routes == ()
	(left,) = plan(Day((), (visit(),), LINE), turns=5).unplanned
	assert left.causes == (days.SHIFT,)
