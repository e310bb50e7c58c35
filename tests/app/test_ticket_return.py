"""A ticket changes hands only with a word why: returned, carried forward to another visit, cancelled (C1)."""

import pytest

import frappe
from frappe.model.workflow import apply_workflow

from fsm_app.api.ticket_actions import reason_asked
from fsm_app.dispatch.assignment import NoCandidate
from fsm_app.service_desk.handovers import ReasonMissing
from tests.app import factories as f
from tests.app.tickets import act, clock_of, walk

DISPATCHER, ENGINEER, OTHER = "dispatcher@example.com", "engineer@example.com", "other@example.com"
TO_WORK = ("Triage", "Dispatch", "Accept", "Arrive")


@pytest.fixture
def engineer():
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	f.user(DISPATCHER, "Service Dispatcher")
	f.user(ENGINEER, "Service Engineer")
	return f.engineer("Fitting One", user=ENGINEER, team=f.team())


def handovers(ticket, kind: str) -> list[dict]:
	return frappe.get_all(
		"Ticket Handover",
		filters={"ticket": ticket.name, "kind": kind},
		fields=["engineer", "reason", "by_user", "from_team", "company", "at"],
		order_by="creation, name",
	)


def stored(ticket, *fields: str) -> tuple:
	return frappe.db.get_value("Service Ticket", ticket.name, ["stage", *fields])


def test_an_engineer_returns_a_ticket_with_a_reason(engineer, as_user, freeze):
	freeze("2026-03-02 15:00:00")
	ticket = walk(f.ticket(), "Triage", "Dispatch", "Accept")
	with as_user(ENGINEER):
		ticket = act(ticket, "Return", return_reason="The lift needs two people")
	assert (ticket.stage, ticket.engineer, ticket.accepted_at) == ("Triaged", None, None)
	assert (ticket.return_count, ticket.return_reason) == (1, None)
	(row,) = handovers(ticket, "Return")
	assert (row.engineer, row.by_user, row.reason) == (engineer.name, ENGINEER, "The lift needs two people")
	assert (row.from_team, row.company, str(row.at)) == (engineer.team, ticket.company, "2026-03-02 15:00:00")


@pytest.mark.parametrize("user", [ENGINEER, DISPATCHER])
@pytest.mark.parametrize("steps", [2, 3, 4])
def test_without_a_reason_nothing_is_returned(engineer, as_user, steps, user):
	ticket = walk(f.ticket(), *TO_WORK[:steps])
	with as_user(user), pytest.raises(ReasonMissing) as refused:
		act(ticket, "Return", return_reason="   ")
	assert "Reason for Return" in str(refused.value) and ticket.name not in str(refused.value)
	assert stored(ticket, "engineer", "return_count") == (ticket.stage, engineer.name, 0)
	assert not handovers(ticket, "Return")


def test_each_return_has_a_reason_of_its_own(engineer):
	ticket = act(walk(f.ticket(), "Triage", "Dispatch"), "Return", return_reason="Ill today")
	ticket = act(ticket, "Dispatch", engineer=engineer.name)
	with pytest.raises(ReasonMissing):
		act(ticket, "Return")
	ticket = act(ticket, "Return", return_reason="Still ill")
	assert ticket.return_count == 2
	assert [row.reason for row in handovers(ticket, "Return")] == ["Ill today", "Still ill"]


def test_nobody_writes_the_count_of_returns_by_hand(engineer):
	ticket = act(walk(f.ticket(), "Triage", "Dispatch"), "Return", return_reason="Ill today")
	ticket.update({"return_count": 0}).save()
	assert stored(ticket, "return_count") == ("Triaged", 1)


def test_a_returned_ticket_goes_to_another_engineer(engineer):
	ticket = walk(f.ticket(), "Triage", "Dispatch")
	other = f.engineer("Other One", level="Senior")
	ticket = act(ticket, "Return", return_reason="Ill today")
	ticket = act(ticket, "Dispatch")
	assert ticket.engineer == other.name
	left_out = frappe.get_all(
		"Dispatch Decision", filters={"ticket": ticket.name}, pluck="left_out", order_by="creation desc"
	)
	assert "1 x the ticket was returned by this engineer" in left_out[0]


def test_who_returned_a_ticket_gets_it_again_only_by_the_dispatchers_own_choice(engineer, as_user):
	ticket = act(walk(f.ticket(), "Triage", "Dispatch"), "Return", return_reason="Ill today")
	with as_user(DISPATCHER), pytest.raises(NoCandidate) as refused:
		act(ticket, "Dispatch")
	assert "the ticket was returned by this engineer" in str(refused.value)
	with as_user(DISPATCHER):
		ticket = act(ticket, "Dispatch", engineer=engineer.name)
	assert (ticket.stage, ticket.engineer) == ("Dispatched", engineer.name)


def test_another_ticket_still_goes_to_who_returned_one(engineer):
	act(walk(f.ticket(), "Triage", "Dispatch"), "Return", return_reason="Ill today")
	assert walk(f.ticket(), "Triage", "Dispatch").engineer == engineer.name


