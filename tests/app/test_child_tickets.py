"""Parts of a larger request are tickets of their own, and hold it open until they are through (C1)."""

import json
from pathlib import Path

import pytest

import frappe

from fsm_app.api import ticket_actions as api
from fsm_app.service_desk.children import OpenChildren, ParentRefused
from fsm_app.service_desk.doctype.service_ticket import service_ticket
from fsm_app.service_desk.ticket_caller import caller_of
from tests.app import factories as f
from tests.app.tickets import act, walk

DISPATCHER, ENGINEER = "dispatcher@example.com", "engineer@example.com"
TO_DONE = ("Triage", "Dispatch", "Accept", "Arrive", "Complete")


@pytest.fixture(autouse=True)
def people():
	f.user(DISPATCHER, "Service Dispatcher")
	f.user(ENGINEER, "Service Engineer")
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	f.engineer("Fitting One", max_open_tickets=0)


def stage_of(ticket) -> str:
	return frappe.db.get_value("Service Ticket", ticket.name, "stage")


def test_a_child_takes_over_customer_contact_place_and_equipment(as_user):
	offering = f.offering("Other Work")
	parent = f.ticket(
		region=f.territory("Region South"),
		reported_by="The caretaker",
		contact_email="caretaker@example.com",
	)
	with as_user(DISPATCHER):
		child = api.create_child(parent.name, "The second machine as well")
		other = api.create_child(parent.name, "Paint the wall", offering=offering, description="White")
	assert child["parent_ticket"] == other["parent_ticket"] == parent.name
	for field in ("customer", "company", "region"):
		assert child[field] == parent.get(field), field
	assert caller_of(child["name"]) == caller_of(parent)
	assert caller_of(parent).contact_email == "caretaker@example.com"
	assert (child["offering"], other["offering"]) == (parent.offering, offering)
	assert (child["stage"], child["source"], other["description"]) == ("Received", "Desk", "White")


def test_the_same_key_opens_one_child(as_user):
	parent = f.ticket()
	with as_user(DISPATCHER):
		names = {api.create_child(parent.name, "Once", client_key="child-1")["name"] for _ in range(2)}
	assert len(names) == 1


def test_a_parent_is_neither_verified_nor_closed_while_a_child_is_open():
	parent = walk(f.ticket(), *TO_DONE)
	first, second = (f.ticket(parent_ticket=parent.name) for _ in range(2))
	with pytest.raises(OpenChildren) as refused:
		act(parent, "Verify")
	assert first.name in str(refused.value) and second.name in str(refused.value)
	assert stage_of(parent) == "Done"
	act(first, "Cancel", cancel_reason="Not needed")
	with pytest.raises(OpenChildren) as refused:
		act(parent, "Verify")
	assert first.name not in str(refused.value) and second.name in str(refused.value)
	walk(second, *TO_DONE, "Verify", "Close")
	parent = act(parent, "Verify")
	third = f.ticket(parent_ticket=parent.name)
	with pytest.raises(OpenChildren):
		act(parent, "Close")
	walk(third, *TO_DONE, "Verify", "Close")
	assert act(parent, "Close").stage == "Closed"


def test_a_circle_of_parents_is_refused():
	grandparent = f.ticket()
	parent = f.ticket(parent_ticket=grandparent.name)
	child = f.ticket(parent_ticket=parent.name)
	for ticket in (grandparent, parent):
		ticket.reload()
		ticket.parent_ticket = child.name
		with pytest.raises(ParentRefused) as refused:
			ticket.save()
		assert "itself a child" in str(refused.value)
	grandparent.reload()
	grandparent.parent_ticket = grandparent.name
	with pytest.raises(ParentRefused):
		grandparent.save()


def test_a_parent_of_another_customer_is_refused():
	other = f.ticket(customer=f.customer("Another Customer"))
	with pytest.raises(ParentRefused) as refused:
		f.ticket(parent_ticket=other.name)
	assert "another customer" in str(refused.value)
	parent = f.ticket()
	f.ticket(parent_ticket=parent.name)
	parent.customer = "Another Customer"
	with pytest.raises(ParentRefused):
		parent.save()


def test_a_ticket_that_has_ended_gets_no_children():
	parent = act(f.ticket(), "Cancel", cancel_reason="Opened twice")
	with pytest.raises(ParentRefused):
		f.ticket(parent_ticket=parent.name)


def test_a_parent_that_does_not_exist_is_refused_by_its_name():
	with pytest.raises(frappe.LinkValidationError) as refused:
		f.ticket(parent_ticket="ST-0000-00000")
	assert "ST-0000-00000" in str(refused.value)


def test_a_child_of_a_ticket_that_the_user_may_not_see_is_refused(as_user):
	parent = f.ticket(reported_by="The caretaker")
	values = {"parent_ticket": parent.name, "offering": parent.offering}
	with as_user(ENGINEER):
		with pytest.raises(frappe.PermissionError):
			api.create_child(parent.name, "Let me see")
		with pytest.raises(frappe.PermissionError):
			f.ticket(**values)


def test_the_form_lists_the_children_among_its_connections():
	definition = Path(service_ticket.__file__).with_suffix(".json").read_text()
	links = {(row["link_doctype"], row["link_fieldname"]) for row in json.loads(definition)["links"]}
	assert {
		("Service Ticket", "parent_ticket"),
		("Ticket Handover", "ticket"),
		("Service Visit", "ticket"),
		("Service Evidence", "ticket"),
		("SLA Clock", "ticket"),
		("Service Complaint", "ticket"),
		("Runbook Run", "ticket"),
	} <= links
