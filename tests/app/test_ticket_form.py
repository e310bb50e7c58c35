"""What the ticket's form shows of its clocks: times as seconds from the server's now, and only to those who may see them (B2, D3)."""

import pytest

import frappe

from fsm_app.api.service_ticket import head
from tests.app import factories as f
from tests.app.tickets import walk

HOUR = 3600


@pytest.fixture(autouse=True)
def engineer():
	return f.engineer("Fitting One")


def shown(ticket, metric: str = "Resolution") -> dict:
	return next(clock for clock in head(ticket.name)["clocks"] if clock["metric"] == metric)


def test_a_running_clock_says_when_it_is_due_and_when_it_runs_short(freeze):
	"""4 h from Monday 15:00, with an evening of 16 h in between: due Tuesday 11:00, three quarters used at 18:00."""
	ticket = f.ticket(opened_at="2026-03-02 15:00:00")
	freeze("2026-03-02 16:00:00")
	clock = shown(ticket)
	assert (clock["state"], clock["used_seconds"], clock["target_seconds"]) == ("Running", HOUR, 4 * HOUR)
	assert (clock["due_in"], clock["short_in"], clock["breached_for"]) == (19 * HOUR, 2 * HOUR, None)


def test_moments_in_the_past_are_negative(freeze):
	ticket = f.ticket(opened_at="2026-03-02 10:00:00")
	freeze("2026-03-02 15:00:00")
	clock = shown(ticket)
	assert (clock["due_in"], clock["short_in"]) == (-HOUR, -2 * HOUR)


def test_a_paused_clock_has_no_end_and_keeps_its_time(freeze):
	ticket = walk(
		f.ticket(opened_at="2026-03-02 10:00:00"), ("Triage", "2026-03-02 10:30:00"),
		("Wait for Customer", "2026-03-02 11:00:00"),
	)  # fmt: skip
	freeze("2026-03-04 12:00:00")
	clock = shown(ticket)
	assert (clock["state"], clock["used_seconds"]) == ("Paused", HOUR)
	assert (clock["due_at"], clock["due_in"], clock["short_in"]) == (None, None, None)


def test_a_breached_clock_says_for_how_long(freeze):
	ticket = f.ticket(opened_at="2026-03-02 10:00:00")
	walk(ticket, ("Triage", "2026-03-02 15:00:00"), ("Wait for Customer", "2026-03-02 15:00:00"))
	freeze("2026-03-02 16:00:00")
	clock = shown(ticket)
	assert (clock["breached"], clock["breached_for"]) == (1, 2 * HOUR)


def test_clocks_that_have_stopped_are_not_shown():
	ticket = walk(f.ticket(), "Triage")
	assert "First Response" not in [clock["metric"] for clock in head(ticket.name)["clocks"]]


def test_who_may_not_see_the_ticket_sees_no_clocks(as_user):
	f.user("stranger@example.com", "Service Engineer")
	ticket = f.ticket()
	with as_user("stranger@example.com"), pytest.raises(frappe.PermissionError):
		head(ticket.name)["clocks"]
