"""A ticket's device is chosen without a role of ERPNext that reads devices, and only among the customer's own (C3)."""

import pytest

import frappe

from fsm_app.api import ticket_links as api
from fsm_app.service_desk.customer_links import LinkNotOffered
from tests import host
from tests.app import factories as f
from tests.app import portal_users as pu
from tests.app.tickets import walk

DISPATCHER, ENGINEER, CUSTOMERS_OWN = "links.dispatcher@example.com", "links.engineer@example.com", pu.ANNA
MINE, OTHERS = "LNK-001", "LNK-002"


@pytest.fixture(autouse=True)
def devices():
	f.user(DISPATCHER, "Service Dispatcher", "Sales User")
	f.user(ENGINEER, "Service Engineer")
	for serial_no, customer in ((MINE, pu.CUSTOMER), (OTHERS, pu.OTHER)):
		pu.serial_no(serial_no, f.customer(customer))


def search(doctype="Serial No", txt="", customer=pu.CUSTOMER):
	return [row[0] for row in api.choices(doctype, txt, "name", 0, 10, {"customer": customer})]


def test_a_dispatcher_chooses_among_the_devices_of_the_customer(as_user):
	with as_user(DISPATCHER):
		assert search() == [MINE]
		assert search(txt="lnk-00") == [MINE]
		assert search(txt="LNK-002") == []
		assert search(customer=None) == []


def test_and_the_choice_is_kept(as_user):
	with as_user(DISPATCHER):
		assert api.validate("Serial No", MINE, pu.CUSTOMER) == {"name": MINE}
		assert api.validate("Serial No", OTHERS, pu.CUSTOMER) == {}
		ticket = f.ticket(customer=pu.CUSTOMER, serial_no=MINE)
	assert frappe.db.get_value("Service Ticket", ticket.name, "serial_no") == MINE


@pytest.mark.skipif(not host.ON_BENCH, reason="devsite has no search of the Desk")
def test_it_answers_the_desk_over_http(rest):
	response = rest.login(DISPATCHER).get(
		"/api/method/frappe.desk.search.search_link",
		{
			"doctype": "Serial No",
			"txt": "LNK",
			"query": "fsm_app.api.ticket_links.choices",
			"filters": {"customer": pu.CUSTOMER},
		},
	)
	assert response.status_code == 200
	assert [row["value"] for row in response.json["message"]] == [MINE]


def test_an_engineer_knows_the_devices_of_customers_that_are_served(as_user):
	with as_user(ENGINEER), pytest.raises(LinkNotOffered):
		search()
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	f.engineer("Links One", user=ENGINEER)
	walk(f.ticket(customer=pu.CUSTOMER), "Triage", "Dispatch")
	with as_user(ENGINEER):
		assert search() == [MINE]
		with pytest.raises(LinkNotOffered):
			search(customer=pu.OTHER)


def test_a_dispatcher_limited_to_some_customers_learns_nothing_of_others(as_user):
	f.make("User Permission", user=DISPATCHER, allow="Customer", for_value=pu.OTHER)
	with as_user(DISPATCHER), pytest.raises(LinkNotOffered):
		search()


@pytest.mark.parametrize("user", [CUSTOMERS_OWN, "Guest"])
def test_customers_and_guests_are_told_nothing(as_user, user):
	pu.portal_user(CUSTOMERS_OWN, pu.CUSTOMER)
	with as_user(user):
		for act in (search, lambda: api.validate("Serial No", MINE, pu.CUSTOMER)):
			with pytest.raises(frappe.PermissionError):
				act()


@pytest.mark.parametrize("doctype", ["User", "Customer", "Service Ticket", "No Such Thing"])
def test_nothing_else_is_offered(as_user, doctype):
	with as_user(DISPATCHER), pytest.raises(LinkNotOffered):
		search(doctype)
	with as_user(DISPATCHER), pytest.raises(LinkNotOffered):
		api.validate(doctype, "Administrator", pu.CUSTOMER)
