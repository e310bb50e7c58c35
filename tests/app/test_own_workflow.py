"""An administrator renames, reorders and extends the workflow by its documents, and the app follows (C1)."""

import pytest

import frappe

from fsm_app.service_desk.children import OpenChildren
from fsm_app.service_desk.handovers import ReasonMissing
from fsm_app.service_desk.merging import merge
from fsm_app.service_desk.transfer import transfer
from fsm_app.service_desk.workflow_path import NoWayToStage, take_to_stage
from fsm_app.workforce.rights import MissingRight
from tests.app import factories as f
from tests.app.tickets import act, clock_of, walk

DISPATCHER, ENGINEER, MANAGER = "dispatcher@example.com", "engineer@example.com", "manager@example.com"
CHINESE = {
	"Received": "已受理",
	"Triaged": "已分诊",
	"Dispatched": "已派单",
	"Accepted": "已接单",
	"Preparing": "准备中",
	"Travelling": "在途",
	"On Site": "已到场",
	"Working": "处理中",
	"Waiting for Customer": "等待客户",
	"Waiting for Parts": "等待备件",
	"Done": "已完成",
	"Confirmed": "客户已确认",
	"Verified": "已审核",
	"Closed": "已关闭",
	"Reopened": "已重开",
	"Cancelled": "已取消",
}
QUALITY = "质量检查"


@pytest.fixture(autouse=True)
def people():
	f.user(DISPATCHER, "Service Dispatcher")
	f.user(ENGINEER, "Service Engineer")
	f.user(MANAGER, "Service Manager")
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	f.engineer("Fitting One", user=ENGINEER, team=f.team(), max_open_tickets=0)


@pytest.fixture
def offering():
	targets = (("First Response", "", 3600), ("Arrival", "", 3 * 3600), ("Resolution", "", 4 * 3600))
	return f.offering("Own Repair", sla_policy=f.policy("Own Policy", targets=targets))


def state(name: str, stage: str) -> dict:
	f.make("Workflow State", name=name, workflow_state_name=name)
	return {
		"state": name, "doc_status": "0", "update_field": "stage", "update_value": stage, "allow_edit": "All",
	}  # fmt: skip


def transition(before: str, action: str, after: str, *roles: str) -> list[dict]:
	f.make("Workflow Action Master", name=action, workflow_action_name=action)
	return [
		{"state": before, "action": action, "next_state": after, "allowed": role, "allow_self_approval": 1}
		for role in roles
	]


@pytest.fixture
def own_workflow():
	"""Chinese names, a state of one's own after the work, no short way from arriving to done, last state first."""
	workflow = frappe.get_doc("Workflow", "Service Ticket")
	for name in CHINESE.values():
		f.make("Workflow State", name=name, workflow_state_name=name)
	for row in workflow.states:
		row.state = CHINESE[row.state]
	for row in workflow.transitions:
		row.update({"state": CHINESE[row.state], "next_state": CHINESE[row.next_state]})
	kept = [
		row
		for row in workflow.transitions
		if row.action != "Complete" and (row.state, row.action) != (CHINESE["Accepted"], "Arrive")
	]
	workflow.set("transitions", kept)
	workflow.append("states", state(QUALITY, "Working"))
	for row in (
		*transition(CHINESE["Working"], "送检", QUALITY, "Service Engineer"),
		*transition(QUALITY, "完工", CHINESE["Done"], "Service Engineer", "Service Manager"),
		*transition(QUALITY, "Carry Forward", CHINESE["Accepted"], "Service Engineer"),
	):
		workflow.append("transitions", row)
	# The first state is where a ticket begins; the others may stand in any order.
	first, *others = workflow.states
	workflow.set("states", [first, *reversed(others)])
	for index, row in enumerate(workflow.states, 1):
		row.idx = index
	workflow.save()
	return workflow


def to_work(offering, **values):
	ticket = f.ticket(offering=offering, opened_at="2026-03-02 10:00:00", **values)
	return walk(
		ticket, ("Triage", "2026-03-02 10:10:00"), ("Dispatch", "2026-03-02 10:20:00"), ("Accept", "2026-03-02 10:30:00"),
		("Travel", "2026-03-02 10:40:00"), ("Arrive", "2026-03-02 11:00:00"), ("Start Work", "2026-03-02 11:10:00"),
	)  # fmt: skip


