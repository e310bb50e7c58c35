"""The benchmark's instances: read, planned, written as their publishers write them (E3)."""

import importlib.util

import pytest

from benchmarks import technician_routing
from fsm_app.engine.plan_checker import faults
from fsm_app.engine.route_plan.day import NotUnderstood
from fsm_app.engine.route_plan.planner import can_search, plan

TINY = """TINY

INFO
CREW COUNT  SKILLS  TOOLS   SPARE PARTS
2      2       2       2

DEPOT TECHNICIANS AND REQUESTS
ID   X     Y     TWS    TWE    Serv   SKILLS   TOOLS    SPARE PARTS
0    0    0    0    500    0    []  []  []
1    10   0    0    500    0    [0,1]  [0]  [1,0]
2    0    10   0    500    0    [1]  []  [0,0]
3    20   0    0    400    10   [0]  [0]  [1,0]
4    0    20   0    400    10   [1]  []  [0,0]
5    30   0    0    400    10   [0]  [1]  [0,0]
"""
needs_instances = pytest.mark.skipif(
	not (technician_routing.INSTANCES / "check.py").is_file(),
	reason=f"no published instances in {technician_routing.INSTANCES}",
)


@pytest.fixture
def tiny(tmp_path):
	path = tmp_path / "TINY.txt"
	path.write_text(TINY)
	return path


def test_an_instance_is_read_planned_and_written(tiny):
	day = technician_routing.read_instance(tiny)
	made = plan(day, turns=100)
	assert faults(day, made) == [] and not made.unplanned
	# Technician 1 has no tool 1: 10 to the store, then 30 there, 20 back, twice 10 at work; technician 2 goes 10 and back.
	assert made.work == 10 + 30 + 20 + 20 + 10 + 10 + 10
	one, two = sorted(technician_routing.as_published(day, made).strip("<>").split("|"))
	# 1 + 5 + 2 is the first technician's stop at the store, 1 + 5 and 2 + 5 are the ends.
	assert sorted(one.split(",")) == ["1", "3", "5", "6", "8"] and one.index("8") < one.index("5")
	assert two == "2,4,7"


def test_a_file_that_is_no_instance_is_refused(tmp_path):
	path = tmp_path / "no.txt"
	path.write_text("nothing")
	with pytest.raises(NotUnderstood, match=r"no\.txt"):
		technician_routing.read_instance(path)


@needs_instances
@pytest.mark.parametrize("name", sorted(path.stem for path in technician_routing.INSTANCES.glob("*.txt")))
def test_what_is_written_passes_the_publishers_rules(name, capsys, tmp_path):
	check = _checker()
	path = technician_routing.INSTANCES / f"{name}.txt"
	day = technician_routing.read_instance(path)
	made = plan(day, turns=200)
	rows, crew = check.load(path)
	total, wrong = check.check(
		(rows, crew), check.published(technician_routing.as_published(day, made), crew, max(rows))
	)
	assert wrong == [] or (not can_search() and len(wrong) == 1 and wrong[0].startswith("served"))
	assert total == pytest.approx(made.work)


def _checker():
	spec = importlib.util.spec_from_file_location(
		"published_check", technician_routing.INSTANCES / "check.py"
	)
	check = importlib.util.module_from_spec(spec)
	spec.loader.exec_module(check)
	return check
