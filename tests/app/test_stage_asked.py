"""A card drawn to another column of the Kanban board, or a stage written over REST, is taken as a workflow action (C1)."""

import pytest

import frappe

from fsm_app.api.service_ticket import head
from fsm_app.engine.stages import TICKET
from fsm_app.service_desk.handovers import ReasonMissing
from fsm_app.service_desk.stage_requests import NoActionToStage
from tests.app import factories as f
from tests.app.tickets import act, clock_of, walk

ENGINEER, DISPATCHER = "engineer.drag@example.com", "dispatcher.drag@example.com"


@pytest.fixture(autouse=True)
def engineer():
	f.user(DISPATCHER, "Service Dispatcher")
	return f.engineer("Dragging One", user=f.user(ENGINEER, "Service Engineer"))


def drag(ticket, stage: str):
	"""As the Kanban board does it: one field is set on the stored document, which is saved."""
	doc = frappe.get_doc(TICKET, ticket.name)
	doc.update({"stage": stage})
	return doc.save()


def stored(ticket) -> tuple:
	return tuple(frappe.db.get_value(TICKET, ticket.name, ["stage", "workflow_state"]))


def test_a_dispatcher_draws_a_card_through_its_way(as_user):
	ticket = f.ticket()
	with as_user(DISPATCHER):
		drag(ticket, "Triaged")
		dispatched = drag(ticket, "Dispatched")
	assert stored(ticket) == ("Dispatched", "Dispatched")
	assert dispatched.engineer and dispatched.responded_at and dispatched.dispatched_at
	assert clock_of(ticket, "First Response").state == "Met"


def test_it_stands_in_the_timeline_as_an_action_does(as_user):
	ticket = f.ticket()
	with as_user(DISPATCHER):
		drag(ticket, "Triaged")
	comments = frappe.get_all(
		"Comment",
		filters={"reference_doctype": TICKET, "reference_name": ticket.name, "comment_type": "Workflow"},
		fields=["content", "owner"],
	)
	assert [(row.content, row.owner) for row in comments] == [("Triaged", DISPATCHER)]


def test_no_action_leads_there(as_user):
	ticket = f.ticket()
	with as_user(DISPATCHER), pytest.raises(NoActionToStage, match=r"Received.*Closed"):
		drag(ticket, "Closed")
	assert stored(ticket) == ("Received", "Received")


def test_an_action_of_another_role_is_not_open(as_user):
	ticket = walk(f.ticket(), "Triage", "Dispatch", "Accept", "Arrive", "Complete")
	with as_user(DISPATCHER), pytest.raises(NoActionToStage):
		drag(ticket, "Verified")
	assert stored(ticket) == ("Done", "Done")


def test_an_action_that_wants_a_reason_wants_it_here_too(as_user):
	ticket = f.ticket()
	with as_user(DISPATCHER):
		with pytest.raises(ReasonMissing):
			drag(ticket, "Cancelled")
		assert stored(ticket) == ("Received", "Received")
		doc = frappe.get_doc(TICKET, ticket.name)
		doc.update({"stage": "Cancelled", "cancel_reason": "Entered twice"}).save()
	assert stored(ticket) == ("Cancelled", "Cancelled")


def test_a_state_that_is_named_comes_before_the_stage(as_user):
	ticket = f.ticket()
	with as_user(DISPATCHER):
		doc = frappe.get_doc(TICKET, ticket.name)
		doc.update({"stage": "Closed", "workflow_state": "Triaged"}).save()
	assert stored(ticket) == ("Triaged", "Triaged")


def test_a_renamed_state_is_found_by_its_stage(as_user):
	workflow = frappe.get_doc("Workflow", "Service Ticket")
	f.make("Workflow State", name="Looked At", workflow_state_name="Looked At")
	for row in workflow.states:
		row.state = "Looked At" if row.state == "Triaged" else row.state
	for row in workflow.transitions:
		row.state = "Looked At" if row.state == "Triaged" else row.state
		row.next_state = "Looked At" if row.next_state == "Triaged" else row.next_state
	workflow.save()
	ticket = f.ticket()
	with as_user(DISPATCHER):
		drag(ticket, "Triaged")
	assert stored(ticket) == ("Triaged", "Looked At")


def test_over_rest_a_stage_takes_the_action(rest):
	ticket = walk(f.ticket(), "Triage", "Dispatch")
	client = rest.login(ENGINEER)
	answer = client.put(f"/api/resource/Service Ticket/{ticket.name}", json={"stage": "Accepted"})
	assert answer.status_code == 200
	assert stored(ticket) == ("Accepted", "Accepted")
	answer = client.put(f"/api/resource/Service Ticket/{ticket.name}", json={"stage": "Nowhere"})
	assert answer.status_code == 417
	assert stored(ticket) == ("Accepted", "Accepted")


class TestNextStep:
	def test_it_is_the_nearest_stage_ahead_and_says_whose_it_is(self, as_user):
		ticket = walk(f.ticket(), "Triage", "Dispatch")
		with as_user(ENGINEER):
			step = head(ticket.name)["step"]
		assert (step["action"], step["stage"], step["mine"]) == ("Accept", "Accepted", True)
		with as_user(DISPATCHER):
			step = head(ticket.name)["step"]
		assert (step["action"], step["mine"], "Service Engineer" in step["roles"]) == ("Accept", False, True)

	def test_what_waits_is_resumed(self):
		ticket = walk(f.ticket(), "Triage", "Dispatch", "Accept", "Arrive", "Wait for Customer")
		step = head(ticket.name)["step"]
		assert (step["action"], step["stage"]) == ("Resume", "On Site")

	def test_an_ended_one_has_none(self):
		ticket = act(f.ticket(), "Cancel", cancel_reason="Entered twice")
		step = head(ticket.name)["step"]
		assert (step["action"], step["missing_now"], step["missing_later"]) == (None, 0, 0)

	def test_missing_evidence_is_counted_for_now_and_later(self):
		offering = f.offering(
			"Drag Evidence",
			evidence=[
				{"stage": "On Site", "kind": "Photo", "minimum_count": 1},
				{"stage": "Working", "kind": "Customer Signature", "minimum_count": 1},
			],
		)
		ticket = walk(f.ticket(offering=offering), "Triage", "Dispatch", "Accept", "Arrive")
		step = head(ticket.name)["step"]
		assert (step["missing_now"], step["missing_later"]) == (1, 1)

	def test_a_stranger_learns_nothing(self, as_user):
		ticket = walk(f.ticket(), "Triage", "Dispatch")
		other = f.user("stranger.drag@example.com", "Service Engineer")
		f.engineer("Stranger Drag", user=other, team=f.team("Drag Strangers"))
		with as_user(other), pytest.raises(frappe.PermissionError):
			head(ticket.name)["step"]
