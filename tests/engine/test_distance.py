"""Distances between places on the earth (N1)."""

from math import inf, nan, pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.distance import EARTH_METRES, Position, is_position, metres_between

positions = st.builds(Position, st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize(
	("one", "other", "kilometres"),
	[
		# Great-circle distances of airports as published: PEK-SHA(PVG), HEL-JFK, SYD-SCL (over the date line).
		(Position(40.0801, 116.5846), Position(31.1434, 121.8052), 1_098),
		(Position(60.3172, 24.9633), Position(40.6398, -73.7789), 6_609),
		(Position(-33.9461, 151.1772), Position(-33.3930, -70.7858), 11_350),
	],
)
def test_known_distances(one, other, kilometres):
	assert metres_between(one, other) / 1000 == pytest.approx(kilometres, rel=0.005)


def test_a_hundredth_of_a_degree_of_latitude_is_about_a_kilometre():
	assert metres_between(Position(31.23, 121.47), Position(31.24, 121.47)) == pytest.approx(1112, abs=1)


@given(positions, positions)
def test_the_way_there_is_as_long_as_the_way_back(one, other):
	there = metres_between(one, other)
	assert there == pytest.approx(metres_between(other, one), abs=1e-3)
	assert 0 <= there <= pi * EARTH_METRES + 1


@given(positions, positions, positions)
def test_a_detour_is_never_shorter(one, other, third):
	detour = metres_between(one, third) + metres_between(third, other)
	assert metres_between(one, other) <= detour + 1


@given(positions)
def test_a_place_is_where_it_is_however_its_longitude_is_written(place):
	assert metres_between(place, place) == 0
	around = Position(place.latitude, place.longitude + 360)
	assert metres_between(place, around) == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize("place", [(91, 0), (0, 181), (-90.01, 1), (nan, 1), (1, inf), (0, 0)])
def test_what_is_no_place_on_the_earth(place):
	assert not is_position(*place)


def test_the_borders_are_places():
	assert is_position(90, 180) and is_position(-90, -180) and is_position(0, 0.000001)
