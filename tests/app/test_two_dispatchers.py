"""Two dispatchers act on one ticket in the same second: one of them wins, nothing is lost and nothing happens twice (E2, Q5).

These tests need a real site: two processes, each with a connection of its own, and real commits. What they commit is
removed at the end.
"""

import pytest

import frappe

from tests.app import factories as f
from tests.app import races
from tests.app.tickets import act, clock_of, trail

pytestmark = races.MARKS

NAME = "Two Dispatchers Test"
USERS = ("first.dispatcher@example.com", "second.dispatcher@example.com")
STEPS = ("Measure the pressure", "Clean the filter")
LATE = ("TimestampMismatchError", "WorkflowTransitionError")


@pytest.fixture
def ticket():
	"""A committed ticket that is triaged, in a company with two engineers who could take it."""
	with races.committed() as kept:
		for user in USERS:
			kept.user(user, "Service Dispatcher")
		kept.grounds(NAME)
		f.team(NAME)
		calendar = f.calendar(NAME)
		f.policy(NAME, targets=(("Dispatch", "", 3600), ("Resolution", "", 4 * 3600)), calendar=calendar)
		steps = [{"step": step, "stage": "Working", "mandatory": 0} for step in STEPS]
		f.offering(NAME, sla_policy=NAME, skills=(NAME,), checklist=steps)
		for number in (1, 2):
			engineer = f.engineer(f"{NAME} {number}", team=NAME, skills=(NAME,), max_open_tickets=0)
			kept.add("Service Engineer", engineer.name)
		opened = f.ticket(offering=NAME)
		kept.ticket(opened.name)
		act(opened, "Triage")
		frappe.db.commit()
		yield opened


def at_once(ticket, *actions: tuple[str, str], what: str = "action") -> list[dict]:
	"""Let each (user, action) read the ticket before any of them saves it; returns how each ended.

	`what` "step": they tick off these rows of the checklist instead.
	"""
	return races.let_go(
		*(
			races.start("acting_process", user=user, ticket=ticket.name, **{what: act})
			for user, act in actions
		)
	)


def one_won(outcomes: list[dict]) -> dict:
	assert sorted("error" in outcome for outcome in outcomes) == [False, True], outcomes
	won, lost = sorted(outcomes, key=lambda outcome: "error" in outcome)
	assert lost["error"] in LATE, lost
	assert "modified" in lost["message"] or "Not a valid Workflow Action" in lost["message"]
	return won


@pytest.mark.parametrize("round_of", range(3))
def test_two_dispatchers_dispatch_one_ticket(ticket, round_of):
	won = one_won(at_once(ticket, *((user, "Dispatch") for user in USERS)))
	stored = frappe.get_doc("Service Ticket", ticket.name)
	assert (stored.stage, stored.engineer) == ("Dispatched", won["engineer"])
	(decision,) = frappe.get_all(
		"Dispatch Decision", filters={"ticket": ticket.name}, fields=["engineer", "decided_by"]
	)
	assert decision.engineer == won["engineer"] and decision.decided_by == stored.modified_by
	dispatch = clock_of(ticket, "Dispatch")
	assert (dispatch.state, trail(dispatch.name)) == ("Met", ["Started", "Met"])
	assert frappe.db.count("SLA Clock", {"ticket": ticket.name}) == 2


def test_one_dispatches_while_the_other_cancels(ticket):
	frappe.db.set_value("Service Ticket", ticket.name, "cancel_reason", "It works again")
	frappe.db.commit()
	won = one_won(at_once(ticket, (USERS[0], "Dispatch"), (USERS[1], "Cancel")))
	stored = frappe.get_doc("Service Ticket", ticket.name)
	assert stored.stage == won["stage"]
	dispatched = stored.stage == "Dispatched"
	assert frappe.db.count("Dispatch Decision", {"ticket": ticket.name}) == int(dispatched)
	assert frappe.db.count("Ticket Handover", {"ticket": ticket.name}) == int(not dispatched)
	assert clock_of(ticket, "Resolution").state == ("Running" if dispatched else "Cancelled")


def test_two_tick_off_different_steps_and_neither_tick_is_lost(ticket):
	steps = [row.name for row in ticket.checklist]
	outcomes = at_once(ticket, *zip(USERS, steps, strict=True), what="step")
	assert not any("error" in outcome for outcome in outcomes), outcomes
	rows = frappe.get_doc("Service Ticket", ticket.name).checklist
	assert [(row.step, row.done, row.done_by) for row in rows] == [
		(step, 1, user) for step, user in zip(STEPS, USERS, strict=True)
	]
