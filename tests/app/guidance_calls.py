"""Calls by video for the tests of remote guidance: a ticket on site, an expert who is asked, and a call."""

import re

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.api import remote_guidance as api
from tests import host
from tests.app import factories as f
from tests.app.tickets import walk

START = get_datetime("2026-03-02 10:00:00")
ENGINEER, EXPERT = "shows@example.com", "looks@example.com"
BYSTANDER, DISPATCHER = "bystander@example.com", "guidance.dispatcher@example.com"
MANAGER = "guidance.manager@example.com"
CALL = "/api/method/fsm_app.api.remote_guidance."


@pytest.fixture(autouse=True)
def no_signals():
	"""What Redis knows of a call outlives a test, and the next one's has the same number."""
	if host.ON_BENCH:
		frappe.cache.delete_keys("fsm_guidance:")


@pytest.fixture(name="ticket")
def ticket_on_site(freeze):
	"""A ticket on site with an engineer, whose company has another one who knows more, and calls switched on."""
	freeze(START)
	for user in (ENGINEER, EXPERT, BYSTANDER):
		f.user(user, "Service Engineer")
	f.user(DISPATCHER, "Service Dispatcher")
	own = f.engineer("Fitting Shows", user=ENGINEER, team=f.team())
	f.engineer("Fitting Looks", level="Senior", user=EXPERT, team=f.team("Expert Team"))
	f.engineer("Fitting Stands By", level="Intermediate", user=BYSTANDER, team=f.team("Third Team"))
	switch_on()
	ticket = walk(f.ticket(subject="The pump leaks"), "Triage")
	doc = frappe.get_doc("Service Ticket", ticket.name)
	doc.engineer = own.name
	doc.save()
	return walk(ticket, "Dispatch", "Accept", "Arrive").name


@pytest.fixture(name="call")
def asked_call(ticket):
	"""A call that the engineer has asked the expert for."""
	return asked(ticket)


@pytest.fixture(name="shown_by_customer")
def call_of_customer(ticket):
	return asked(ticket, shown_by="Customer")


def switch_on(**values):
	settings = frappe.get_doc("Guidance Settings")
	settings.update({"enabled": 1, "link_hours": 4, **values})
	settings.save()


def asked(ticket, user=ENGINEER, **values) -> str:
	given = {"expert": EXPERT, "question": "Which hose is it?", **values}
	return as_user(user, api.ask, ticket, **given)["name"]


def as_user(user: str, act, *args, **values):
	frappe.set_user(user)
	try:
		return act(*args, **values)
	finally:
		frappe.set_user("Administrator")


def session(name: str):
	return frappe.get_doc("Guidance Session", name)


def told(user: str) -> list[str]:
	return frappe.get_all(
		"Notification Log", {"for_user": user, "document_type": "Guidance Session"}, pluck="subject"
	)


def key_in(link: str) -> str:
	return re.search(r"k=([^&]+)", link)[1]
