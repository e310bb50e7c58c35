"""No link is looked up by conditions in place of a name: whether one is found would tell what is in it (D3)."""

import pytest

import frappe

from tests import host
from tests.app import factories as f

JUNIOR, PHONE = "links@example.com", "13812345678"
INSERT, SET_VALUE = "/api/method/frappe.client.insert", "/api/method/frappe.client.set_value"

pytestmark = pytest.mark.skipif(not host.ON_BENCH, reason="devsite has no dynamic links of ToDo")


@pytest.fixture
def ticket():
	f.user(JUNIOR, "Service Engineer")
	return f.ticket(contact_phone=PHONE, reported_by="Quentin")


def conditions(ticket, begins: str) -> dict:
	return {"name": ticket.name, "contact_phone": ["like", f"{begins}%"]}


@pytest.mark.parametrize("doctype", ["ToDo", "Event"])
def test_a_new_document_tells_nothing_of_what_it_links_to(ticket, rest, doctype):
	client = rest.login(JUNIOR)
	values = {
		"ToDo": {
			"doctype": "ToDo",
			"allocated_to": JUNIOR,
			"description": "x",
			"reference_type": "Ticket Caller",
		},
		"Event": {"doctype": "Event", "subject": "x", "starts_on": "2033-01-01 10:00:00"},
	}[doctype]

	def sent(begins: str):
		link = conditions(ticket, begins)
		if doctype == "ToDo":
			return {**values, "reference_name": link}
		return {
			**values,
			"event_participants": [{"reference_doctype": "Ticket Caller", "reference_docname": link}],
		}

	answers = [client.post(INSERT, json={"doc": sent(begins)}).status_code for begins in ("138", "999")]
	assert answers == [417, 417]


def test_nor_does_a_change_of_ones_own_document(ticket, rest):
	client = rest.login(JUNIOR)
	mine = client.post(
		INSERT, json={"doc": {"doctype": "ToDo", "allocated_to": JUNIOR, "description": "mine"}}
	).json["message"]["name"]
	answers = []
	for begins in ("138", "999"):
		values = {"reference_type": "Ticket Caller", "reference_name": conditions(ticket, begins)}
		body = {"doctype": "ToDo", "name": mine, "fieldname": values}
		answers.append(client.post(SET_VALUE, json=body).status_code)
	assert answers == [417, 417]
	assert not frappe.db.get_value("ToDo", mine, "reference_name")


def test_a_link_by_its_name_is_what_it_was(ticket, rest):
	values = {
		"doctype": "ToDo",
		"allocated_to": JUNIOR,
		"description": "x",
		"reference_type": "User",
		"reference_name": JUNIOR,
	}
	assert rest.login(JUNIOR).post(INSERT, json={"doc": values}).status_code == 200