def test_a_ticket_goes_the_administrators_way_with_its_times_and_clocks(own_workflow, offering, as_user):
	with as_user(DISPATCHER):
		ticket = f.ticket(offering=offering)
		assert (ticket.workflow_state, ticket.stage) == (CHINESE["Received"], "Received")
	ticket = to_work(offering)
	assert (ticket.workflow_state, ticket.stage) == (CHINESE["Working"], "Working")
	assert frappe.db.exists("Dispatch Decision", {"ticket": ticket.name, "engineer": ticket.engineer})
	with as_user(ENGINEER):
		ticket = act(ticket, "送检", "2026-03-02 12:00:00")
		assert (ticket.workflow_state, ticket.stage) == (QUALITY, "Working")
		ticket = act(ticket, "完工", "2026-03-02 13:00:00")
	with as_user(MANAGER):
		ticket = walk(
			ticket, ("Confirm", "2026-03-02 13:30:00"), ("Verify", "2026-03-02 14:00:00"), ("Close", "2026-03-02 14:10:00")
		)  # fmt: skip
	assert (ticket.workflow_state, ticket.stage) == (CHINESE["Closed"], "Closed")
	times = (
		"responded_at",
		"dispatched_at",
		"accepted_at",
		"arrived_at",
		"done_at",
		"first_done_at",
		"confirmed_at",
	)
	assert [str(ticket.get(field))[11:16] for field in (*times, "verified_at", "closed_at")] == [
		"10:10", "10:20", "10:30", "11:00", "13:00", "13:00", "13:30", "14:00", "14:10",
	]  # fmt: skip
	used = {
		metric: clock_of(ticket, metric).used_seconds
		for metric in ("First Response", "Arrival", "Resolution")
	}
	assert used == {"First Response": 600, "Arrival": 3600, "Resolution": 3 * 3600}
	assert frappe.db.exists("Service Survey", {"ticket": ticket.name, "state": "Open"})


def test_handovers_ask_for_their_reason_under_any_name(own_workflow, offering, as_user):
	ticket = act(to_work(offering), "送检")
	with as_user(ENGINEER):
		with pytest.raises(ReasonMissing):
			act(ticket, "Carry Forward")
		ticket = act(ticket, "Carry Forward", remaining_work="Measure again")
		assert (ticket.workflow_state, ticket.stage) == (CHINESE["Accepted"], "Accepted")
		with pytest.raises(ReasonMissing):
			act(ticket, "Return")
		ticket = act(ticket, "Return", return_reason="Ill today")
	with as_user(DISPATCHER):
		with pytest.raises(ReasonMissing):
			act(ticket, "Cancel")
		ticket = act(ticket, "Cancel", cancel_reason="It works again")
	assert ticket.workflow_state == CHINESE["Cancelled"]
	kinds = frappe.get_all("Ticket Handover", filters={"ticket": ticket.name}, pluck="kind")
	assert sorted(kinds) == ["Cancel", "Carry Forward", "Return"]


def test_waiting_pauses_the_clock_and_goes_back_to_where_the_work_was(own_workflow, offering, as_user):
	ticket = to_work(offering)
	with as_user(ENGINEER):
		ticket = act(ticket, "Wait for Customer", "2026-03-02 12:00:00")
		assert clock_of(ticket, "Resolution").state == "Paused"
		ticket = act(ticket, "Resume", "2026-03-02 13:00:00")
	assert (ticket.workflow_state, ticket.stage) == (CHINESE["On Site"], "On Site")
	resolution = clock_of(ticket, "Resolution")
	assert (resolution.state, resolution.used_seconds) == ("Running", 2 * 3600)


def test_the_gates_hold_under_any_name(own_workflow, offering, as_user):
	ticket = walk(to_work(offering), "送检", "完工")
	with as_user(ENGINEER), pytest.raises(MissingRight):
		act(ticket, "Verify")
	f.ticket(offering=offering, parent_ticket=ticket.name)
	with as_user(MANAGER), pytest.raises(OpenChildren):
		act(ticket, "Verify")
	assert frappe.db.get_value("Service Ticket", ticket.name, "workflow_state") == CHINESE["Done"]


def test_merging_and_transferring_find_their_way(own_workflow, offering):
	stays, duplicate, moving = f.ticket(offering=offering), to_work(offering), to_work(offering)
	merge(duplicate.name, stays.name)
	state = frappe.db.get_value("Service Ticket", duplicate.name, "workflow_state")
	assert state == CHINESE["Cancelled"]
	moved = transfer(moving.name, f.territory("Region South"), "The customer has moved")
	assert (moved.workflow_state, moved.engineer) == (CHINESE["Triaged"], None)


def test_app_code_goes_the_whole_way_through_the_added_state(own_workflow, offering):
	ticket = take_to_stage(frappe.get_doc("Service Ticket", f.ticket(offering=offering).name), "Closed")
	assert ticket.workflow_state == CHINESE["Closed"]
	own_workflow.set(
		"transitions", [row for row in own_workflow.transitions if row.next_state != CHINESE["Done"]]
	)
	own_workflow.save()
	with pytest.raises(NoWayToStage) as refused:
		take_to_stage(frappe.get_doc("Service Ticket", f.ticket(offering=offering).name), "Done")
	assert CHINESE["Received"] in str(refused.value)


def test_an_added_waiting_state_pauses_the_clock(offering):
	workflow = frappe.get_doc("Workflow", "Service Ticket")
	workflow.append("states", state("Ordering a Crane", "Waiting for Customer"))
	for row in transition("Accepted", "Order Crane", "Ordering a Crane", "Service Engineer"):
		workflow.append("transitions", row)
	workflow.save()
	ticket = walk(f.ticket(offering=offering), "Triage", "Dispatch", "Accept", "Order Crane")
	assert (ticket.workflow_state, ticket.stage) == ("Ordering a Crane", "Waiting for Customer")
	assert clock_of(ticket, "Resolution").state == "Paused"
