"""Who changes which field of a ticket, by whatever door (D2): engineers write what they find on their own tickets, nothing else."""

import json

import pytest

import frappe
from frappe import permissions
from frappe.model.workflow import apply_workflow

from fsm_app.api import service_ticket
from fsm_app.engine.stages import TICKET
from fsm_app.field_work.findings import record_serial_number
from fsm_app.patches import grant_levels_of_ticket_fields
from fsm_app.service_desk.field_rights import FieldNotYours
from tests import host
from tests.app import cases
from tests.app import devices as d
from tests.app import factories as f
from tests.app import permission_table as table
from tests.app.devices import item
from tests.app.tickets import walk

MINE, COLLEAGUE, SENIOR, DISPATCHER, AUDITOR = (
	f"{name}@fields.example.com" for name in ("mine", "colleague", "senior", "dispatcher", "auditor")
)
RESOURCE = f"/api/resource/{TICKET}"
FINDINGS, TERMS, ASSIGNMENT = (group for group in table.FIELD_GROUPS if group.doctype == TICKET)
GUARDED = (*TERMS.fields, *ASSIGNMENT.fields)
# Rows of tables are tried by themselves.
TABLES = ("checklist", "parts_used")


@pytest.fixture
def team():
	"""Three engineers of one team; only the first takes tickets, so that the dispatch has no choice."""
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	f.user(DISPATCHER, "Service Dispatcher")
	f.user(AUDITOR, "Service Auditor")
	rows = (
		(MINE, "Intermediate", "Active"),
		(COLLEAGUE, "Intermediate", "On Leave"),
		(SENIOR, "Senior", "On Leave"),
	)
	made = {}
	for email, level, status in rows:
		f.user(email, "Service Engineer")
		made[email] = f.engineer(
			email.split("@")[0],
			level=level,
			user=email,
			team=f.team("Fields Team"),
			status=status,
		)
	return made


@pytest.fixture
def ticket(team):
	"""A ticket that MINE has accepted."""
	return walk(f.ticket(subject="As it was agreed"), "Triage", "Dispatch", "Accept")


def stored(ticket, field: str):
	return frappe.db.get_value(TICKET, ticket.name, field)


@pytest.mark.parametrize("field", GUARDED)
def test_an_engineer_changes_neither_the_terms_nor_the_assignment_of_their_own_ticket(ticket, rest, field):
	before = stored(ticket, field)
	answer = rest.login(MINE).put(f"{RESOURCE}/{ticket.name}", json={field: "Something else"})
	assert answer.status_code == 403
	label = frappe.get_meta(TICKET).get_label(field)
	assert label in answer.get_data(as_text=True) and "Service Dispatcher" in answer.get_data(as_text=True)
	assert stored(ticket, field) == before


@pytest.mark.parametrize("field", [field for field in FINDINGS.fields if field not in TABLES])
def test_an_engineer_writes_what_they_find_on_their_own_ticket_alone(ticket, rest, as_user, field):
	value = 1 if field == "no_parts_used" else "Found by the engineer"
	if field == "fault_case":
		cases.people()
		value = cases.published(as_user).name
	foreign = rest.login(COLLEAGUE).put(f"{RESOURCE}/{ticket.name}", json={field: value})
	assert (foreign.status_code, stored(ticket, field)) == (403, ticket.get(field))
	mine = rest.login(MINE).put(f"{RESOURCE}/{ticket.name}", json={field: value})
	assert (mine.status_code, stored(ticket, field)) == (200, value)


