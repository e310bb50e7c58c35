"""How long ways take, from a service that knows the roads: asked once, kept, and never waited for too long (E1, E3)."""

import socket
import threading
from datetime import timedelta
from time import monotonic

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.api.travel_settings import try_service
from fsm_app.common import outgoing
from fsm_app.common.default_settings import add_default_settings
from fsm_app.engine.chinese_coordinates import to_gcj02
from fsm_app.engine.distance import Position, metres_between
from fsm_app.engine.doubtful_places import MISSING, NO_ROAD, SWAPPED
from fsm_app.engine.travel_estimate import Pace, minutes_of_way
from fsm_app.field_work.check_in import customer_position
from fsm_app.travel_times import kept, outage
from fsm_app.travel_times.report.addresses_to_check.addresses_to_check import execute as addresses_to_check
from fsm_app.travel_times.settings import PRIVATE_ALLOWED, WrongTravelSettings
from fsm_app.travel_times.travel_matrix import matrix
from fsm_app.travel_times.travel_minutes import minutes
from tests.app import dispatching as d
from tests.app import factories as f
from tests.app.road_server import DETOUR, METRES_A_SECOND, roads

START = get_datetime("2026-03-02 09:00:00")
PACE = Pace(40, 1.3)
HOME = Position(31.2304, 121.4737)
MANAGER = "manager@example.com"
ADMINISTRATOR = "admin@example.com"
KEY = "right-key"


@pytest.fixture(autouse=True)
def no_outage():
	"""What Redis knows of an outage outlives a test."""
	outage.forget()
	frappe.flags.pop("fsm_travel_waited", None)
	yield
	outage.forget()


@pytest.fixture
def server(monkeypatch, freeze):
	"""A server that knows the roads, to which the site may send."""
	freeze(START)
	monkeypatch.setitem(frappe.local.conf, PRIVATE_ALLOWED, 1)
	with roads() as running:
		yield running


@pytest.fixture
def osrm(server):
	settings(service="OSRM", url=server.url)
	return server


@pytest.fixture
def amap(server):
	settings(service="AMap", url=server.url, key=KEY)
	return server


@pytest.fixture
def administrator():
	f.user(ADMINISTRATOR, "System Manager")


def settings(**values):
	document = frappe.get_doc("Travel Settings")
	document.update(
		{
			"service": "None",
			"url": "",
			"profile": "driving",
			"address_coordinates": "WGS-84",
			"wait_seconds": 2,
			"keep_days": 30,
			"most_places": 100,
			**values,
		}
	)
	document.save()
	return document


