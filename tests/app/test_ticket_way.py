"""A ticket goes its whole way, by the users who may move it (C1, D1)."""

import pytest

import frappe
from frappe.model.workflow import WorkflowPermissionError, WorkflowTransitionError, get_transitions
from frappe.utils import get_datetime

from fsm_app.service_desk.lifecycle import OpenedInFuture
from fsm_app.service_desk.reopening import ReopenTooLate
from fsm_app.service_desk.stage_requests import NoActionToStage
from fsm_app.workforce.rights import MissingRight
from tests.app import factories as f
from tests.app.tickets import act, walk

DISPATCHER, ENGINEER, SENIOR, MANAGER = (
	"dispatcher@example.com",
	"engineer@example.com",
	"senior@example.com",
	"manager@example.com",
)


@pytest.fixture
def people():
	f.user(DISPATCHER, "Service Dispatcher")
	f.user(ENGINEER, "Service Engineer")
	f.user(SENIOR, "Service Engineer")
	f.user(MANAGER, "Service Manager")
	team = f.team()
	f.engineer("Fitting One", user=ENGINEER, team=team, skills=("Motors",))
	f.engineer("Senior One", user=SENIOR, team=team, level="Senior", status="On Leave")
	f.offering(skills=("Motors",))


def test_three_users_take_a_ticket_from_receipt_to_closing(people, as_user, freeze):
	freeze("2026-03-02 15:00:00")
	with as_user(DISPATCHER):
		ticket = f.ticket()
		assert (ticket.stage, ticket.workflow_state, ticket.priority) == ("Received", "Received", "Medium")
		walk(ticket, ("Triage", "2026-03-02 15:10:00"), ("Dispatch", "2026-03-02 15:20:00"))
	with as_user(ENGINEER):
		walk(ticket, ("Accept", "2026-03-02 15:30:00"), ("Arrive", "2026-03-02 16:00:00"))
		act(ticket, "Complete", "2026-03-02 17:00:00")
	with as_user(MANAGER):
		done = walk(ticket, ("Verify", "2026-03-02 17:30:00"), ("Close", "2026-03-02 17:40:00"))
	assert done.stage == "Closed"
	times = (
		"opened_at",
		"responded_at",
		"dispatched_at",
		"accepted_at",
		"arrived_at",
		"done_at",
		"verified_at",
	)
	assert [str(done.get(field))[11:16] for field in (*times, "closed_at")] == [
		"15:00", "15:10", "15:20", "15:30", "16:00", "17:00", "17:30", "17:40",
	]  # fmt: skip
	assert frappe.db.get_value("Service Engineer", done.engineer, "user") == ENGINEER
	assert frappe.db.exists("Service Survey", {"ticket": ticket.name, "state": "Open"})


def test_an_engineer_cannot_dispatch_and_a_dispatcher_cannot_accept(people, as_user):
	ticket = act(f.ticket(), "Triage")
	frappe.db.set_value("Service Ticket", ticket.name, "team", f.team())
	with as_user(ENGINEER), pytest.raises(WorkflowTransitionError):
		act(ticket, "Dispatch")
	assert frappe.db.get_value("Service Ticket", ticket.name, "stage") == "Triaged"
	act(ticket, "Dispatch")
	with as_user(DISPATCHER), pytest.raises(WorkflowTransitionError):
		act(ticket, "Accept")
	assert frappe.db.get_value("Service Ticket", ticket.name, "stage") == "Dispatched"


def test_only_a_level_with_the_right_approves_closing(people, as_user):
	ticket = walk(f.ticket(), "Triage", "Dispatch", "Accept", "Arrive", "Complete")
	with as_user(ENGINEER), pytest.raises(MissingRight) as refused:
		act(ticket, "Verify")
	assert "Approve Closing" in str(refused.value) and "Senior" in str(refused.value)
	assert frappe.db.get_value("Service Ticket", ticket.name, "stage") == "Done"
	with as_user(SENIOR):
		assert act(ticket, "Verify").stage == "Verified"