def test_the_parts_are_written_by_the_engineer_in_hand_alone(ticket, rest):
	parts = {"parts_used": [{"item_code": item(), "qty": 2}]}
	assert rest.login(COLLEAGUE).put(f"{RESOURCE}/{ticket.name}", json=parts).status_code == 403
	assert rest.login(MINE).put(f"{RESOURCE}/{ticket.name}", json=parts).status_code == 200
	if not host.ON_BENCH:
		return  # devsite writes the rows of tables with their document only
	(row,) = frappe.get_all("Service Ticket Part", filters={"parent": ticket.name}, pluck="name")
	body = {"doctype": "Service Ticket Part", "name": row, "fieldname": "qty", "value": 9}
	assert rest.login(COLLEAGUE).post("/api/method/frappe.client.set_value", json=body).status_code == 403
	assert frappe.db.get_value("Service Ticket Part", row, "qty") == 2


@pytest.mark.parametrize("user", [MINE, COLLEAGUE])
def test_nobody_takes_or_gives_a_ticket_by_any_door(team, ticket, rest, user):
	other = team[COLLEAGUE].name
	client = rest.login(user)
	claim = {"engineer": other, "override_reason": "I want it"}
	document = {"doctype": TICKET, "name": ticket.name}
	doors = [
		("put", f"{RESOURCE}/{ticket.name}", claim),
		("post", "/api/method/frappe.client.set_value", {**document, "fieldname": claim}),
		(
			"post",
			"/api/method/frappe.client.set_value",
			{**document, "fieldname": json.dumps(claim)},
		),
	]
	if host.ON_BENCH:
		doors += [
			("post", "/api/method/frappe.client.save", {"doc": {**ticket.as_dict(), **claim}}),
			("put", f"/api/v2/document/{TICKET}/{ticket.name}", claim),
			(
				"post",
				"/api/method/frappe.client.bulk_update",
				{"docs": json.dumps([{**document, "docname": ticket.name, **claim}])},
			),
			(
				"post",
				"/api/method/frappe.desk.form.save.savedocs",
				{"doc": frappe.as_json({**ticket.as_dict(), **claim}), "action": "Save"},
			),
			(
				"post",
				"/api/method/frappe.model.workflow.apply_workflow",
				{"doc": frappe.as_json({**ticket.as_dict(), **claim}), "action": "Travel"},
			),
		]
	for method, path, body in doors:
		getattr(client, method)(path, json=frappe.parse_json(frappe.as_json(body)))
		assert stored(ticket, "engineer") == team[MINE].name, path
		assert not stored(ticket, "override_reason"), path


def test_a_colleague_takes_no_action_on_a_ticket_of_somebody_else(team, as_user):
	ticket = walk(f.ticket(), "Triage", "Dispatch")
	with as_user(COLLEAGUE), pytest.raises(frappe.PermissionError):
		apply_workflow(frappe.get_doc(TICKET, ticket.name).as_dict(), "Accept")
	assert stored(ticket, "workflow_state") == "Dispatched"


def test_those_who_coordinate_change_terms_and_assignment(team, ticket, rest):
	changes = {
		"subject": "Agreed anew",
		"engineer": team[SENIOR].name,
		"override_reason": "The customer asked",
	}
	answer = rest.login(DISPATCHER).put(f"{RESOURCE}/{ticket.name}", json=changes)
	assert answer.status_code == 200
	assert {field: stored(ticket, field) for field in changes} == changes


def test_whoever_opens_a_ticket_says_what_it_is_about_but_not_who_does_it(team, rest):
	client = rest.login(COLLEAGUE)
	values = {
		"customer": f.customer(),
		"company": f.company(),
		"offering": f.offering(),
		"subject": "Seen in passing",
		"impact": "High",
		"urgency": "Low",
	}
	made = client.post(RESOURCE, json=values)
	assert made.status_code == 200
	name = made.json["data"]["name"]
	assert frappe.db.get_value(TICKET, name, ["subject", "impact", "customer"]) == (
		"Seen in passing",
		"High",
		values["customer"],
	)
	for field, value in (
		("engineer", team[COLLEAGUE].name),
		("team", "Fields Team"),
		("override_reason", "Mine"),
	):
		assert client.post(RESOURCE, json={**values, field: value}).status_code == 403, field