def around(count: int, step: float = 0.01) -> list[Position]:
	"""Places east and north of home, a kilometre or so from one another."""
	return [
		Position(HOME.latitude + index // 20 * step, HOME.longitude + (index % 20 + 1) * step)
		for index in range(count)
	]


def by_road(one: Position, other: Position) -> float:
	return metres_between(one, other) * DETOUR / METRES_A_SECOND / 60


def ask(places, leaving=START, pace=PACE):
	return minutes(places, HOME, leaving, pace)


def told(user: str = ADMINISTRATOR) -> list[str]:
	return frappe.get_all(
		"Notification Log", filters={"for_user": user, "document_type": "Travel Settings"}, pluck="subject"
	)


def logged() -> int:
	return frappe.db.count("Error Log", {"method": "Travel times by the straight line"})


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


class TestOutage:
	@pytest.mark.parametrize(
		("status", "body"),
		[
			(500, b"oops"),
			(200, b"<html>"),
			(400, b'{"code": "TooBig", "message": "x"}'),
			(200, b'{"code": "Ok", "durations": [[0], [0]]}'),
			(200, b"x" * 9_000_000),
		],
	)
	def test_a_service_that_fails_is_left_alone_for_five_minutes(
		self, osrm, administrator, freeze, status, body
	):
		osrm.instead = (status, body)
		places = around(2)
		assert ask(places) == [None, None] and ask(places) == [None, None]
		assert len(osrm.asked) == 1
		frappe.db.commit()
		assert len(told()) == 1 and logged() == 1
		freeze(START + timedelta(minutes=4))
		ask(places)
		assert len(osrm.asked) == 1
		freeze(START + timedelta(minutes=6))
		ask(places)
		assert len(osrm.asked) == 2
		frappe.db.commit()
		assert len(told()) == 1 and logged() == 1  # they know already
		osrm.instead = None
		freeze(START + timedelta(minutes=12))
		assert None not in ask(places)
		assert None not in ask(around(4))

	def test_a_second_outage_is_told_again(self, osrm, administrator, freeze):
		osrm.instead = (500, b"oops")
		ask(around(1))
		osrm.instead = None
		freeze(START + timedelta(minutes=6))
		ask(around(1))
		osrm.instead = (500, b"oops")
		ask(around(3))
		frappe.db.commit()
		assert len(told()) == 2

	def test_of_those_who_find_that_it_may_be_asked_again_one_does(self, osrm, freeze):
		osrm.instead = (500, b"oops")
		ask(around(1))
		freeze(START + timedelta(minutes=6))
		assert not outage.is_open() and outage.is_open()

	def test_nobody_is_there(self, osrm, administrator):
		with socket.socket() as unused:
			unused.bind(("127.0.0.1", 0))
			port = unused.getsockname()[1]
		settings(service="OSRM", url=f"http://127.0.0.1:{port}")
		assert ask(around(1)) == [None]
		frappe.db.commit()
		assert len(told()) == 1

	@pytest.mark.parametrize("slow", ["delay", "drip"])
	def test_nobody_waits_longer_than_the_seconds_set(self, osrm, slow):
		settings(service="OSRM", url=osrm.url, wait_seconds=0.2)
		setattr(osrm, slow, 30.0 if slow == "delay" else 1.0)
		began = monotonic()
		assert ask(around(1)) == [None]
		assert monotonic() - began < 10  # and not for as long as the server takes

	def test_nor_does_a_name_server_that_hangs(self, osrm, monkeypatch):
		settings(service="OSRM", url=osrm.url, wait_seconds=0.2)
		event = threading.Event()
		monkeypatch.setattr(outgoing, "resolve", lambda host, port: event.wait(30) or ["127.0.0.1"])
		began = monotonic()
		assert ask(around(1)) == [None]
		assert monotonic() - began < 10
		event.set()

	def test_a_page_waits_once_however_many_tickets_it_dispatches(self, osrm, monkeypatch):
		monkeypatch.setattr(frappe, "request", frappe._dict(method="POST"))
		assert None not in ask(around(1))
		assert 0 < frappe.flags.fsm_travel_waited < 2
		frappe.flags.fsm_travel_waited = 1.95
		assert ask([Position(31.5, 121.5)]) == [None]
		assert len(osrm.asked) == 1 and not outage.is_open()

	def test_a_job_has_time_for_each_ticket(self, osrm):
		frappe.flags.fsm_travel_waited = 1.95
		assert None not in ask(around(1))

	def test_saving_the_settings_asks_at_once(self, osrm):
		osrm.instead = (500, b"oops")
		ask(around(1))
		osrm.instead = None
		settings(service="OSRM", url=osrm.url)
		assert None not in ask(around(1))

	def test_a_dispatcher_notices_nothing_of_it(self, osrm):
		osrm.instead = (500, b"oops")
		frappe.clear_messages()
		ask(around(1))
		assert not frappe.local.message_log


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


class TestSettings:
	def test_a_site_begins_with_the_straight_line_also_after_an_upgrade(self):
		frappe.db.delete("Singles", {"doctype": "Travel Settings", "field": ["!=", "keep_days"]})
		frappe.clear_document_cache("Travel Settings", "Travel Settings")
		assert ask(around(1)) == [None]
		add_default_settings()
		frappe.clear_document_cache("Travel Settings", "Travel Settings")
		stored = frappe.get_doc("Travel Settings")
		assert (stored.service, stored.address_coordinates, stored.most_places) == ("None", "WGS-84", 100)
		assert ask(around(1)) == [None]

	@pytest.mark.parametrize(
		("values", "words"),
		[
			({"service": "OSRM"}, "OSRM server"),
			({"service": "OSRM", "url": "https://osrm.example.com?x=1"}, "question mark"),
			({"service": "OSRM", "url": "https://osrm.example.com", "profile": "../x"}, "profiles"),
			(
				{"service": "OSRM", "url": "https://osrm.example.com", "wait_seconds": 60},
				"between 0.2 and 10",
			),
			({"service": "OSRM", "url": "https://osrm.example.com", "keep_days": 0}, "between 1 and 365"),
			({"service": "OSRM", "url": "https://osrm.example.com", "most_places": 1}, "between 2 and 1000"),
			({"service": "AMap"}, "Key"),
		],
	)
	def test_what_no_service_could_be_asked_by_is_refused(self, monkeypatch, values, words):
		monkeypatch.setattr(outgoing, "resolve", lambda host, port: ["203.119.1.1"])
		with pytest.raises((WrongTravelSettings, frappe.MandatoryError), match=words):
			settings(**values)

	@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "::1", "fd00::1"])
	def test_the_servers_own_network_is_closed(self, monkeypatch, address):
		monkeypatch.setattr(outgoing, "resolve", lambda host, port: [address])
		with pytest.raises(outgoing.AddressNotAllowed, match=f"public internet.*{PRIVATE_ALLOWED}"):
			settings(service="OSRM", url="https://osrm.example.com")

	@pytest.mark.parametrize(
		("address", "taken"),
		[
			("10.0.0.8", True),
			("192.168.1.5", True),
			("127.0.0.1", True),
			("::ffff:10.0.0.1", True),
			("fd12::1", True),
			("169.254.169.254", False),
			("100.100.100.200", False),
			("168.63.129.16", False),
			("fd00:ec2::254", False),
			("0.0.0.0", False),
			("224.0.0.1", False),
		],
	)
	def test_whoever_keeps_the_server_opens_it_but_for_the_clouds_own_addresses(
		self, monkeypatch, address, taken
	):
		monkeypatch.setitem(frappe.local.conf, PRIVATE_ALLOWED, 1)
		monkeypatch.setattr(outgoing, "resolve", lambda host, port: [address])
		if taken:
			assert settings(service="OSRM", url="http://osrm.local:5000").url
		else:
			with pytest.raises(outgoing.AddressNotAllowed):
				settings(service="OSRM", url="http://osrm.local:5000")

	def test_a_name_that_leads_elsewhere_later_reaches_nobody(self, osrm, monkeypatch, administrator):
		monkeypatch.delitem(frappe.local.conf, PRIVATE_ALLOWED)
		settings()
		monkeypatch.setattr(outgoing, "resolve", lambda host, port: ["203.119.1.1"])
		settings(service="OSRM", url=f"https://osrm.example.com:{osrm.port}")
		monkeypatch.setattr(outgoing, "resolve", lambda host, port: ["127.0.0.1"])
		frappe.clear_messages()
		assert ask(around(1)) == [None]
		assert osrm.asked == [] and not frappe.local.message_log
		frappe.db.commit()
		assert len(told()) == 1

	def test_a_redirect_is_not_followed(self, osrm):
		osrm.redirect = f"{osrm.url}/elsewhere"
		assert ask(around(1)) == [None]
		assert len(osrm.asked) == 1

	def test_the_webhooks_own_flag_opens_nothing_here(self, monkeypatch):
		monkeypatch.setitem(frappe.local.conf, "fsm_allow_private_webhooks", 1)
		with pytest.raises(outgoing.AddressNotAllowed):
			settings(service="OSRM", url="http://127.0.0.1:5000")


