"""The checker sees each rule that a plan breaks (E3)."""

from dataclasses import replace

import pytest

from fsm_app.engine.plan_checker import faults
from fsm_app.engine.route_plan.day import Break, Day, Plan, Technician, Unplanned, Visit
from fsm_app.engine.route_plan.planner import plan
from tests.engine.route_days import grid

ANN = Technician(
	"ann", 0, 0, 480, 1020, skills=frozenset({"gas"}), tools=frozenset({"saw"}), parts={"seal": 1}, areas=frozenset("n"),
	breaks=(Break(600, 660, 30),),
)  # fmt: skip
FIRST = Visit(
	"first",
	1,
	60,
	opens=500,
	closes=600,
	skills=frozenset({"gas"}),
	tools=frozenset({"saw"}),
	parts={"seal": 1},
	area="n",
)
SECOND = Visit("second", 2, 60, opens=800, closes=900, due=820)
DAY = Day((ANN,), (FIRST, SECOND), grid((0, 0), (20, 0), (50, 0)))


@pytest.fixture(scope="module")
def made():
	made = plan(DAY, turns=50)
	assert faults(DAY, made) == [] and [stop.kind for stop in made.routes[0].stops] == [
		"visit",
		"break",
		"visit",
	]
	return made


def with_route(made, **values):
	return replace(made, routes=(replace(made.routes[0], **values),))


def with_stop(made, number, **values):
	stops = list(made.routes[0].stops)
	stops[number] = replace(stops[number], **values)
	return with_route(made, stops=tuple(stops))


@pytest.mark.parametrize(
	("number", "values"),
	[
		(0, {"begins": 499}),
		(0, {"begins": 601, "arrives": 601, "ends": 661}),
		(0, {"arrives": 499.999999}),
		(0, {"ends": 559}),
		(0, {"travel": 19}),
		(0, {"name": "stranger"}),
		(0, {"name": "second"}),
		(1, {"begins": 500, "ends": 530}),
		(1, {"begins": 640, "ends": 660}),
		(1, {"begins": 661, "ends": 691}),
		(2, {"begins": 799}),
		(2, {"late": 5}),
		(2, {"travel": 0}),
	],
)
def test_a_stop_that_is_not_possible(made, number, values):
	assert faults(DAY, with_stop(made, number, **values))


@pytest.mark.parametrize(
	"values",
	[
		{"leaves": 479},
		{"leaves": 485},
		{"returns": 1021},
		{"returns": 900},
		{"travel": 1},
		{"work": 1},
		{"overtime": 1},
		{"technician": "eve"},
		{"stops": ()},
	],
)
def test_a_route_whose_figures_are_wrong(made, values):
	assert faults(DAY, with_route(made, **values))


@pytest.mark.parametrize(
	"values",
	[
		{"skills": frozenset()},
		{"tools": frozenset()},
		{"parts": {}},
		{"areas": frozenset("s")},
		{"breaks": ()},
		{"breaks": (Break(600, 660, 31),)},
		{"shift_start": 600},
		{"shift_end": 800},
		{"longest": 200},
		{"worked": 999_999},
		{"start": 2},
		{"begun": True, "shift_start": 470},
	],
)
def test_a_technician_who_cannot(made, values):
	assert faults(replace(DAY, technicians=(replace(ANN, **values),)), made)


@pytest.mark.parametrize(
	"values",
	[{"begins": 501}, {"technician": "eve"}, {"never": frozenset({"ann"})}, {"minutes": 61}, {"closes": 499}],
)
def test_a_visit_that_is_not_so(made, values):
	assert faults(replace(DAY, visits=(replace(FIRST, **values), SECOND)), made)


def test_a_visit_lost_or_twice(made):
	assert faults(replace(DAY, visits=(FIRST, SECOND, Visit("third", 1, 10))), made)
	assert faults(DAY, replace(made, unplanned=(Unplanned("first", ("shift",), None),)))
	assert faults(DAY, replace(made, routes=made.routes * 2))
	assert faults(DAY, Plan((), (), False))