def test_who_approves_closings_verifies_a_colleagues_work_and_changes_nothing_of_it(ticket, as_user):
	done = walk(ticket, "Arrive", "Complete")
	with as_user(COLLEAGUE), pytest.raises(frappe.PermissionError):
		apply_workflow(frappe.get_doc(TICKET, done.name).as_dict(), "Verify")
	with as_user(SENIOR):
		changed = frappe.get_doc(TICKET, done.name)
		changed.resolution_summary = "I did it"
		with pytest.raises(FieldNotYours, match="Resolution Summary"):
			changed.save()
		parts = frappe.get_doc(TICKET, done.name)
		parts.append("parts_used", {"item_code": item(), "qty": 1})
		with pytest.raises(FieldNotYours, match="Parts Used"):
			parts.save()
		assert apply_workflow(frappe.get_doc(TICKET, done.name).as_dict(), "Verify").stage == "Verified"


def test_a_colleague_makes_the_callback_and_an_auditor_does_not(ticket, as_user):
	done = walk(ticket, "Arrive", "Complete")
	with as_user(AUDITOR), pytest.raises(frappe.PermissionError):
		service_ticket.record_callback(done.name, "Content")
	with as_user(COLLEAGUE):
		service_ticket.record_callback(done.name, "Content")
	assert stored(done, "callback_result") == "Content"


def test_the_visit_of_a_colleague_is_theirs_to_plan(ticket, as_user):
	visit = frappe.get_doc("Service Visit", {"ticket": ticket.name})
	visit.planned_start, visit.planned_end = "2033-03-01 09:00:00", "2033-03-01 10:00:00"
	with as_user(COLLEAGUE):
		assert visit.has_permission("read") and not visit.has_permission("write")
		with pytest.raises(frappe.PermissionError):
			visit.save()
	with as_user(MINE):
		visit.save()


def test_the_device_that_was_read_off_becomes_the_tickets(ticket, as_user):
	device = d.serial_no("FIELDS-1", customer=ticket.customer)
	with as_user(MINE):
		record_serial_number(ticket.name, device)
	assert stored(ticket, "serial_no") == device


bench_only = pytest.mark.skipif(not host.ON_BENCH, reason="devsite has no Role Permissions Manager")


@bench_only
def test_an_administrator_gives_the_right_in_the_role_permissions_manager(team, ticket, rest):
	permissions.update_permission_property(TICKET, "Service Engineer", ASSIGNMENT.level, "write", 1)
	changes = {"engineer": team[SENIOR].name, "override_reason": "We have agreed on it"}
	answer = rest.login(MINE).put(f"{RESOURCE}/{ticket.name}", json=changes)
	assert (answer.status_code, stored(ticket, "engineer")) == (200, team[SENIOR].name)


@bench_only
def test_a_site_with_permissions_of_its_own_keeps_who_reads_and_writes():
	"""As they stood before the levels came: every role at level 0, callers at level 1, and a role of the site's own."""
	frappe.get_doc({"doctype": "Role", "role_name": "Support Lead"}).insert()
	permissions.add_permission(TICKET, "Support Lead", 0)
	permissions.update_permission_property(TICKET, "Support Lead", 0, "write", 1)
	frappe.db.delete(
		"Custom DocPerm", {"parent": TICKET, "permlevel": ["in", [TERMS.level, ASSIGNMENT.level]]}
	)
	for _run in range(2):
		grant_levels_of_ticket_fields.execute()
		for group in (TERMS, ASSIGNMENT):
			rows = frappe.get_all(
				"Custom DocPerm",
				filters={"parent": TICKET, "permlevel": group.level},
				fields=["role", "read", "write"],
			)
			found = {row.role: "R" * row.read + "W" * row.write for row in rows}
			assert len(rows) == len(found)
			assert found == {**group.rights, "Support Lead": "RW"}