class TestTry:
	@pytest.fixture
	def tried(self, as_user):
		f.user(MANAGER, "Service Manager", "Sales User")

		def tried():
			with as_user(MANAGER):
				return try_service()

		return tried

	def test_it_says_how_long_a_way_takes(self, osrm, tried):
		d.address("Far One", 31.3, 121.5)
		d.address("Near One", 31.2, 121.4)
		told = tried()["told"]
		assert "it takes" in told and "OSRM" in told
		frappe.db.commit()
		assert frappe.db.count("Travel Time") == 0

	def test_it_says_what_is_wrong(self, osrm, tried):
		d.address("Far One", 31.3, 121.5)
		d.address("Near One", 31.2, 121.4)
		osrm.instead = (400, b'{"code": "InvalidUrl", "message": "URL string malformed"}')
		assert "does not know this URL or profile (InvalidUrl)" in tried()["problem"]

	def test_addresses_that_cannot_be_right_are_not_tried(self, osrm, tried):
		frappe.db.set_value("Address", {"fsm_latitude": ["!=", 0]}, "fsm_latitude", 0)
		for number in range(4):
			d.address(f"Right {number}", 31.2 + number / 50, 121.4)
		d.address("Away", -33.9, 151.2)
		assert "Away" not in tried()["told"]

	def test_it_wants_two_addresses(self, osrm, tried):
		frappe.db.set_value("Address", {"fsm_latitude": ["!=", 0]}, "fsm_latitude", 0)
		assert "two addresses" in tried()["problem"]

	def test_it_says_that_no_service_is_chosen(self, tried):
		settings()
		assert "straight line" in tried()["problem"]

	@pytest.mark.parametrize("role", ["Service Dispatcher", "Service Engineer", "Service Auditor"])
	def test_only_those_who_may_change_the_settings_try(self, osrm, rest, role):
		f.user("other@example.com", role)
		assert (
			rest.login("other@example.com")
			.post("/api/method/fsm_app.api.travel_settings.try_service")
			.status_code
			== 403
		)
		assert osrm.asked == []


class TestAddressesToCheck:
	def rows(self, **filters):
		return {row["name"].rsplit("-", 1)[0]: row["reason"] for row in addresses_to_check(filters)[1]}

	def test_it_names_what_cannot_be_right(self, freeze):
		frappe.db.set_value("Address", {"name": ["!=", ""]}, {"fsm_latitude": 0, "fsm_longitude": 0})
		for number in range(5):
			d.address(f"Right {number}", 31.2 + number / 100, 121.4)
		d.address("Turned", 121.4, 31.2)
		d.address("Half", 31.2, 0)
		d.address("Nowhere", 0, 0)
		d.address("Away", -33.9, 151.2)
		found = self.rows()
		assert found["Turned"] == "Latitude and longitude are swapped."
		assert found["Half"] == "Latitude or longitude is missing."
		assert found["Away"] == "It lies far from all others."
		assert not any(name.startswith(("Right", "Nowhere")) for name in found)
		assert "Nowhere" in self.rows(with_missing=1)
