"""A ticket is handed to another region, whose people then find an engineer for it (C1, E2)."""

import pytest

import frappe

from fsm_app.api import ticket_actions as api
from fsm_app.service_desk.lifecycle import TeamOfOtherCompany
from fsm_app.service_desk.transfer import TransferRefused
from tests.app import factories as f
from tests.app.tickets import act, clock_of, walk

DISPATCHER, ENGINEER = "dispatcher@example.com", "engineer@example.com"
NORTH, SOUTH, WEST = "Region North", "Region South", "Region West"


@pytest.fixture(autouse=True)
def people():
	f.user(DISPATCHER, "Service Dispatcher")
	f.user(ENGINEER, "Service Engineer")
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	for region in (NORTH, SOUTH, WEST):
		f.territory(region)
	for region in (NORTH, SOUTH):
		team = f.team(f"Team {region}")
		frappe.db.set_value("Service Team", team, "region", region)
	f.engineer("North One", user=ENGINEER, team="Team Region North", region=NORTH, max_open_tickets=0)


@pytest.fixture
def south():
	user = f.user("south@example.com", "Service Engineer")
	return f.engineer("South One", user=user, team="Team Region South", region=SOUTH, max_open_tickets=0)


def ticket_in_north(*steps, **values):
	return walk(f.ticket(region=NORTH, **values), *steps)


@pytest.mark.parametrize("steps", [2, 3, 4])
def test_a_ticket_in_work_goes_to_the_other_regions_team(as_user, south, steps):
	ticket = ticket_in_north(*("Triage", "Dispatch", "Accept", "Arrive")[:steps])
	had = ticket.engineer
	with as_user(DISPATCHER):
		result = api.transfer(ticket.name, SOUTH, "The customer has moved")
	assert (result["stage"], result["engineer"], result["dispatched_at"]) == ("Triaged", None, None)
	assert (result["region"], result["team"]) == (SOUTH, "Team Region South")
	assert result["return_count"] == 0
	(row,) = frappe.get_all("Ticket Handover", filters={"ticket": ticket.name}, fields=["*"])
	assert (row.kind, row.engineer, row.reason) == ("Transfer", had, "The customer has moved")
	assert (row.from_region, row.to_region) == (NORTH, SOUTH)
	assert (row.from_team, row.to_team) == ("Team Region North", "Team Region South")
	assert row.by_user == DISPATCHER
	assert act(ticket, "Dispatch").engineer == south.name


def test_who_had_it_may_have_it_again_when_it_comes_back():
	ticket = ticket_in_north("Triage", "Dispatch")
	api.transfer(ticket.name, SOUTH, "The customer has moved")
	api.transfer(ticket.name, NORTH, "They have not")
	assert act(ticket, "Dispatch").engineer == ticket.engineer


def test_a_waiting_ticket_waits_on_where_nobody_had_it(as_user):
	ticket = ticket_in_north("Triage", "Wait for Customer", engineer="")
	with as_user(DISPATCHER):
		result = api.transfer(ticket.name, SOUTH, "The customer has moved")
	assert (result["stage"], result["engineer"]) == ("Waiting for Customer", None)
	assert frappe.db.count("Dispatch Decision", {"ticket": ticket.name}) == 0


def test_a_waiting_ticket_of_an_engineer_is_released():
	ticket = ticket_in_north("Triage", "Dispatch", "Accept", "Wait for Customer")
	result = api.transfer(ticket.name, SOUTH, "The customer has moved")
	assert (result["stage"], result["engineer"]) == ("Triaged", None)


def test_the_targets_follow_the_region():
	f.territory(WEST)
	policy = f.policy(
		"Regional Policy",
		targets=(("Resolution", "", 4 * 3600),),
	)
	doc = frappe.get_doc("SLA Policy", policy)
	doc.append("targets", {"metric": "Resolution", "region": SOUTH, "target": 8 * 3600})
	doc.save()
	offering = f.offering("Regional Repair", sla_policy=policy)
	ticket = ticket_in_north(offering=offering)
	assert clock_of(ticket, "Resolution").target_seconds == 4 * 3600
	api.transfer(ticket.name, SOUTH, "The customer has moved")
	assert clock_of(ticket, "Resolution").target_seconds == 8 * 3600


def test_the_dispatcher_may_name_the_team_and_a_region_may_have_none():
	ticket = ticket_in_north()
	assert api.transfer(ticket.name, WEST, "Nearer")["team"] is None
	assert api.transfer(ticket.name, SOUTH, "Nearer", team="Team Region North")["team"] == "Team Region North"


def test_a_refused_transfer_changes_nothing(as_user):
	ticket = ticket_in_north("Triage", "Dispatch")
	other = f.other_company("Other Services", "OS")
	foreign = f.make("Service Team", name="Foreign", team_name="Foreign", company=other).name
	for region, reason, team, error, word in (
		(SOUTH, "  ", None, TransferRefused, "Reason"),
		("Nowhere", "Moved", None, TransferRefused, "Nowhere"),
		(NORTH, "Moved", None, TransferRefused, "already"),
		(SOUTH, "Moved", foreign, TeamOfOtherCompany, "Foreign"),
	):
		with pytest.raises(error) as refused:
			api.transfer(ticket.name, region, reason, team)
		assert word in str(refused.value)
	with as_user(ENGINEER), pytest.raises(frappe.PermissionError):
		api.transfer(ticket.name, SOUTH, "Not mine")
	kept = frappe.db.get_value("Service Ticket", ticket.name, ["stage", "region", "engineer", "team"])
	assert kept == ("Dispatched", NORTH, ticket.engineer, "Team Region North")
	assert frappe.db.count("Ticket Handover", {"ticket": ticket.name}) == 0


def test_finished_work_is_not_transferred():
	ticket = ticket_in_north("Triage", "Dispatch", "Accept", "Arrive", "Complete")
	with pytest.raises(TransferRefused):
		api.transfer(ticket.name, SOUTH, "The customer has moved")
