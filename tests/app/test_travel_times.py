"""How long ways take, from a service that knows the roads: asked once and kept (E1, E3)."""

from datetime import timedelta

import pytest

import frappe

from fsm_app.engine.chinese_coordinates import to_gcj02
from fsm_app.engine.distance import Position, metres_between
from fsm_app.engine.doubtful_places import MISSING, NO_ROAD, SWAPPED
from fsm_app.engine.travel_estimate import Pace, minutes_of_way
from fsm_app.field_work.check_in import customer_position
from fsm_app.travel_times import kept, outage
from fsm_app.travel_times.travel_matrix import matrix
from tests.app import dispatching as d
from tests.app import factories as f
from tests.app.travel_services import (  # noqa: F401 (fixtures)
	HOME,
	PACE,
	START,
	amap_service,
	around,
	ask,
	by_road,
	logged,
	osrm_service,
	outage_forgotten,
	road_server,
	settings,
	told,
	told_administrator,
)


class TestOneDestination:
	def test_a_site_without_a_service_asks_nobody(self, server):
		settings()
		assert ask(around(3)) == [None] * 3
		assert server.asked == [] and frappe.db.count("Travel Time") == 0

	def test_minutes_are_those_of_the_roads(self, osrm):
		places = around(5)
		assert ask(places) == [pytest.approx(by_road(place, HOME), abs=0.1) for place in places]
		assert len(osrm.asked) == 1

	def test_what_was_answered_is_kept_and_not_asked_for_again(self, osrm):
		first = ask(around(5))
		frappe.db.commit()
		assert frappe.db.count("Travel Time") == 5
		assert ask(around(5)) == [pytest.approx(value) for value in first]
		assert len(osrm.asked) == 1

	def test_what_is_not_known_yet_alone_is_asked_for(self, osrm):
		ask(around(5))
		frappe.db.commit()
		ask(around(7))
		assert len(osrm.asked) == 2 and osrm.asked[1].count(";") == 2 + 1  # two places, home; two sources

	def test_places_some_metres_apart_are_one(self, osrm):
		ask([Position(31.20001, 121.40001), Position(31.20002, 121.40003)])
		assert osrm.asked[0].split("?")[0].count(";") == 1

	def test_a_kept_time_is_forgotten_after_the_days_set(self, osrm, freeze):
		ask(around(2))
		frappe.db.commit()
		freeze(START + timedelta(days=31))
		ask(around(1))
		assert len(osrm.asked) == 2
		frappe.db.commit()
		assert frappe.db.count("Travel Time") == 2  # the one is new, the other still there
		kept.delete_expired()
		assert frappe.db.count("Travel Time") == 1

	def test_expired_times_are_deleted_in_batches(self, osrm, monkeypatch, freeze):
		monkeypatch.setattr(kept, "BATCH", 2)
		ask(around(5))
		frappe.db.commit()
		freeze(START + timedelta(days=31))
		kept.delete_expired()
		assert frappe.db.count("Travel Time") == 0

	def test_of_many_the_nearest_are_asked_for_and_all_at_once(self, osrm):
		settings(service="OSRM", url=osrm.url, most_places=11)
		found = ask(around(40))
		assert len(osrm.asked) == 1
		near = sorted(around(40), key=lambda place: metres_between(place, HOME))[:10]
		assert {place for place, value in zip(around(40), found, strict=True) if value is not None} == set(
			near
		)

	def test_two_thousand_places_are_one_query_and_one_request(self, osrm, monkeypatch):
		calls = []
		real = frappe.get_all
		monkeypatch.setattr(
			frappe, "get_all", lambda *args, **kwargs: calls.append(args) or real(*args, **kwargs)
		)
		ask(around(2000, step=0.002))
		assert len(calls) == 1 and len(osrm.asked) == 1

	def test_a_place_without_a_road_costs_the_others_nothing(self, osrm):
		places = around(6)
		osrm.strict = True
		osrm.sea.update((round(place.latitude, 2), round(place.longitude, 2)) for place in places[1:3])
		found = ask(places)
		assert [value is None for value in found] == [False, True, True, False, False, False]
		assert len(osrm.asked) == 3 and not outage.is_open()

	def test_where_most_have_none_it_is_the_map(self, osrm):
		osrm.strict = True
		osrm.sea.update((round(place.latitude, 2), round(place.longitude, 2)) for place in around(6))
		assert ask(around(6)) == [None] * 6
		assert len(osrm.asked) == 4 and outage.is_open()

	def test_a_destination_without_a_road_is_reached_by_the_straight_line(self, osrm):
		osrm.strict = True
		osrm.sea.add((round(HOME.latitude, 2), round(HOME.longitude, 2)))
		assert ask(around(3)) == [None] * 3
		frappe.db.commit()
		assert frappe.db.count("Travel Time") == 0 and not outage.is_open()

	def test_whoever_is_there_already_needs_no_time(self, osrm):
		assert ask([HOME]) == [0.0] and osrm.asked == []

	def test_the_rush_hour_makes_empty_roads_longer(self, osrm):
		pace = Pace(40, 1.3, [(0, 60), (7, 30), (10, 60)])
		slow, fast = ask(around(1), pace=pace), ask(around(1), START + timedelta(hours=5), pace)
		assert slow[0] == pytest.approx(2 * fast[0])

	def test_another_service_is_asked_anew(self, osrm):
		ask(around(3))
		frappe.db.commit()
		settings(service="OSRM", url=osrm.url, wait_seconds=1)
		assert frappe.db.count("Travel Time") == 3
		settings(service="OSRM", url=osrm.url, profile="bike")
		assert frappe.db.count("Travel Time") == 0
		ask(around(3))
		assert "/table/v1/bike/" in osrm.asked[-1]

	def test_a_job_that_comes_second_writes_nothing_twice(self, osrm):
		pair = [("31.1000,121.1000", "31.2000,121.2000", 12.0)]
		kept.keep(pair, "OSRM", "driving", 30)
		kept.keep(pair, "OSRM", "driving", 30)
		assert frappe.db.count("Travel Time") == 1


