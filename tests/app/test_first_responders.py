"""A first response is scored for whoever responded, whoever has the ticket later (J1)."""

import pytest

import frappe
from frappe.utils import getdate

from fsm_app.performance.kpi_query import figures
from fsm_app.service_levels.responders import fill_responders
from tests.app import factories as f
from tests.app.tickets import act, clock_of, walk

RESPONDER, OTHER, DISPATCHER = "responds@example.com", "takes.over@example.com", "triages@example.com"


@pytest.fixture
def engineers():
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	team = f.team("Responders")
	made = [
		f.engineer(name, user=f.user(email, "Service Engineer", "Service Dispatcher"), team=team, max_open_tickets=0)
		for name, email in (("Responds", RESPONDER), ("Takes Over", OTHER))
	]  # fmt: skip
	f.user(DISPATCHER, "Service Dispatcher")
	return made


def scored() -> set[str]:
	kpi = frappe.get_doc("KPI Definition", "First Response Time")
	return set(figures(kpi, getdate("2026-03-01"), getdate("2026-03-31")))


def triaged_by(user: str, as_user):
	ticket = f.ticket(opened_at="2026-03-02 10:00:00", team="Responders")
	with as_user(user):
		act(ticket, "Triage", "2026-03-02 10:30:00")
	return ticket


def hand_over(ticket, engineer) -> None:
	doc = frappe.get_doc("Service Ticket", ticket.name)
	doc.engineer = engineer.name
	doc.override_reason = "They know the machine"
	doc.save()
	act(ticket, "Dispatch", "2026-03-02 11:00:00")


def test_the_engineer_who_responded_is_scored_and_not_the_one_who_has_it_later(engineers, as_user):
	ticket = triaged_by(RESPONDER, as_user)
	hand_over(ticket, engineers[1])
	clock = clock_of(ticket, "First Response")
	assert (clock.met_by, clock.met_by_other) == (engineers[0].name, 0)
	assert scored() == {engineers[0].name}


def test_a_dispatchers_response_is_nobodys(engineers, as_user):
	ticket = triaged_by(DISPATCHER, as_user)
	hand_over(ticket, engineers[1])
	clock = clock_of(ticket, "First Response")
	assert (clock.met_by, clock.met_by_other) == (None, 1)
	assert scored() == set()


def test_what_no_person_did_is_the_tickets_engineers(engineers):
	ticket = walk(f.ticket(opened_at="2026-03-02 10:00:00"), ("Triage", "2026-03-02 10:30:00"))
	hand_over(ticket, engineers[1])
	assert clock_of(ticket, "First Response").met_by == engineers[1].name


def test_clocks_of_before_are_filled_in(engineers, as_user):
	by_engineer, by_dispatcher = triaged_by(RESPONDER, as_user), triaged_by(DISPATCHER, as_user)
	for ticket in (by_engineer, by_dispatcher):
		clock = clock_of(ticket, "First Response")
		frappe.db.set_value(
			"SLA Clock", clock.name, {"met_by": None, "met_by_other": 0, "engineer": engineers[1].name}
		)
	fill_responders()
	assert clock_of(by_engineer, "First Response").met_by == engineers[0].name
	assert clock_of(by_dispatcher, "First Response").met_by == engineers[1].name  # as it counted so far
