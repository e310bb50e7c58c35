"""What OSRM and AMap are asked and answer, in the shapes that they are documented in and others (E3)."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine import amap, osrm
from fsm_app.engine.distance import Position, metres_between
from fsm_app.engine.travel_estimate import Pace
from fsm_app.engine.travel_table import (
	ALL_ZERO,
	NOT_UNDERSTOOD,
	REFUSED,
	TOO_MANY,
	USED_UP,
	WRONG_KEY,
	WRONG_PROFILE,
	NoRoadAt,
	ServiceProblem,
	believed,
	rounded,
	slowed,
)

SHANGHAI, HONGQIAO, SUZHOU = (
	Position(31.2304, 121.4737),
	Position(31.1979, 121.3363),
	Position(31.2990, 120.5853),
)


def answer(**values) -> bytes:
	return json.dumps(values).encode()


def snapped(*metres: float) -> list[dict]:
	return [{"hint": "", "distance": each, "name": "", "location": [121.0, 31.0]} for each in metres]


class TestOsrm:
	def test_places_are_asked_for_by_longitude_and_latitude_each_once(self):
		wanted = osrm.request([SHANGHAI, HONGQIAO], [HONGQIAO], "driving")
		assert wanted.path == "/table/v1/driving/121.473700,31.230400;121.336300,31.197900"
		assert dict(wanted.query) == {
			"sources": "0;1",
			"destinations": "1",
			"annotations": "duration",
			"generate_hints": "false",
		}

	def test_seconds_become_minutes_and_no_way_none(self):
		body = answer(
			code="Ok",
			durations=[[0, 1500.6], [None, 0]],
			sources=snapped(3.1, 4.2),
			destinations=snapped(3.1, 4.2),
		)
		assert osrm.read(200, body, 2, 2) == [[0, pytest.approx(25.01)], [None, 0]]

	def test_a_place_in_the_sea_is_reached_by_nobody(self):
		body = answer(
			code="Ok",
			durations=[[60, 60], [60, 60]],
			sources=snapped(1, 90_000),
			destinations=snapped(1, 90_000),
		)
		assert osrm.read(200, body, 2, 2) == [[1, None], [None, None]]

	def test_a_table_that_does_not_exist_is_no_failure(self):
		body = answer(code="NoTable", message="No table found")
		assert osrm.read(400, body, 2, 1) == [[None], [None]]

	def test_the_place_without_a_road_is_named(self):
		body = answer(code="NoSegment", message="Could not find a matching segment for coordinate 1")
		with pytest.raises(NoRoadAt) as told:
			osrm.read(400, body, 2, 1)
		assert told.value.place == 1

	@pytest.mark.parametrize(
		("code", "kind"),
		[
			("TooBig", TOO_MANY),
			("InvalidUrl", WRONG_PROFILE),
			("InvalidProfile", WRONG_PROFILE),
			("InvalidQuery", REFUSED),
			("NotImplemented", REFUSED),
		],
	)
	def test_refusals_are_told_apart(self, code, kind):
		with pytest.raises(ServiceProblem) as told:
			osrm.read(400, answer(code=code, message="Secret words"), 1, 1)
		assert (told.value.kind, told.value.code) == (kind, code)
		assert "Secret" not in str(told.value)

	@pytest.mark.parametrize(
		"body",
		[
			b"",
			b"<html>502 Bad Gateway</html>",
			b"[]",
			b"\xff\xfe",
			answer(code="Ok"),
			answer(code="Ok", durations=[[1]]),
			answer(code="Ok", durations=[[1], [1]]),
			answer(code="Ok", durations="no"),
			b"[" * 100_000,
		],
	)
	def test_what_is_no_table_is_not_understood(self, body):
		with pytest.raises(ServiceProblem) as told:
			osrm.read(200, body, 2, 2)
		assert told.value.kind == NOT_UNDERSTOOD


class TestAmap:
	def test_places_are_asked_for_as_chinese_maps_show_them(self):
		wanted = amap.request([Position(31.1774276, 121.5272106)], Position(35.7, 139.7), "k")
		query = dict(wanted.query)
		assert wanted.path == "/v3/distance"
		assert query["origins"] == "121.531542,31.175304"
		assert query["destination"] == "139.700000,35.700000"
		assert (query["type"], query["key"]) == ("1", "k")

	def test_figures_are_texts_and_places_that_are_not_reached_have_a_code(self):
		body = answer(
			status="1",
			info="OK",
			infocode="10000",
			results=[
				{"origin_id": "1", "dest_id": "1", "distance": "261278", "duration": "14280"},
				{
					"origin_id": "3",
					"dest_id": "1",
					"distance": "0",
					"duration": "0",
					"info": "2",
					"code": "2",
				},
			],
		)
		assert amap.read(200, body, 3) == [[238], [None], [None]]

	@pytest.mark.parametrize(
		("code", "kind"),
		[
			("10001", WRONG_KEY),
			("10009", WRONG_KEY),
			("10003", USED_UP),
			("10021", USED_UP),
			("10044", USED_UP),
			("20000", REFUSED),
			("99999", REFUSED),
		],
	)
	def test_refusals_are_told_apart(self, code, kind):
		with pytest.raises(ServiceProblem) as told:
			amap.read(200, answer(status="0", info="INVALID_USER_KEY", infocode=code), 1)
		assert (told.value.kind, told.value.code) == (kind, code)

	def test_places_outside_of_the_map_are_no_failure(self):
		assert amap.read(200, answer(status="0", info="NO_ROADS_NEARBY", infocode="20801"), 2) == [
			[None],
			[None],
		]

	@pytest.mark.parametrize(
		"body", [b"", b"null", answer(status="1"), answer(status="1", results=[3]), b"<xml/>"]
	)
	def test_what_is_no_table_is_not_understood(self, body):
		with pytest.raises(ServiceProblem) as told:
			amap.read(200, body, 1)
		assert told.value.kind == NOT_UNDERSTOOD

	@given(
		st.recursive(
			st.none() | st.booleans() | st.floats() | st.text(),
			lambda each: st.lists(each)
			| st.dictionaries(
				st.sampled_from(
					[
						"status",
						"infocode",
						"results",
						"origin_id",
						"duration",
						"code",
						"durations",
						"sources",
						"distance",
					]
				),
				each,
			),
		)
	)
	def test_whatever_is_sent_is_a_table_or_a_problem(self, sent):
		body = json.dumps(sent).encode()
		for read in (lambda: amap.read(200, body, 2), lambda: osrm.read(200, body, 2, 1)):
			try:
				table = read()
			except ServiceProblem:
				continue
			assert len(table) == 2 and all(len(row) == 1 for row in table)


class TestBelieved:
	def test_no_time_between_places_that_lie_apart_is_no_answer(self):
		table = believed([[0.0, 0.0, 60.0]], [SHANGHAI], [SHANGHAI, HONGQIAO, SUZHOU])
		assert table == [[0.0, None, 60.0]]

	def test_nobody_drives_that_fast(self):
		assert metres_between(SHANGHAI, SUZHOU) > 80_000
		assert believed([[5.0]], [SHANGHAI], [SUZHOU]) == [[None]]

	def test_places_beside_one_another_take_no_time(self):
		near = Position(31.2306, 121.4739)
		assert believed([[0.0]], [SHANGHAI], [near]) == [[0.0]]

	def test_all_zero_is_an_alarm(self):
		with pytest.raises(ServiceProblem) as told:
			believed([[0.0, 0.0]], [SHANGHAI], [HONGQIAO, SUZHOU])
		assert told.value.kind == ALL_ZERO


@pytest.mark.parametrize(("hour", "minutes"), [(3, 30), (8, 60), (12, 40), (23, 30)])
def test_the_rush_hour_is_as_much_slower_as_the_speeds_say(hour, minutes):
	pace = Pace(40, 1.3, [(0, 60), (7, 30), (10, 45), (20, 60)])
	assert slowed(30, hour, pace) == minutes


def test_one_speed_for_the_whole_day_changes_nothing():
	assert slowed(30, 8, Pace(40)) == 30


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_a_rounded_place_lies_within_some_ten_metres(latitude, longitude):
	place = Position(latitude, longitude)
	assert metres_between(rounded(place), place) < 10
	assert rounded(rounded(place)) == rounded(place) and "-0.0" not in map(
		str, rounded(Position(-1e-9, -1e-9))
	)


@pytest.mark.parametrize("code", ["<script>", "x" * 41, "a b", "ключ"])
def test_what_a_service_calls_its_refusal_is_told_only_where_it_is_a_plain_word(code):
	assert ServiceProblem(REFUSED, code).code == ""
