"""Travel times for tests: the site's settings, services that know the roads, and what is told and logged of them."""

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.engine.distance import Position, metres_between
from fsm_app.engine.travel_estimate import Pace
from fsm_app.travel_times import outage
from fsm_app.travel_times.settings import PRIVATE_ALLOWED
from fsm_app.travel_times.travel_minutes import minutes
from tests.app import factories as f
from tests.app.road_server import DETOUR, METRES_A_SECOND, roads

START = get_datetime("2026-03-02 09:00:00")
PACE = Pace(40, 1.3)
HOME = Position(31.2304, 121.4737)
ADMINISTRATOR = "admin@example.com"
KEY = "right-key"


@pytest.fixture(autouse=True, name="no_outage")
def outage_forgotten():
	"""What Redis knows of an outage outlives a test."""
	outage.forget()
	frappe.flags.pop("fsm_travel_waited", None)
	yield
	outage.forget()


@pytest.fixture(name="server")
def road_server(monkeypatch, freeze):
	"""A server that knows the roads, to which the site may send."""
	freeze(START)
	monkeypatch.setitem(frappe.local.conf, PRIVATE_ALLOWED, 1)
	with roads() as running:
		yield running


@pytest.fixture(name="osrm")
def osrm_service(server):
	settings(service="OSRM", url=server.url)
	return server


@pytest.fixture(name="amap")
def amap_service(server):
	settings(service="AMap", url=server.url, key=KEY)
	return server


@pytest.fixture(name="administrator")
def told_administrator():
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
