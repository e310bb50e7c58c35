"""A ticket's caller is entered, changed and goes with the ticket (D3)."""

import pytest

import frappe

from fsm_app.api import ticket_contact
from fsm_app.service_desk.caller_access import CALLER
from fsm_app.service_desk.ticket_caller import caller_of
from tests.app import factories as f
from tests.app.secret_callers import (  # noqa: F401 (fixtures)
	CLIENT,
	DISPATCHER,
	EMAIL,
	IN_HAND,
	OF_CALLER,
	PHONE,
	RESOURCE,
	ticket_of_a_secret_caller,
)
from tests.app.tickets import act


def test_the_contact_goes_with_the_ticket(ticket, as_user):
	act(ticket, "Cancel", cancel_reason="The customer has mended it")
	with as_user(IN_HAND), pytest.raises(ticket_contact.ContactHidden):
		ticket_contact.contact_of(ticket)


def test_an_engineer_enters_a_caller_and_cannot_replace_one(ticket, rest, as_user):
	with as_user(IN_HAND):
		made = f.ticket(customer=f.customer(), offering="Test Repair", contact_phone="13900001111")
	assert caller_of(made.name).contact_phone == "13900001111"
	client = rest.login(IN_HAND)
	for values in ({"contact_phone": "13900002222"}, {"reported_by": ""}, {"latitude": 1}):
		answer = client.put(f"{RESOURCE}/{ticket}", json={**values, "fault_symptom": "It hums"})
		assert answer.status_code == 403
		label = frappe.get_meta(CALLER).get_label(next(iter(values)))
		assert label in answer.get_data(as_text=True)
	# neither are they told that they have guessed it
	assert client.put(f"{RESOURCE}/{ticket}", json={"contact_phone": PHONE}).status_code == 403
	assert caller_of(ticket).contact_phone == PHONE
	assert not frappe.db.get_value("Service Ticket", ticket, "fault_symptom")


def test_a_dispatcher_changes_the_caller_with_the_ticket(ticket, rest):
	client = rest.login(DISPATCHER)
	answer = client.put(f"{RESOURCE}/{ticket}", json={"contact_phone": "13900002222", "reported_by": "Ann"})
	assert answer.status_code == 200
	assert answer.json["data"]["contact_shown"].startswith("A**** · 139****22")
	caller = caller_of(ticket)
	assert (caller.contact_phone, caller.reported_by, caller.contact_email) == ("13900002222", "Ann", EMAIL)
	body = {"doctype": "Service Ticket", "name": ticket, "fieldname": "contact_phone", "value": None}
	assert (
		client.post(CLIENT + "set_value", json={**body, "fieldname": {"contact_phone": None}}).status_code
		== 200
	)
	assert caller_of(ticket).contact_phone is None


def test_a_change_of_the_caller_alone_shows_on_the_ticket(ticket, rest):
	before = frappe.db.get_value("Service Ticket", ticket, "modified")
	client = rest.login(DISPATCHER)
	assert client.put(f"{OF_CALLER}/{ticket}", json={"contact_phone": "13900002222"}).status_code == 200
	row = frappe.db.get_value("Service Ticket", ticket, ["contact_shown", "modified"], as_dict=True)
	assert "139****22" in row.contact_shown
	assert row.modified > before
	assert client.put(f"{OF_CALLER}/{ticket}", json={"address": "Nowhere"}).status_code == 417


@pytest.mark.parametrize(
	("values", "named"),
	[
		({"contact_phone": {"a": 1}}, "Phone"),
		({"contact_phone": "no number"}, "no number"),
		({"contact_email": "nobody"}, "nobody"),
		({"contact": "Nobody at all"}, "Nobody at all"),
		({"address": "Nowhere"}, "Nowhere"),
		({"reported_by": "x" * 200}, "Reported By"),
		({"latitude": "nan"}, "Latitude"),
		({"longitude": "inf"}, "Longitude"),
	],
)
def test_what_no_caller_can_have_is_refused_by_name(ticket, rest, values, named):
	client = rest.login(DISPATCHER)
	answer = client.put(f"{RESOURCE}/{ticket}", json=values)
	assert answer.status_code in (403, 417)
	assert named in answer.get_data(as_text=True)
	body = {"subject": "New", "customer": f.customer(), "company": f.company(), "offering": f.offering()}
	before = frappe.db.count("Service Ticket")
	answer = client.post(RESOURCE, json={**body, **values})
	assert answer.status_code in (403, 417)
	assert named in answer.get_data(as_text=True)
	assert frappe.db.count("Service Ticket") == before


def test_what_was_sent_and_not_saved_is_not_kept_with_the_ticket(ticket):
	document = frappe.get_doc("Service Ticket", ticket)
	document.contact_phone = "13900002222"
	document.reload()
	document.fault_symptom = "It hums"
	document.save()
	assert caller_of(ticket).contact_phone == PHONE


def test_the_caller_goes_with_the_ticket():
	made = f.ticket(contact_phone=PHONE)
	assert frappe.db.exists(CALLER, made.name)
	frappe.delete_doc("Service Ticket", made.name)
	assert not frappe.db.exists(CALLER, made.name)


def test_a_ticket_without_a_caller_has_no_document_of_one():
	assert not frappe.db.exists(CALLER, f.ticket().name)
