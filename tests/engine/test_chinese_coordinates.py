"""Places on Chinese maps and in the world: as published, there and back within a millimetre, and elsewhere untouched (E3)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fsm_app.engine.chinese_coordinates import OUTLINE, is_moved, to_gcj02, to_wgs84
from fsm_app.engine.distance import Position, metres_between

# As others publish them, and as two packages (eviltransform, prcoords) reckon.
KNOWN = {
	"Beijing": ((39.911954, 116.377817), (39.913345, 116.384047)),
	"Shanghai": ((31.1774276, 121.5272106), (31.175304, 121.531542)),
	"Shenzhen": ((22.543847, 113.912316), (22.540796, 113.917176)),
	"Ürümqi": ((43.8256, 87.6168), (43.826805, 87.619650)),
	"Harbin": ((45.8038, 126.535), (45.805782, 126.541040)),
	"Lhasa": ((29.65, 91.11), (29.647297, 91.111565)),
}
INSIDE = {
	"Hong Kong": (22.28, 114.16),
	"Macau": (22.19, 113.54),
	"Sanya": (18.25, 109.5),
	"Kashgar": (39.47, 75.99),
	"Mohe": (52.97, 122.53),
	"Fuyuan": (48.36, 134.3),
	"Zhoushan": (30.0, 122.2),
	"Dalian": (38.91, 121.61),
	"Xiamen": (24.48, 118.09),
	"Jinghong": (22.0, 100.8),
	"Erenhot": (43.65, 111.98),
}
OUTSIDE = {
	"Seoul": (37.57, 126.98),
	"Tokyo": (35.7, 139.7),
	"Fukuoka": (33.59, 130.4),
	"Taipei": (25.03, 121.56),
	"Hanoi": (21.03, 105.85),
	"Ulaanbaatar": (47.9, 106.9),
	"Almaty": (43.24, 76.9),
	"Kathmandu": (27.7, 85.32),
	"Vladivostok": (43.12, 131.89),
	"Delhi": (28.6, 77.2),
	"Manila": (14.6, 121.0),
	"Berlin": (52.52, 13.4),
	"Sydney": (-33.87, 151.2),
	"New York": (40.71, -74.0),
}


@pytest.mark.parametrize("city", KNOWN)
def test_known_places_are_where_they_are_published(city):
	world, shown = (Position(*place) for place in KNOWN[city])
	assert metres_between(to_gcj02(world), shown) < 0.2
	assert metres_between(to_wgs84(shown), world) < 0.2


@pytest.mark.parametrize("city", INSIDE)
def test_chinese_cities_are_moved_by_some_hundred_metres(city):
	place = Position(*INSIDE[city])
	assert 50 < metres_between(to_gcj02(place), place) < 1_000


@pytest.mark.parametrize("city", OUTSIDE)
def test_other_cities_stay_where_they_are(city):
	place = Position(*OUTSIDE[city])
	assert to_gcj02(place) == place == to_wgs84(place)


@settings(max_examples=300)
@given(st.floats(24, 41.5), st.floats(104, 117))
def test_there_and_back_is_within_a_millimetre(latitude, longitude):
	place = Position(latitude, longitude)
	assert is_moved(place)
	assert metres_between(to_wgs84(to_gcj02(place)), place) < 0.001


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_no_place_is_moved_by_more_than_a_kilometre_or_two(latitude, longitude):
	place = Position(latitude, longitude)
	for moved in (to_gcj02(place), to_wgs84(place)):
		assert metres_between(moved, place) < 2_000


def test_the_outline_is_a_ring_of_places():
	assert len(OUTLINE) > 100
	assert all(15 < place.latitude < 55 and 70 < place.longitude < 140 for place in OUTLINE)
