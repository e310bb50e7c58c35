"""The day that an engineer's phone keeps: their own tickets and offers, in a fixed number of queries, and nobody else's (N1).

Users' ask E4 among the cases of others: an empty day is never taken for one that is not known.
"""

import pytest

import frappe

from fsm_app.api import field_app
from fsm_app.engine.distance import Position, metres_between
from tests.app import factories as f
from tests.app import offering
from tests.app.devices import queries
from tests.app.tickets import act, walk

USER, OTHER = "dayuser1@example.com", "dayuser2@example.com"
DAY = "/api/method/fsm_app.api.field_app.day"
KIT = "/api/method/fsm_app.api.field_app.ticket_kit"


@pytest.fixture
def engineers():
	f.user(USER, "Service Engineer")
	f.user(OTHER, "Service Engineer")
	return f.engineer("Dana Day", user=USER), f.engineer("Olga Other", user=OTHER)


def in_hand(engineer, **values):
	ticket = f.ticket(engineer=engineer.name, **values)
	walk(ticket, "Triage", "Dispatch")
	user = frappe.session.user
	frappe.set_user(engineer.user)
	ticket = act(ticket.name, "Accept")
	frappe.set_user(user)
	return ticket


def offered(engineer):
	ticket = f.ticket(engineer=engineer.name, offering=offering.offering("Automatic"))
	return walk(ticket, "Triage", "Dispatch")


def test_it_holds_ones_own_tickets_alone(rest, engineers):
	own, other = engineers
	mine, theirs = in_hand(own), in_hand(other)
	day = rest.login(USER).get(DAY).json["message"]
	assert [ticket["name"] for ticket in day["tickets"]] == [mine.name]
	assert theirs.name not in str(day)
	assert (day["user"], day["engineer_name"]) == (USER, "Dana Day")
	(ticket,) = day["tickets"]
	assert ticket["stage"] == "Accepted"
	assert ticket["visit"]["status"] == "Planned"
	(travel,) = [row for row in ticket["actions"] if row["action"] == "Travel"]
	assert (travel["next_state"], travel["to"], travel["field"]) == ("Travelling", "Travelling", None)
	later = {(row["state"], row["action"], row["to"], row["conditional"]) for row in day["workflow"]}
	assert ("Travelling", "Arrive", "On Site", False) in later
	assert ("Waiting for Parts", "Resume", "On Site", True) in later
	(back,) = [row for row in ticket["actions"] if row["action"] == "Return"]
	assert (back["to"], back["field"]) == ("Triaged", "return_reason")


def test_what_one_has_no_longer_is_gone(rest, engineers):
	ticket = in_hand(engineers[0])
	act(ticket.name, "Return", return_reason="Ill")
	assert rest.login(USER).get(DAY).json["message"]["tickets"] == []


def test_an_offer_stands_until_it_is_answered(rest, engineers):
	ticket = offered(engineers[0])
	phone = rest.login(USER)
	day = phone.get(DAY).json["message"]
	assert [row["ticket"] for row in day["offers"]] == [ticket.name]
	sent = {
		"key": "k1",
		"kind": "accept-offer",
		"ticket": ticket.name,
		"values": {"offer": day["offers"][0]["name"]},
	}
	answer = phone.post("/api/method/fsm_app.api.field_app.deliver", json={"user": USER, "acts": [sent]})
	assert answer.json["message"]["results"][0]["result"] == "done"
	day = phone.get(DAY).json["message"]
	assert (day["offers"], [row["name"] for row in day["tickets"]]) == ([], [ticket.name])


def test_declined_with_a_reason(rest, engineers):
	ticket = offered(engineers[0])
	phone = rest.login(USER)
	offer = phone.get(DAY).json["message"]["offers"][0]["name"]
	sent = {
		"key": "k1",
		"kind": "decline-offer",
		"ticket": ticket.name,
		"values": {"offer": offer, "reason": "Too far"},
	}
	answer = phone.post("/api/method/fsm_app.api.field_app.deliver", json={"user": USER, "acts": [sent]})
	assert answer.json["message"]["results"][0]["result"] == "done"
	assert frappe.db.get_value("Ticket Offer", offer, ["state", "reason"]) == ("Declined", "Too far")


def test_the_queries_do_not_grow_with_the_tickets(engineers, monkeypatch, as_user):
	own, _other = engineers
	for number in range(1):
		in_hand(own, subject=f"Ticket {number}")
	with as_user(USER):
		field_app.day()
		few = queries(monkeypatch, field_app.day)
	for number in range(4):
		in_hand(own, subject=f"More {number}")
	with as_user(USER):
		field_app.day()
		many = queries(monkeypatch, field_app.day)
		assert len(field_app.day()["tickets"]) == 5
	assert many == few


def test_the_sites_map_and_where_it_shows_a_place(rest, engineers):
	ticket = in_hand(engineers[0], latitude=31.23, longitude=121.47)
	phone = rest.login(USER)
	day = phone.get(DAY).json["message"]
	assert (day["map"], day["tickets"][0]["on_map"]) == (None, [31.23, 121.47])
	settings = frappe.get_doc("Travel Settings")
	settings.update(
		{
			"map_tiles": "https://tiles.example.com/{z}/{x}/{y}.png",
			"map_credit": "Example Maps",
			"map_coordinates": "GCJ-02",
		}
	)
	settings.save()
	day = phone.get(DAY).json["message"]
	assert day["map"] == {"url": "https://tiles.example.com/{z}/{x}/{y}.png", "credit": "Example Maps"}
	(row,) = [row for row in day["tickets"] if row["name"] == ticket.name]
	assert row["place"] == {"latitude": 31.23, "longitude": 121.47}
	assert 100 < metres_between(Position(*row["on_map"]), Position(31.23, 121.47)) < 1_000


def test_it_is_for_engineers(rest):
	dispatcher = f.user("daydispatcher@example.com", "Service Dispatcher")
	for path, send in ((DAY, "get"), (KIT, "post")):
		arguments = {"json": {"ticket": "ST-1"}} if send == "post" else {}
		assert getattr(rest.login(dispatcher), send)(path, **arguments).status_code == 403
		assert getattr(rest, send)(path, **arguments).status_code == 403


def test_the_kit_of_a_ticket(rest, engineers):
	ticket = in_hand(engineers[0], contact_phone="13800001111", reported_by="Mr. Caller")
	kit = rest.login(USER).post(KIT, json={"ticket": ticket.name}).json["message"]
	assert kit["contact"]["phone"] == "13800001111"
	assert set(kit) >= {"needs", "sheet", "cases", "parts"}
	again = rest.login(USER).post(KIT, json={"ticket": ticket.name, "contact": False}).json["message"]
	assert again["contact"] is None
	looks = frappe.get_all("Access Log", {"reference_document": ticket.name, "user": USER})
	assert len(looks) == 1


def test_nobody_elses_kit_can_be_had(rest, engineers):
	theirs = in_hand(engineers[1], contact_phone="13800001111")
	response = rest.login(USER).post(KIT, json={"ticket": theirs.name})
	assert response.status_code == 403
	assert "13800001111" not in response.text
	act(theirs.name, "Return", return_reason="Ill")
	assert rest.login(OTHER).post(KIT, json={"ticket": theirs.name}).status_code == 403
