"""Who may not read a caller learns nothing by asking whether a guess is right (D3)."""

import pytest

import frappe

from fsm_app.service_desk.caller_access import CALLER
from tests import host
from tests.app import factories as f
from tests.app.secret_callers import (  # noqa: F401 (fixtures)
	CLIENT,
	COLLEAGUE,
	IN_HAND,
	OF_CALLER,
	PHONE,
	UNCONCERNED,
	ticket_of_a_secret_caller,
)


def guesses(value: str) -> dict:
	"""Questions whose answer would tell whether the number begins with `value`."""
	begins = ["like", f"{value}%"]
	like, named = [["contact_phone", *begins]], [[CALLER, "contact_phone", *begins]]
	ways = {
		"filter": (OF_CALLER, {"filters": like}),
		"or_filters": (OF_CALLER, {"or_filters": like}),
		"order": (OF_CALLER, {"order_by": "contact_phone asc"}),
		"count": (CLIENT + "get_count", {"doctype": CALLER, "filters": named}),
		"get": (CLIENT + "get", {"doctype": CALLER, "filters": {"contact_phone": begins}}),
		"get_list": (CLIENT + "get_list", {"doctype": CALLER, "filters": like}),
		"get_value": (
			CLIENT + "get_value",
			{"doctype": CALLER, "fieldname": "name", "filters": {"contact_phone": begins}},
		),
	}
	if host.ON_BENCH:
		card = {
			"doctype": "Number Card",
			"type": "Document Type",
			"document_type": CALLER,
			"function": "Count",
		}
		ways |= {
			"report": ("/api/method/frappe.desk.reportview.get", {"doctype": CALLER, "filters": named}),
			"report count": (
				"/api/method/frappe.desk.reportview.get_count",
				{"doctype": CALLER, "filters": named},
			),
			"grouping": (
				"/api/method/frappe.desk.listview.get_group_by_count",
				{"doctype": CALLER, "current_filters": [], "field": "contact_phone"},
			),
			"link search": (
				"/api/method/frappe.desk.search.search_widget",
				{"doctype": CALLER, "txt": value, "searchfield": "contact_phone"},
			),
			"figure": (
				"/api/method/frappe.desk.doctype.number_card.number_card.get_result",
				{"doc": card, "filters": named},
			),
			"version 2": (f"/api/v2/document/{CALLER}", {"filters": named}),
			"version 2 count": (f"/api/v2/doctype/{CALLER}/count", {"filters": named}),
			"count past another type": (
				f"/api/v2/doctype/{CALLER}/count",
				{"doctype": "ToDo", "filters": named},
			),
		}
	return ways


def told(answer) -> tuple:
	"""What an answer says, without the conditions that it repeats."""
	return (
		answer.status_code,
		answer.json.get("message"),
		answer.json.get("data"),
		answer.json.get("exc_type"),
	)


@pytest.mark.parametrize("user", UNCONCERNED)
def test_the_number_cannot_be_guessed_digit_by_digit(ticket, rest, user):
	client = rest.login(user)
	right, wrong = (
		{way: told(client.get(path, params=params)) for way, (path, params) in guesses(value).items()}
		for value in ("138", "777")
	)
	assert right == wrong
	# a search by a link finds nothing, whatever is looked for
	searched = right.pop("link search", None)
	assert searched is None or searched[0] in (403, 404, 417) or searched[1:3] == ([], None)
	assert {way: answer[0] for way, answer in right.items() if answer[0] not in (403, 404, 417)} == {}


@pytest.mark.parametrize("user", UNCONCERNED)
def test_no_condition_in_place_of_a_name_tells_a_digit(ticket, rest, user):
	"""Frappe looks a document up by whatever stands where its name belongs, in a body of JSON."""
	client = rest.login(user)
	answers = [
		client.post(
			CLIENT + "set_value",
			json={
				"doctype": CALLER,
				"name": {"contact_phone": ["like", f"{value}%"]},
				"fieldname": "reported_by",
				"value": "X",
			},
		)
		for value in ("138", "777")
	]
	assert told(answers[0]) == told(answers[1])
	assert answers[0].status_code == 403


def test_a_ticket_is_found_by_conditions_by_those_who_see_it(ticket, rest):
	subject = frappe.db.get_value("Service Ticket", ticket, "subject")
	asked = {"doctype": "Service Ticket", "filters": {"subject": ["like", f"{subject[:5]}%"], "name": ticket}}
	assert rest.login(COLLEAGUE).get(CLIENT + "get", params=asked).json["message"]["name"] == ticket
	stranger = rest.login(f.user("stranger@contacts.example.com", "Service Engineer"))
	asked_wrong = {**asked, "filters": {"subject": ["like", "zzz%"]}}
	answers = [told(stranger.get(CLIENT + "get", params=params)) for params in (asked, asked_wrong)]
	assert answers[0] == answers[1]


@pytest.mark.skipif(not host.ON_BENCH, reason="devsite has no Desk")
@pytest.mark.parametrize("user", [*UNCONCERNED, IN_HAND])
def test_who_does_not_read_the_caller_does_not_like_them(ticket, rest, user):
	"""Who has liked the caller once would be told by a second time, with conditions, whether these are true."""
	client = rest.login(user)
	path = "/api/method/frappe.desk.like.toggle_like"
	liked = client.post(path, json={"doctype": CALLER, "name": ticket, "add": "Yes"})
	assert liked.status_code in (403, 404)
	answers = [
		client.post(
			path, json={"doctype": CALLER, "name": {"name": ticket, "contact_phone": number}, "add": "Yes"}
		).status_code
		for number in (PHONE, "13800000000")
	]
	assert answers[0] == answers[1] != 200
	assert not frappe.db.get_value(CALLER, ticket, "_liked_by")
	assert not frappe.db.exists("Comment", {"reference_doctype": CALLER, "reference_name": ticket})
