"""Whom a ticket may be given, and whose its clocks are when it is given to another (B2, E1)."""

import pytest

import frappe

from fsm_app.engine.stages import TICKET
from tests.app import factories as f
from tests.app.tickets import act, clock_of, walk
from tests.app.two_teams import stranger, the_engineer


@pytest.fixture
def engineer():
	return the_engineer()


class TestEngineer:
	def test_who_has_left_gets_no_ticket(self, engineer):
		left = f.engineer("Gone", status="Left")
		ticket = act(f.ticket(), "Triage")
		ticket.update({"engineer": left.name, "override_reason": "knows the machine"})
		ticket.save()
		with pytest.raises(frappe.ValidationError, match=r"Gone.*has left"):
			act(ticket, "Dispatch")

	def test_hard_rules_hold_while_the_stage_changes_too(self, engineer):
		frappe.db.set_value("Service Engineer", engineer.name, "user", frappe.session.user)
		ticket = walk(f.ticket(), "Triage", "Dispatch")
		other = stranger()
		ticket = frappe.get_doc(TICKET, ticket.name)
		ticket.update({"workflow_state": "Accepted", "engineer": other.name})
		with pytest.raises(frappe.ValidationError, match="Other Hard"):
			ticket.save()

	def test_what_one_engineer_kept_stays_theirs(self, engineer):
		ticket = walk(f.ticket(offering=_arrival_offering()), "Triage", "Dispatch", "Accept", "Arrive")
		assert clock_of(ticket, "Arrival").engineer == engineer.name
		second = f.engineer("Second Hard")
		ticket = frappe.get_doc(TICKET, ticket.name)
		ticket.engineer = second.name
		ticket.save()
		assert clock_of(ticket, "Arrival").engineer == engineer.name
		assert clock_of(ticket, "Resolution").engineer == second.name


def _arrival_offering() -> str:
	policy = f.policy("Hard Arrival", targets=(("Arrival", "", 3600), ("Resolution", "", 7200)))
	return f.offering("Hard Arrival", sla_policy=policy)
