"""Work that has to be done again counts against whoever did it first, in the month in which they did it (C1, J1)."""

import pytest

import frappe

from fsm_app.performance.kpi_query import figures
from fsm_app.performance.scoring import score_cycle
from tests.app import factories as f
from tests.app.tickets import act, walk

MARCH = ("2026-03-01", "2026-03-31")
WAY = ("Triage", "Dispatch", "Accept", "Arrive", "Complete", "Verify", "Close")


@pytest.fixture
def first():
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	return f.engineer("First One", max_open_tickets=0)


def closed(day: str = "2026-03-02"):
	ticket = f.ticket(opened_at=f"{day} 10:00:00")
	return walk(ticket, *((action, f"{day} 12:00:00") for action in WAY))


def rate(kpi: str, engineer, period=MARCH) -> tuple | None:
	figure = figures(frappe.get_doc("KPI Definition", kpi), *period).get(engineer.name)
	return figure and (figure.value, figure.denominator)


def test_a_reopened_ticket_lowers_the_engineers_figure_at_once(first):
	closed()
	again = closed()
	assert (rate("First-time Fix", first), rate("Rework Rate", first)) == ((100, 2), (0, 2))
	cycle = f.make(
		"Performance Cycle", cycle_name="Rework March", company=f.company(), start_date=MARCH[0], end_date=MARCH[1]
	)  # fmt: skip
	score_cycle(cycle.name)
	appraisal = {"cycle": cycle.name, "engineer": first.name}
	before = frappe.db.get_value("Performance Appraisal", appraisal, "total_score")
	act(again, "Reopen", "2026-03-03 10:00:00")
	assert (rate("First-time Fix", first), rate("Rework Rate", first)) == ((50, 2), (50, 2))
	score_cycle(cycle.name)
	assert frappe.db.get_value("Performance Appraisal", appraisal, "total_score") < before


def test_rework_counts_against_who_did_the_work_and_not_against_who_mends_it(first):
	ticket = act(closed(), "Reopen", "2026-03-03 10:00:00")
	second = f.engineer("Second One", max_open_tickets=0)
	ticket = act(ticket, "Dispatch", "2026-04-01 10:00:00", engineer=second.name)
	ticket = walk(ticket, *((action, "2026-04-01 12:00:00") for action in WAY[2:]))
	assert (ticket.stage, ticket.engineer, ticket.first_done_by) == ("Closed", second.name, first.name)
	assert rate("First-time Fix", first) == (0, 1)
	assert rate("First-time Fix", second) is None
	assert rate("First-time Fix", second, ("2026-04-01", "2026-04-30")) is None


def test_a_ticket_that_was_returned_counts_for_who_did_the_work(first):
	ticket = act(walk(f.ticket(), "Triage", "Dispatch"), "Return", return_reason="Ill today")
	second = f.engineer("Second One", max_open_tickets=0)
	ticket = walk(ticket, *((action, "2026-03-02 12:00:00") for action in WAY[1:]))
	assert (ticket.engineer, ticket.first_done_by) == (second.name, second.name)
	assert rate("First-time Fix", second) == (100, 1) and rate("First-time Fix", first) is None


def test_nobody_writes_by_hand_who_did_the_work_first(first):
	ticket = frappe.get_doc("Service Ticket", closed().name)
	other = f.engineer("Second One")
	ticket.update({"first_done_by": other.name, "first_done_at": "2026-05-01 10:00:00"}).save()
	assert (ticket.first_done_by, str(ticket.first_done_at)) == (first.name, "2026-03-02 12:00:00")