class TestDispatch:
	def test_the_nearest_by_road_is_sent(self, osrm):
		"""A river lies between the customer and whoever lives across the water."""
		across, around_it = Position(31.24, 121.4737), Position(31.26, 121.4737)
		real = osrm.seconds
		osrm.seconds = lambda one, other: real(one, other) + (
			3600 if abs(one.latitude - across.latitude) < 0.001 else 0
		)
		d.only_these_engineers()
		d.profile(weights={"travel": 1})
		f.engineer("Across The Water", starts_from=d.address("Across", *across))
		f.engineer("On This Side", starts_from=d.address("This Side", *around_it))
		considered = d.judged(f.ticket(latitude=HOME.latitude, longitude=HOME.longitude))
		assert len(osrm.asked) == 1
		best = frappe.get_cached_value("Service Engineer", considered.ranked[0].candidate, "engineer_name")
		assert best == "On This Side"

	def test_addresses_of_chinese_maps_are_asked_for_where_they_are(self, osrm):
		settings(service="OSRM", url=osrm.url, address_coordinates="GCJ-02")
		d.only_these_engineers()
		d.profile(weights={"travel": 1})
		shown = to_gcj02(Position(31.3, 121.5))
		f.engineer("At Home", starts_from=d.address("Shown Home", *shown))
		there = to_gcj02(HOME)
		ticket = f.ticket(latitude=there.latitude, longitude=there.longitude)
		d.judged(ticket)
		assert "121.500000,31.300000;121.473700,31.230400" in osrm.asked[0]
		assert metres_between(customer_position(ticket), HOME) < 1


class TestAmap:
	def test_it_is_asked_in_its_own_coordinates(self, amap):
		assert ask(around(1)) == [pytest.approx(by_road(around(1)[0], HOME), abs=0.1)]
		shown = to_gcj02(HOME)
		assert f"destination={shown.longitude:.6f},{shown.latitude:.6f}" in amap.asked[0]

	def test_its_minutes_know_the_traffic_already(self, amap):
		pace = Pace(40, 1.3, [(0, 60), (7, 30), (10, 60)])
		assert ask(around(1), pace=pace) == [pytest.approx(by_road(around(1)[0], HOME), abs=0.1)]

	def test_a_place_that_it_does_not_reach_is_left_to_the_straight_line(self, amap):
		places = around(2)
		shown = to_gcj02(places[0])
		amap.sea.add((round(shown.latitude, 2), round(shown.longitude, 2)))
		assert [value is None for value in ask(places)] == [True, False]

	def test_a_wrong_key_is_told_and_never_shown(self, amap, administrator, caplog):
		settings(service="AMap", url=amap.url, key="secret-key")
		assert ask(around(2)) == [None, None]
		frappe.db.commit()
		assert len(told()) == 1 and logged() == 1
		everything = frappe.as_json(
			[
				frappe.get_all("Error Log", fields=["method", "error"]),
				frappe.get_all("Notification Log", fields=["subject", "email_content"]),
				frappe.get_all("Version", filters={"ref_doctype": "Travel Settings"}, fields=["data"]),
				frappe.get_doc("Travel Settings").as_dict(),
				caplog.text,
			]
		)
		assert "does not take the key" in everything and "10001" in everything
		assert "secret-key" not in everything


