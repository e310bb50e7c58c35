"""One place that cannot be right is named, and spoils nothing (E3)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.doubtful_places import FAR, MISSING, OFF_EARTH, SWAPPED, doubtful

SHANGHAI = [(31.1 + index / 100, 121.3 + index / 70) for index in range(20)]
BERLIN = [(52.4 + index / 100, 13.2 + index / 70) for index in range(20)]


@pytest.mark.parametrize("town", [SHANGHAI, BERLIN])
def test_places_of_one_town_are_beyond_doubt(town):
	assert doubtful(town) == {}


def test_each_kind_is_named():
	places = [
		*BERLIN,
		(0.0, 0.0),
		(52.5, 0.0),
		(13.4, 52.5),
		(121.5, 31.2),
		(200.0, 300.0),
		(-33.9, 151.2),
		(math.nan, 1.0),
	]
	assert doubtful(places) == {
		20: MISSING,
		21: MISSING,
		22: SWAPPED,
		23: SWAPPED,
		24: OFF_EARTH,
		25: FAR,
		26: OFF_EARTH,
	}


def test_a_company_that_serves_a_continent_has_no_places_far_away():
	assert (
		doubtful([(39.9, 116.4), (31.2, 121.5), (22.5, 114.1), (43.8, 87.6), (45.8, 126.5), (29.65, 91.1)])
		== {}
	)


def test_two_places_say_nothing_about_each_other():
	assert doubtful([(52.5, 13.4), (-33.9, 151.2)]) == {}


@given(st.lists(st.tuples(st.floats(), st.floats()), max_size=30))
def test_any_figures_are_taken(places):
	assert set(doubtful(places)) <= set(range(len(places)))
