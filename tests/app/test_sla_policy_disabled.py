"""A disabled SLA policy takes no new tickets, and what it has taken stays under it to its end (B1)."""

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.api.sla_policy import preview
from fsm_app.service_levels import ticket_clocks
from fsm_app.service_levels.sla_sweep import sweep_sla_clocks
from tests.app import factories as f
from tests.app.tickets import act, clock_of, trail, walk


@pytest.fixture(autouse=True)
def engineer():
	return f.engineer("Fitting One")


@pytest.fixture
def policy():
	return f.policy("Premium", ladder=[{"level": 1, "percent": 100, "notify": "Service Manager"}])


@pytest.fixture
def offering(policy):
	return f.offering("Premium Repair", sla_policy=policy)


def disable(name: str, disabled: int = 1) -> None:
	document = frappe.get_doc("SLA Policy", name)
	document.disabled = disabled
	document.save()


def states(ticket) -> dict:
	rows = frappe.get_all(
		"SLA Clock", filters={"ticket": ticket.name}, fields=["metric", "cycle", "state", "policy"]
	)
	return {(row.metric, row.cycle): (row.state, row.policy) for row in rows}


def test_a_new_ticket_is_not_taken(policy, offering):
	disable(policy)
	assert states(f.ticket(offering=offering)) == {}
	disable(policy, 0)
	assert states(f.ticket(offering=offering))


def test_the_default_policy_alike(policy):
	offering = f.offering("Without Its Own")
	document = frappe.get_doc("Service Offering", offering)
	document.sla_policy = None
	document.save()
	settings = frappe.get_doc("Field Service Settings")
	settings.default_sla_policy = policy
	settings.save()
	before = f.ticket(offering=offering, opened_at="2026-03-02 10:00:00")
	assert clock_of(before, "Resolution").policy == policy
	disable(policy)
	assert states(f.ticket(offering=offering)) == {}
	before.reload().priority = "High"
	before.save()
	assert clock_of(before, "Resolution").state == "Running"


def test_running_clocks_run_on_with_their_ladder(policy, offering):
	ticket = f.ticket(offering=offering, opened_at="2026-03-02 10:00:00")
	due = clock_of(ticket, "Resolution").due_at
	disable(policy)
	sweep_sla_clocks(get_datetime("2026-03-20 10:00:00"))
	clock = clock_of(ticket, "Resolution")
	assert (clock.state, clock.breached, clock.due_at) == ("Running", 1, due)
	steps = trail(clock.name)
	assert "breach" in steps and "ladder:1" in steps and "Cancelled" not in steps


def test_another_priority_plans_the_clocks_anew_by_the_same_policy(policy, offering, freeze):
	freeze("2026-03-02 10:00:00")
	ticket = f.ticket(offering=offering, opened_at="2026-03-02 10:00:00")
	enabled = f.ticket(offering=offering, opened_at="2026-03-02 10:00:00")
	enabled.priority = "Critical"
	enabled.save()
	disable(policy)
	ticket.reload().priority = "Critical"
	ticket.save()
	for metric in ("First Response", "Resolution"):
		disabled, wanted = clock_of(ticket, metric), clock_of(enabled, metric)
		assert (disabled.state, disabled.policy) == ("Running", policy)
		assert (disabled.target_seconds, disabled.due_at) == (wanted.target_seconds, wanted.due_at)


def test_pauses_replies_and_a_reopening_go_on_under_it(policy, offering):
	ticket = f.ticket(offering=offering, opened_at="2026-03-02 10:00:00")
	disable(policy)
	ticket = walk(
		ticket, ("Triage", "2026-03-02 10:10:00"), ("Wait for Customer", "2026-03-02 10:20:00"),
		("Resume", "2026-03-02 10:30:00"), ("Dispatch", "2026-03-02 10:40:00"), ("Accept", "2026-03-02 10:50:00"),
		("Arrive", "2026-03-02 11:00:00"), ("Complete", "2026-03-02 11:30:00"),
	)  # fmt: skip
	assert states(ticket)["Resolution", 0] == ("Met", policy)
	ticket = act(ticket, "Reopen", "2026-03-02 12:00:00", reopen_reason="Still leaks")
	assert ticket.reopen_count == 1
	assert states(ticket)["Resolution", 1] == ("Running", policy)


def test_a_customers_message_starts_the_wait_for_a_reply_under_it():
	replies = f.policy("With Replies", targets=(("First Response", "", 3600), ("Next Reply", "", 3600)))
	offering = f.offering("Answered", sla_policy=replies)
	ticket = f.ticket(offering=offering, opened_at="2026-03-02 10:00:00")
	disable(replies)
	ticket_clocks.message_sent(ticket, get_datetime("2026-03-02 10:30:00"))
	ticket_clocks.message_received(ticket, get_datetime("2026-03-02 11:00:00"))
	assert states(ticket)["Next Reply", 0] == ("Running", replies)
	new = f.ticket(offering=offering)
	ticket_clocks.message_received(new, get_datetime("2026-03-02 11:00:00"))
	assert states(new) == {}


def test_a_ticket_that_moves_to_an_offering_of_a_disabled_policy_says_why_its_clocks_end(policy, offering):
	ticket = f.ticket(offering=f.offering("Plain Repair"))
	assert clock_of(ticket, "Resolution").state == "Running"
	disable(policy)
	ticket.offering = offering
	ticket.save()
	clock = clock_of(ticket, "Resolution")
	assert clock.state == "Cancelled"
	detail = frappe.db.get_value("SLA Event", {"clock": clock.name, "event": "Cancelled"}, "detail")
	assert policy in detail and "disabled" in detail


def test_the_form_says_what_it_means_and_who_still_names_it(policy, offering):
	assert preview(policy)["disabled"] is None
	disable(policy)
	said = preview(policy)["disabled"]
	assert "no new tickets" in said and offering in said
