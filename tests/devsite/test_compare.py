"""The demo plays the same tickets under three policies of dispatch."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from demo.policies import POLICIES, NearestFree, Ours, RoundRobin
from fsm_app.demo_month.geography import nearest, seconds_of_way
from fsm_app.demo_month.month import START
from fsm_app.engine.distance import Position
from tests import host

pytestmark = pytest.mark.skipif(host.ON_BENCH, reason="the demo is for the stand-in site")

ROOT = Path(__file__).parents[2]
HERE = Position(31.0, 121.0)
PLACES = {"near": Position(31.01, 121.0), "further": Position(31.1, 121.0), "far": Position(32.0, 121.0)}


def _choice(policy, names, waiting=()):
	return policy.choose(names, HERE, PLACES.__getitem__, Counter(waiting).__getitem__)


def test_the_table_names_all_three_policies_and_the_same_tickets_were_played(tmp_path):
	"""By the command, which makes sites of its own; it refuses to print figures of different tickets."""
	options = ["--tickets", "8", "--engineers", "12", "--site", str(tmp_path / "compared.db")]
	run = subprocess.run(
		[sys.executable, "-m", "demo", "compare", *options],
		cwd=ROOT,
		env={**os.environ, "PYTHONPATH": str(ROOT)},
		capture_output=True,
		text=True,
		check=True,
	)
	assert "8 tickets, the same under each policy; 12 engineers, seed 1" in run.stdout
	rows = run.stdout.splitlines()[-len(POLICIES) :]
	for policy, row in zip(POLICIES, rows, strict=True):
		assert row.startswith(policy.name) and row.count(" %") == 2
		closed = int(row.removeprefix(policy.name).split()[0])
		assert 0 < closed <= 8


def test_the_nearest_of_those_who_are_free_is_sent_and_where_all_work_of_those_for_whom_the_least_waits():
	names = ["far", "further", "near"]
	assert _choice(NearestFree(), names) == "near"
	assert _choice(NearestFree(), names, ["near"]) == "further"
	assert _choice(NearestFree(), names, ["near", "near", "further", "far"]) == "further"


def test_in_turn_whoever_cannot_take_a_ticket_is_passed_over():
	policy = RoundRobin()
	names = ["far", "further", "near"]
	assert [_choice(policy, names) for _turn in range(4)] == ["far", "further", "near", "far"]
	assert _choice(policy, ["near"]) == "near"
	assert _choice(policy, names) == "far"


def test_ours_leaves_the_choice_to_the_app():
	assert _choice(Ours(), ["far"]) is None


def test_a_way_takes_longer_when_all_are_on_the_road():
	noon, evening = START.replace(hour=12), START.replace(hour=17)
	assert seconds_of_way(HERE, HERE, noon) == 0
	assert seconds_of_way(HERE, PLACES["far"], evening) > seconds_of_way(HERE, PLACES["far"], noon) > 3600
	assert nearest(["far", "near"], PLACES.__getitem__, HERE) == "near"
