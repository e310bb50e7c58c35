"""A ticket under a workflow that begins elsewhere, in another language, and without any workflow (C1)."""

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.common import clock
from fsm_app.engine.stages import TICKET
from tests.app import factories as f
from tests.app.tickets import act, walk
from tests.app.two_teams import ENGINEER, WAY_TO_DONE, the_engineer


@pytest.fixture
def engineer():
	return the_engineer()


class TestOtherWorkflows:
	def test_one_that_begins_in_another_stage_starts_the_clocks(self, engineer):
		workflow = frappe.get_doc("Workflow", "Service Ticket")
		workflow.states = [row for row in workflow.states if row.state != "Received"]
		workflow.transitions = [row for row in workflow.transitions if row.state != "Received"]
		workflow.save()
		policy = f.policy(
			"Hard Opening",
			targets=(
				("First Response", "", 60),
				("Dispatch", "", 60),
				("Arrival", "", 60),
				("Resolution", "", 60),
			),
		)
		offering = f.offering("Hard Opening", sla_policy=policy)
		with clock.at(get_datetime("2026-11-02 12:00:00")):
			ticket = f.ticket(offering=offering, opened_at="2026-11-02 11:00:00")
		assert (ticket.stage, ticket.responded_at) == ("Triaged", get_datetime("2026-11-02 12:00:00"))
		started = frappe.get_all(
			"SLA Clock", filters={"ticket": ticket.name}, fields=["metric", "started_at"], order_by="metric"
		)
		assert [(row.metric, row.started_at.hour) for row in started] == [
			("Arrival", 11),
			("Dispatch", 11),
			("Resolution", 11),
		]

	def test_a_user_with_another_language_takes_the_same_actions(self, engineer):
		frappe.local.lang = "zh"
		try:
			ticket = walk(f.ticket(), *WAY_TO_DONE, "Verify", "Close", "Reopen")
			ticket = act(ticket, "Cancel", cancel_reason="重复")
		finally:
			frappe.local.lang = "en"
		assert (ticket.stage, ticket.workflow_state) == ("Cancelled", "Cancelled")

	def test_without_a_workflow_the_stage_stays(self, engineer, rest):
		ticket = walk(f.ticket(), "Triage", "Dispatch")
		frappe.db.set_value("Workflow", "Service Ticket", "is_active", 0)
		frappe.clear_cache()
		answer = rest.login(ENGINEER).put(
			f"/api/resource/Service Ticket/{ticket.name}", json={"stage": "Closed", "fault_cause": "Changed"}
		)
		assert answer.status_code == 200
		assert frappe.db.get_value(TICKET, ticket.name, ["stage", "fault_cause"]) == ("Dispatched", "Changed")
