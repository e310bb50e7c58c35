"""The policy's form shows when a ticket opened now would be due (B1)."""

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.api.sla_policy import preview
from tests.app import factories as f
from tests.app.tickets import clock_of

MONDAY = "2026-03-02 15:00:00"


def test_the_preview_is_what_a_ticket_really_gets():
	policy = f.policy(
		"Shown Policy", targets=(("Resolution", "", 4 * 3600), ("Resolution", "Critical", 3600), ("First Response", "", 1800))
	)  # fmt: skip
	shown = preview(policy, MONDAY)
	assert {promise["tier"] for promise in shown["promises"]} == {"", "VIP", "Standard"}
	offering = f.offering("Shown Repair", sla_policy=policy)
	for promise in shown["promises"]:
		ticket = f.ticket(
			offering=offering, opened_at=MONDAY, priority=promise["priority"], service_tier=promise["tier"]
		)
		clock = clock_of(ticket, promise["metric"])
		assert (clock.due_at, clock.target_reason) == (promise["due_at"], promise["reason"])


def test_the_preview_draws_the_working_time_of_the_calendar():
	shown = preview(f.policy(), MONDAY)
	assert shown["working"][0] == [get_datetime("2026-03-02 10:00:00"), get_datetime("2026-03-02 18:00:00")]
	assert len(shown["working"]) == 5


def test_the_preview_needs_permission_to_read(as_user):
	policy = f.policy()
	f.user("stranger@example.com")
	with as_user("stranger@example.com"), pytest.raises(frappe.PermissionError):
		preview(policy)
