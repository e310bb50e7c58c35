"""Where travel times come from: what is set, tried and refused, and which addresses cannot be right (E1, E3)."""

import pytest

import frappe

from fsm_app.api.travel_settings import try_service
from fsm_app.common import outgoing
from fsm_app.common.default_settings import add_default_settings
from fsm_app.travel_times.report.addresses_to_check.addresses_to_check import execute as addresses_to_check
from fsm_app.travel_times.settings import PRIVATE_ALLOWED, WrongTravelSettings
from tests.app import dispatching as d
from tests.app import factories as f
from tests.app.travel_services import (  # noqa: F401 (fixtures)
	around,
	ask,
	osrm_service,
	outage_forgotten,
	road_server,
	settings,
	told,
	told_administrator,
)

MANAGER = "manager@example.com"


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
