"""A customer reads in the portal what was promised to them next, and nothing of the clocks inside (B1, N2)."""

from datetime import timedelta

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.api import portal
from tests.app import factories as f
from tests.app import portal_users as p
from tests.app.test_portal import finished
from tests.app.tickets import walk

MONDAY = get_datetime("2026-03-02 10:00:00")


@pytest.fixture
def name(freeze):
	freeze(MONDAY)
	p.portal_user(p.ANNA, f.customer(p.CUSTOMER))
	p.settings()
	p.no_gates()
	f.engineer("Karl Weber", team=f.team())
	return f.ticket(customer=p.CUSTOMER).name


@pytest.fixture
def promise(as_user, name):
	def read():
		with as_user(p.ANNA):
			return portal.ticket(name)["promise"]

	return read


def due(name: str, metric: str):
	return frappe.db.get_value("SLA Clock", {"ticket": name, "metric": metric, "state": "Running"}, "due_at")


def test_the_next_promise_is_told_with_its_time(name, promise):
	at = due(name, "First Response")
	assert at and promise() == {"what": "We will respond by", "at": at, "late": False}


def test_a_promise_that_was_not_kept_says_so(name, promise, freeze):
	freeze(due(name, "First Response") + timedelta(minutes=1))
	assert promise()["late"] is True


def test_what_is_kept_goes_and_clocks_inside_are_not_told(name, promise):
	walk(frappe.get_doc("Service Ticket", name), "Triage")
	assert due(name, "Dispatch") or due(name, "Resolution")
	told = promise()
	shown = [at for metric in ("Arrival", "Resolution") if (at := due(name, metric))]
	assert (told and told["at"]) == (min(shown) if shown else None)
	assert not told or told["what"] in ("An engineer will be with you by", "Solved by")


def test_whoever_is_on_the_way_is_promised_again_only_when_they_are_late(name, promise, freeze):
	walk(frappe.get_doc("Service Ticket", name), "Triage", "Dispatch", "Accept", "Travel")
	frappe.db.set_value("SLA Clock", {"ticket": name, "metric": "Resolution"}, "metric", "Arrival")
	at = due(name, "Arrival")
	told = promise()
	assert not told or told["what"] != "An engineer will be with you by"
	freeze(at + timedelta(minutes=1))
	assert promise() == {"what": "An engineer will be with you by", "at": at, "late": True}


def test_while_we_wait_for_the_customer_no_time_is_told(name, promise):
	walk(
		frappe.get_doc("Service Ticket", name), "Triage", "Dispatch", "Accept", "Arrive", "Wait for Customer"
	)
	told = promise()
	assert told == {
		"what": "The promised time continues to run as soon as you have answered.",
		"at": None,
		"late": False,
	}


def test_a_closed_ticket_promises_nothing(name, promise, as_user):
	with as_user(p.ANNA):
		portal.cancel(name, "No longer needed")
	assert promise() is None


def test_a_confirmed_ticket_promises_no_solution(name, promise, as_user):
	finished(as_user, name)
	with as_user(p.ANNA):
		portal.confirm(name)
	told = promise()
	assert not told or told["what"] == "We will call you back by"
