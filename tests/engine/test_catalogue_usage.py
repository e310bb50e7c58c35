"""Rates, times and bottlenecks of a catalogue's entries (A4)."""

from collections import Counter
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.catalogue_usage import Thresholds, Usage, bottlenecks, median_of

THRESHOLDS = Thresholds(90, 10, 100, 90, 5)


@given(st.lists(st.integers(0, 50), min_size=1))
def test_the_median_of_counted_values_is_that_of_the_values(values):
	assert median_of(Counter(values)) == median(values)


def test_nothing_has_no_figures():
	usage = Usage()
	assert (usage.sla_rate, usage.reopen_rate, usage.mean_resolution, usage.median_resolution) == (None,) * 4
	assert usage.resolution_of_target is None and median_of({}) is None


def test_figures_of_an_entry():
	usage = Usage(
		tickets=4, reopened=1, clocks=8, breached=2, resolutions={60: 2, 180: 1}, target_seconds=200
	)
	assert (usage.sla_rate, usage.reopen_rate) == (75, 25)
	assert (usage.mean_resolution, usage.median_resolution, usage.resolution_of_target) == (100, 60, 150)


def test_a_figure_on_its_threshold_is_no_bottleneck():
	usage = Usage(tickets=10, reopened=1, clocks=10, breached=1, resolutions={60: 1}, target_seconds=60)
	assert bottlenecks({"A": usage}, {"A": 90}, THRESHOLDS) == []


def test_the_worst_comes_first_and_few_tickets_say_nothing():
	def entry(breached, tickets=5):
		return Usage(tickets=tickets, clocks=10, breached=breached)

	found = bottlenecks(
		{"A": entry(2), "B": entry(5), "C": entry(9, tickets=4)}, {"A": 91, "D": 120}, THRESHOLDS
	)
	assert [(row.entry, row.finding, row.figure) for row in found] == [
		("B", "SLA Rate", 50),
		("A", "SLA Rate", 80),
		("D", "Unused", 120),
		("A", "Unused", 91),
	]


def test_without_a_number_of_days_nothing_is_unused():
	assert bottlenecks({}, {"A": 900}, THRESHOLDS._replace(unused_days=0)) == []