def test_resuming_a_ticket_that_nobody_had_is_no_return(engineer):
	ticket = walk(f.ticket(engineer=engineer.name), "Triage", "Wait for Customer", "Resume")
	assert (ticket.stage, ticket.engineer, ticket.return_count) == ("Triaged", engineer.name, 0)


def test_a_ticket_is_cancelled_with_a_reason(engineer, as_user):
	ticket = f.ticket()
	with as_user(DISPATCHER), pytest.raises(ReasonMissing) as refused:
		act(ticket, "Cancel")
	assert "Reason for Cancelling" in str(refused.value)
	assert stored(ticket) == "Received"
	with as_user(DISPATCHER):
		ticket = act(ticket, "Cancel", cancel_reason="It works again")
	assert (ticket.stage, ticket.cancel_reason) == ("Cancelled", "It works again")
	(row,) = handovers(ticket, "Cancel")
	assert (row.reason, row.engineer, row.by_user) == ("It works again", None, DISPATCHER)


def test_work_is_carried_forward_several_times_and_the_first_arrival_counts(engineer, as_user):
	targets = (("Arrival", "", 2 * 3600), ("Resolution", "", 4 * 3600))
	offering = f.offering("Long Repair", sla_policy=f.policy("Long Policy", targets=targets))
	ticket = walk(
		f.ticket(opened_at="2026-03-02 10:00:00", offering=offering),
		*zip(TO_WORK, ("2026-03-02 10:05:00", "2026-03-02 10:10:00", "2026-03-02 10:20:00", "2026-03-02 11:00:00"), strict=True),
	)  # fmt: skip
	with as_user(ENGINEER):
		with pytest.raises(ReasonMissing) as refused:
			act(ticket, "Carry Forward")
		assert "Remaining Work" in str(refused.value)
		ticket = act(ticket, "Carry Forward", "2026-03-02 11:30:00", remaining_work="Fit the new pump")
		assert (ticket.stage, ticket.engineer) == ("Accepted", engineer.name)
		assert ticket.remaining_work == "Fit the new pump"
		ticket = walk(ticket, ("Arrive", "2026-03-02 12:00:00"), ("Start Work", "2026-03-02 12:05:00"))
		with pytest.raises(ReasonMissing) as refused:
			act(ticket, "Carry Forward")
		assert "the visit before" in str(refused.value)
		ticket = act(ticket, "Carry Forward", "2026-03-02 12:30:00", remaining_work="Test run")
		ticket = walk(ticket, ("Arrive", "2026-03-02 13:00:00"), ("Complete", "2026-03-02 13:30:00"))
	assert str(ticket.arrived_at) == "2026-03-02 11:00:00"
	assert ticket.remaining_work is None
	assert [row.reason for row in handovers(ticket, "Carry Forward")] == ["Fit the new pump", "Test run"]
	resolution = clock_of(ticket, "Resolution")
	assert (resolution.state, resolution.used_seconds) == ("Met", 3.5 * 3600)
	assert clock_of(ticket, "Arrival").used_seconds == 3600


def test_the_form_asks_which_reason_an_action_wants(engineer, as_user):
	ticket = walk(f.ticket(), *TO_WORK)

	def asked(action):
		return (reason_asked(ticket.name, action) or {}).get("fieldname")

	with as_user(ENGINEER):
		assert asked("Return") == "return_reason"
		assert asked("Carry Forward") == "remaining_work"
		assert asked("Complete") is None
		assert asked("No Such Action") is None
	act(ticket, "Return", return_reason="Ill today")
	with as_user(DISPATCHER):
		assert asked("Cancel") == "cancel_reason"
		assert asked("Dispatch") is None
	with as_user(f.user(OTHER, "Service Engineer")), pytest.raises(frappe.PermissionError):
		reason_asked(ticket.name, "Cancel")


def test_a_return_over_rest_gives_its_reason_in_one_call(engineer, rest):
	ticket = walk(f.ticket(), "Triage", "Dispatch")
	client = rest.login(ENGINEER)
	path = f"/api/resource/Service Ticket/{ticket.name}"
	refused = client.put(path, {"workflow_state": "Triaged"})
	assert refused.status_code == 417 and refused.json["exc_type"] == "ReasonMissing"
	done = client.put(path, {"workflow_state": "Triaged", "return_reason": "Ill today"})
	assert done.status_code == 200, done.text
	assert done.json["data"]["stage"] == "Triaged" and done.json["data"]["return_count"] == 1


def test_deleting_a_ticket_takes_its_handovers_along(engineer):
	ticket = walk(f.ticket(), "Triage", "Dispatch")
	ticket = act(ticket, "Return", return_reason="Ill today")
	frappe.delete_doc("Service Ticket", ticket.name)
	assert not handovers(ticket, "Return")


def test_code_of_the_app_gives_its_own_reason(engineer):
	ticket = frappe.get_doc("Service Ticket", f.ticket().name)
	ticket.flags.reason_by_app = "Replayed from a log."
	ticket = apply_workflow(ticket, "Cancel")
	assert (ticket.stage, [row.reason for row in handovers(ticket, "Cancel")]) == (
		"Cancelled",
		["Replayed from a log."],
	)