class TestMatrix:
	def test_of_two_hundred_places_one_in_the_sea_one_swapped_and_one_nowhere_are_named(self, osrm):
		"""D7: the others are planned."""
		places = [tuple(place) for place in around(197)]
		sea = (30.5, 123.9)
		osrm.sea.add(sea)
		places[50:50] = [sea, (121.47, 31.23), (0.0, 0.0)]
		found = matrix(places, START, PACE)
		assert found.left_out == {50: NO_ROAD, 51: SWAPPED, 52: MISSING}
		planned = [index for index in range(200) if index not in found.left_out]
		assert len(planned) == 197 and found.estimated == 0
		assert all(found.minutes[one][other] is not None for one in planned for other in planned)
		assert all(value is None for value in found.minutes[50])
		assert not found.is_all_zero
		assert found.minutes[0][10] == pytest.approx(by_road(around(197)[0], around(197)[10]), abs=0.1)

	def test_the_next_day_asks_for_nothing_that_is_known(self, osrm):
		places = [tuple(place) for place in around(120)]
		first = matrix(places, START, PACE)
		frappe.db.commit()
		asked = len(osrm.asked)
		assert asked > 1 and frappe.db.count("Travel Time") == 120 * 119
		again = matrix(places, START, PACE)
		assert len(osrm.asked) == asked
		assert again.minutes[3][77] == pytest.approx(first.minutes[3][77])

	def test_a_server_that_takes_few_places_at_once_is_asked_in_parts(self, osrm):
		settings(service="OSRM", url=osrm.url, most_places=10)
		found = matrix([tuple(place) for place in around(30)], START, PACE)
		assert len(osrm.asked) == 36 and found.estimated == 0
		assert all(path.split("?")[0].count(";") < 10 for path in osrm.asked)

	def test_the_number_of_requests_has_an_end(self, osrm, monkeypatch):
		monkeypatch.setattr("fsm_app.travel_times.travel_matrix.MOST_REQUESTS", 3)
		settings(service="OSRM", url=osrm.url, most_places=10)
		found = matrix([tuple(place) for place in around(30)], START, PACE)
		assert len(osrm.asked) == 3 and found.estimated > 0
		assert all(value is not None for row in found.minutes for value in row)

	def test_amap_is_asked_for_each_destination(self, amap):
		found = matrix([tuple(place) for place in around(6)], START, PACE)
		assert len(amap.asked) == 6 and found.estimated == 0
		assert found.minutes[0][5] == pytest.approx(by_road(around(6)[0], around(6)[5]), abs=0.1)

	def test_without_a_service_the_straight_line_counts(self, server):
		settings()
		places = around(4)
		found = matrix([tuple(place) for place in places], START, PACE)
		assert found.estimated == 12 and found.left_out == {}
		assert found.minutes[0][3] == pytest.approx(minutes_of_way(places[0], places[3], 9, PACE), abs=0.05)

	def test_a_service_that_says_zero_is_not_believed_and_told(self, osrm, administrator):
		osrm.seconds = lambda one, other: 0
		found = matrix([tuple(place) for place in around(4)], START, PACE)
		assert found.estimated == 12 and all(found.minutes[0][1:])
		frappe.db.commit()
		assert len(told()) == 1

	def test_places_that_are_all_the_same_raise_an_alarm(self, osrm):
		assert matrix([tuple(HOME)] * 4, START, PACE).is_all_zero
		assert not matrix([tuple(HOME)], START, PACE).is_all_zero

	def test_a_map_of_another_country_leaves_nobody_out(self, osrm, administrator):
		places = around(4, step=0.02)
		osrm.sea.update((round(place.latitude, 2), round(place.longitude, 2)) for place in places)
		found = matrix([tuple(place) for place in places], START, PACE)
		assert found.left_out == {} and found.estimated == 12
		frappe.db.commit()
		assert len(told()) == 1
