"""A service of travel times that fails or is slow: left alone for a while, told once, and never waited for too long (E1, E3)."""

import socket
import threading
from datetime import timedelta
from time import monotonic

import pytest

import frappe

from fsm_app.common import outgoing
from fsm_app.engine.distance import Position
from fsm_app.travel_times import outage
from tests.app.travel_services import (  # noqa: F401 (fixtures)
	START,
	around,
	ask,
	logged,
	osrm_service,
	outage_forgotten,
	road_server,
	settings,
	told,
	told_administrator,
)


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
