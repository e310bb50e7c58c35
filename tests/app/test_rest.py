"""A ticket over REST: opened, moved by workflow actions and refused, with Frappe's status codes (C1)."""

import pytest

import frappe

from tests.app import factories as f

DISPATCHER, ENGINEER = "dispatcher@example.com", "engineer@example.com"


@pytest.fixture
def clients(rest):
	f.user(DISPATCHER, "Service Dispatcher")
	f.user(ENGINEER, "Service Engineer")
	f.engineer("Fitting One", user=ENGINEER, team=f.team())
	f.offering()
	return {user: rest.login(user) for user in (DISPATCHER, ENGINEER)}


def body() -> dict:
	return {
		"subject": "Pump stands still",
		"customer": f.customer(),
		"company": f.company(),
		"offering": "Test Repair",
		"client_key": "rest-1",
	}


def action(client, ticket: dict, name: str):
	document = frappe.get_doc("Service Ticket", ticket["name"]).as_dict(convert_dates_to_str=True)
	return client.post(
		"/api/method/frappe.model.workflow.apply_workflow", json={"doc": document, "action": name}
	)


def test_a_ticket_is_opened_and_moved_over_rest(clients):
	answer = clients[DISPATCHER].post("/api/resource/Service Ticket", json=body())
	assert answer.status_code == 200
	ticket = answer.json["data"]
	assert (ticket["stage"], ticket["priority"]) == ("Received", "Medium")
	for client, name, stage in (
		(DISPATCHER, "Triage", "Triaged"),
		(DISPATCHER, "Dispatch", "Dispatched"),
		(ENGINEER, "Accept", "Accepted"),
	):
		answer = action(clients[client], ticket, name)
		assert (answer.status_code, answer.json["message"]["stage"]) == (200, stage)
	answer = action(clients[DISPATCHER], ticket, "Arrive")
	assert (answer.status_code, answer.json["exc_type"]) == (417, "WorkflowTransitionError")
	clocks = clients[ENGINEER].get(
		"/api/resource/SLA Clock",
		params={"filters": {"ticket": ticket["name"]}, "fields": ["metric", "state"]},
	)
	states = {row["metric"]: row["state"] for row in clocks.json["data"]}
	assert states == {"First Response": "Met", "Resolution": "Running"}


def test_the_same_key_sent_twice_makes_one_ticket(clients):
	assert clients[DISPATCHER].post("/api/resource/Service Ticket", json=body()).status_code == 200
	again = clients[DISPATCHER].post("/api/resource/Service Ticket", json=body())
	assert again.status_code in (409, 417)
	assert frappe.db.count("Service Ticket", {"client_key": "rest-1"}) == 1


def test_bad_bodies_get_clear_errors_and_make_nothing(clients, rest):
	before = frappe.db.count("Service Ticket")
	missing = clients[DISPATCHER].post("/api/resource/Service Ticket", json={"subject": "No customer"})
	assert (missing.status_code, missing.json["exc_type"]) == (417, "MandatoryError")
	unknown = clients[DISPATCHER].post(
		"/api/resource/Service Ticket", json=body() | {"offering": "Nothing we offer"}
	)
	assert (unknown.status_code, unknown.json["exc_type"]) == (417, "LinkValidationError")
	guest = rest.post("/api/resource/Service Ticket", json=body())
	assert guest.status_code == 403
	assert frappe.db.count("Service Ticket") == before