def test_the_stage_follows_the_state_whatever_a_sender_writes(people, as_user):
	with as_user(DISPATCHER):
		ticket = f.ticket(stage="Closed", reopen_count=3)
		assert (ticket.stage, ticket.reopen_count) == ("Received", 0)
		ticket.stage = "Closed"
		with pytest.raises(NoActionToStage):
			ticket.save()
		ticket.reload()
		assert ticket.stage == "Received"
		ticket.workflow_state = "Closed"
		with pytest.raises(WorkflowPermissionError):
			ticket.save()


def test_waiting_for_the_customer_goes_back_to_where_the_work_was(people):
	on_site = walk(f.ticket(), "Triage", "Dispatch", "Accept", "Arrive", "Wait for Customer")
	assert act(on_site, "Resume").stage == "On Site"
	accepted = walk(f.ticket(), "Triage", "Wait for Customer")
	assert act(accepted, "Resume").stage == "Triaged"


def test_a_reopened_ticket_counts_as_rework_and_starts_over(people):
	done = walk(f.ticket(), "Triage", "Dispatch", "Accept", "Arrive", "Complete", "Verify", "Close")
	reopened = act(done, "Reopen")
	assert (reopened.reopen_count, reopened.done_at, reopened.closed_at) == (1, None, None)
	closed = walk(reopened, "Dispatch", "Accept", "Arrive", "Complete", "Verify", "Close")
	assert closed.reopen_count == 1
	assert frappe.db.count("Service Survey", {"ticket": done.name}) == 2


def test_a_ticket_closed_too_long_ago_stays_closed(people):
	frappe.db.set_single_value("Field Service Settings", "reopen_window_days", 7)
	ticket = walk(
		f.ticket(opened_at="2026-03-02 10:00:00"),
		*((action, "2026-03-02 12:00:00") for action in ("Triage", "Dispatch", "Accept", "Arrive", "Complete", "Verify", "Close")),
	)  # fmt: skip
	with pytest.raises(ReopenTooLate):
		act(ticket, "Reopen", "2026-03-09 12:00:01")
	assert frappe.db.get_value("Service Ticket", ticket.name, ["stage", "reopen_count"]) == ("Closed", 0)
	assert act(ticket, "Reopen", "2026-03-09 12:00:00").reopen_count == 1


def test_a_phone_ticket_written_down_later_counts_from_the_call(freeze):
	freeze("2026-03-02 15:00:00")
	ticket = f.ticket(opened_at="2026-03-02 14:00:00")
	assert ticket.opened_at == get_datetime("2026-03-02 14:00:00")
	with pytest.raises(OpenedInFuture):
		f.ticket(opened_at="2026-03-02 16:00:00")


def test_the_same_client_key_never_makes_a_second_ticket():
	f.ticket(client_key="phone-1")
	with pytest.raises((frappe.UniqueValidationError, frappe.DuplicateEntryError)):
		f.ticket(client_key="phone-1")
	assert frappe.db.count("Service Ticket", {"client_key": "phone-1"}) == 1


def test_two_dispatchers_at_once_one_wins(people):
	ticket = act(f.ticket(), "Triage")
	first, second = (frappe.get_doc("Service Ticket", ticket.name) for _ in range(2))
	first.subject = "Dispatched by the first"
	first.save()
	second.subject = "Dispatched by the second"
	with pytest.raises(frappe.TimestampMismatchError):
		second.save()
	assert frappe.db.get_value("Service Ticket", ticket.name, "subject") == "Dispatched by the first"


def test_a_workflow_state_must_say_its_stage():
	workflow = frappe.get_doc("Workflow", "Service Ticket")
	workflow.states[0].update_value = "Somewhere"
	with pytest.raises(frappe.ValidationError) as refused:
		workflow.save()
	assert "Received" in str(refused.value)


def test_the_actions_offered_fit_the_role(people, as_user):
	ticket = f.ticket()
	with as_user(DISPATCHER):
		actions = {row["action"] for row in get_transitions(frappe.get_doc("Service Ticket", ticket.name))}
	assert actions == {"Triage", "Wait for Customer", "Cancel"}


def test_deleting_a_ticket_takes_its_clocks_and_decisions_along(people):
	ticket = walk(f.ticket(), "Triage", "Dispatch")
	frappe.delete_doc("Service Ticket", ticket.name)
	for doctype in ("SLA Clock", "SLA Event", "Dispatch Decision"):
		assert frappe.db.count(doctype, {"ticket": ticket.name}) == 0
