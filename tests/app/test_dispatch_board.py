"""The dispatcher's board: what it shows, moving, taking off, keeping as planned, and who may (E3, N2)."""

import json

import pytest

import frappe

from fsm_app.api import dispatch_board as api
from tests.app import day_plans as p
from tests.app import dispatching as d
from tests.app import factories as f
from tests.app.devices import queries
from tests.app.dispatch_boards import (  # noqa: F401 (fixtures)
	at_monday,
	card,
	kinds,
	moved,
	planned_crew,
	shown,
	visit_of,
	waiting,
)
from tests.app.tickets import act

DISPATCHER, MANAGER, ENGINEER, OTHER = (
	f"{name}.of-board@example.com" for name in ("dispatcher", "manager", "engineer", "elsewhere")
)
MIDDLE = (31.30, 121.47)


class TestShown:
	def test_engineers_visits_and_what_waits(self, crew):
		south, north = crew
		planned = p.ticket(p.SOUTH, south)
		p.visit_at(planned, "10:00", "11:30")
		loose, given = p.ticket(p.NORTH), p.ticket(p.NORTH, north)
		board = shown()
		assert [row["title"] for row in board["engineers"]] == ["North", "South"]
		visit = visit_of(board, planned)
		assert (visit["engineer"], visit["start"], visit["end"], visit["movable"]) == (
			south.name,
			f"{d.TUESDAY} 10:00:00",
			f"{d.TUESDAY} 11:30:00",
			True,
		)
		assert visit["customer"] and visit["subject"] and visit["place"] == list(p.SOUTH)
		assert waiting(board, planned) is None
		assert waiting(board, loose)["engineer"] is None
		assert waiting(board, given)["engineer"] == north.name
		assert waiting(board, loose)["minutes"] == 60 and waiting(board, loose)["due"]

	def test_a_visit_of_another_day_is_neither_shown_nor_waiting(self, crew):
		south, _north = crew
		planned = p.ticket(p.SOUTH, south)
		p.visit_at(planned, "10:00", "11:00")
		board = api.board(f.company(), "2026-03-05", team="Plan Team")
		assert planned.name not in [row["ticket"] for row in board["visits"] + board["unplanned"]]
		week = api.board(f.company(), "2026-03-02", days=7, team="Plan Team")
		assert visit_of(week, planned)["start"] == f"{d.TUESDAY} 10:00:00"

	def test_ways_lead_from_home_from_visit_to_visit_and_home_again(self, crew):
		south, _north = crew
		first, second = p.ticket(MIDDLE, south), p.ticket(p.NORTH, south)
		p.visit_at(second, "13:00", "14:00")
		p.visit_at(first, "10:00", "11:00")
		board = shown()
		ways = [visit_of(board, ticket)["way"] for ticket in (first, second)]
		assert ways[0] == ways[1] > 0 and visit_of(board, first)["way_estimated"]
		assert [(row["engineer"], row["day"]) for row in board["ways_home"]] == [(south.name, d.TUESDAY)]
		assert board["ways_home"][0]["minutes"] == pytest.approx(2 * ways[0], abs=1)

	def test_the_number_of_queries_does_not_grow_with_visits_tickets_and_engineers(self, crew, monkeypatch):
		south, north = crew
		p.visit_at(p.ticket(p.SOUTH, south), "10:00", "11:00")
		p.ticket(p.SOUTH)
		shown()  # what is cached is
		few = queries(monkeypatch, shown)
		for hour in ("09", "11", "13"):
			for engineer in (north, f.engineer(f"Board {hour}", team=f.team("Plan Team"))):
				p.visit_at(p.ticket(MIDDLE, engineer), f"{hour}:00", f"{hour}:30")
			p.ticket(p.NORTH)
		assert queries(monkeypatch, shown) == few > 0

	def test_an_address_that_is_corrected_moves_every_open_booking(self, crew):
		south, _north = crew
		address = d.address("Board Site", *p.SOUTH)
		links = [{"link_doctype": "Customer", "link_name": f.customer()}]
		frappe.get_doc("Address", address).update({"links": links}).save()
		tickets = [p.ticket(None, south, address=address) for _n in range(2)]
		for ticket, hour in zip(tickets, ("10", "13"), strict=True):
			p.visit_at(ticket, f"{hour}:00", f"{hour}:30")
		before = shown()
		assert [visit_of(before, ticket)["way"] for ticket in tickets] == [0, 0]
		document = frappe.get_doc("Address", address)
		document.update({"fsm_latitude": p.NORTH[0], "fsm_longitude": p.NORTH[1]}).save()
		after = shown()
		assert [visit_of(after, ticket)["place"] for ticket in tickets] == [list(p.NORTH)] * 2
		assert visit_of(after, tickets[0])["way"] > 0 and visit_of(after, tickets[1])["way"] == 0
		assert api.changed(f.company(), d.TUESDAY, team="Plan Team", mark=before["mark"])

	def test_a_mark_stays_until_something_changes(self, crew):
		south, _north = crew
		ticket = p.ticket(p.SOUTH, south)

		def is_other(board):
			return api.changed(f.company(), d.TUESDAY, team="Plan Team", mark=board["mark"])

		board = shown()
		assert not is_other(board)
		visit = p.visit_at(ticket, "10:00", "11:00")
		assert is_other(board)
		board = shown()
		assert not is_other(board)
		frappe.delete_doc("Service Visit", visit.name)
		assert is_other(board)

	def test_shifts_are_shown_and_conflicts_told(self, crew):
		south, north = crew
		frappe.db.set_value("Service Engineer", south.name, "calendar", f.calendar())
		early, late = p.ticket(p.SOUTH, south), p.ticket(p.NORTH, south)
		p.visit_at(early, "10:00", "17:50")
		p.visit_at(late, "17:55", "18:30")
		board = shown()
		row = next(each for each in board["engineers"] if each["name"] == south.name)
		assert row["shifts"] == [[f"{d.TUESDAY} 10:00:00", f"{d.TUESDAY} 18:00:00"]]
		assert next(each for each in board["engineers"] if each["name"] == north.name)["shifts"] is None
		assert "way" in kinds(visit_of(board, late)) and "shift" in kinds(visit_of(board, late))

	def test_what_was_agreed_with_the_customer_is_compared_with_what_is_planned(self, crew):
		south, _north = crew
		ticket = p.ticket(p.SOUTH, south, **d.appointment("13:00", "15:00"))
		p.visit_at(ticket, "09:00", "10:00")
		visit = visit_of(shown(), ticket)
		assert visit["agreed_start"] == f"{d.TUESDAY} 13:00:00" and "agreed" in kinds(visit)


def test_a_proposal_is_shown_beside_the_board(crew):
	south, north = crew
	wrong = p.ticket(p.NORTH, south)
	p.visit_at(wrong, "10:00", "11:00")
	plan = p.plan()
	board = shown()
	assert [row["name"] for row in board["plans"]] == [plan.name]
	assert board["plans"][0]["visits_changed"] == 1
	(row,) = api.proposal(plan.name)
	assert (row["ticket"], row["engineer_proposed"], row["start"]) == (
		wrong.name,
		north.name,
		f"{d.TUESDAY} 10:00:00",
	)
	assert row["why"] and row["subject"]
	asked = frappe.get_doc("Day Plan", api.propose(f.company(), d.TUESDAY, True, team="Plan Team"))
	assert (asked.mode, str(asked.plan_date), asked.team) == ("Change Little", d.TUESDAY, "Plan Team")


def test_a_proposal_of_several_days_is_asked_for_and_shown_on_each_of_them(crew):
	_south, _north = crew
	p.ticket(p.SOUTH)
	name = api.propose(f.company(), "2026-03-02", True, days=7, team="Plan Team")
	asked = frappe.get_doc("Day Plan", name)
	assert (str(asked.plan_date), str(asked.plan_until)) == ("2026-03-02", "2026-03-08")
	names = [row["name"] for row in api.board(f.company(), "2026-03-05", team="Plan Team")["plans"]]
	assert names == [name]
	assert api.board(f.company(), "2026-03-09", team="Plan Team")["plans"] == []


class TestWhoMay:
	@pytest.fixture
	def ticket(self, crew):
		south, _north = crew
		made = p.ticket(p.SOUTH, south, subject="Borrowed basalt")
		p.visit_at(made, "10:00", "11:00")
		f.user(DISPATCHER, "Service Dispatcher")
		f.user(MANAGER, "Service Manager")
		f.user(ENGINEER, "Service Engineer")
		f.user(OTHER, "Service Dispatcher")
		other = f.other_company("Elsewhere Boards", "EBO")
		f.make("User Permission", user=OTHER, allow="Company", for_value=other)
		return made

	def test_dispatchers_and_managers_work_with_it(self, ticket, crew, as_user):
		_south, north = crew
		for user, hour in ((DISPATCHER, "12"), (MANAGER, "14")):
			with as_user(user):
				assert f.company() in api.choices()["companies"]
				moved(ticket, north, f"{hour}:00")
				assert visit_of(shown(), ticket)["start"] == f"{d.TUESDAY} {hour}:00:00"

	def test_nobody_else_learns_or_changes_anything(self, ticket, crew, rest):
		south, _north = crew
		seen = card(ticket)["seen"]
		frame = {"company": f.company(), "first": d.TUESDAY}
		of_ticket = {**frame, "ticket": ticket.name, "seen": json.dumps(seen)}
		plan = p.plan()
		before = frappe.get_doc("Service Ticket", ticket.name).modified
		portal = f.user("customer.of-board@example.com", "Customer")
		for user in (ENGINEER, OTHER, portal, "Guest"):
			client = rest if user == "Guest" else rest.login(user)
			path = "/api/method/fsm_app.api.dispatch_board."
			answers = [
				client.get(path + "board", params=frame),
				client.get(path + "changed", params=frame),
				client.get(path + "proposal", params={"plan": plan.name}),
				client.post(
					path + "move", json={**of_ticket, "engineer": south.name, "start": f"{d.TUESDAY} 12:00"}
				),
				client.post(path + "take_off", json=of_ticket),
				client.post(path + "keep_as_planned", json={**of_ticket, "locked": 1}),
				client.post(path + "propose", json=frame),
			]
			assert {answer.status_code for answer in answers} == {403}
			assert not any("basalt" in answer.get_data(as_text=True) for answer in answers)
			choices = client.get(path + "choices")
			assert choices.status_code == (200 if user == OTHER else 403)
			if user == OTHER:
				assert choices.json["message"]["companies"] == []
		assert frappe.get_doc("Service Ticket", ticket.name).modified == before
		assert not frappe.db.exists("Day Plan", {"name": ["!=", plan.name], "company": f.company()})

	def test_a_dispatcher_of_one_company_moves_no_ticket_of_another_through_their_own_board(
		self, ticket, as_user
	):
		with as_user(OTHER):
			with pytest.raises(frappe.PermissionError):
				api.move("Elsewhere Boards", d.TUESDAY, ticket.name, {}, "SE-00001", f"{d.TUESDAY} 12:00:00")
			board = api.board("Elsewhere Boards", d.TUESDAY)
			assert board["visits"] == board["unplanned"] == board["engineers"] == []


def test_a_place_entered_by_hand_and_a_closed_ticket_stay_where_they_are(crew):
	_south, _north = crew
	address = d.address("Board Yard", *p.SOUTH)
	links = [{"link_doctype": "Customer", "link_name": f.customer()}]
	frappe.get_doc("Address", address).update({"links": links}).save()
	ordinary, by_hand, over = (p.ticket(None, address=address) for _n in range(3))
	frappe.get_doc("Ticket Caller", by_hand.name).update({"latitude": 31.35, "longitude": 121.5}).save()
	act(over, "Cancel", cancel_reason="Not needed")
	frappe.get_doc("Address", address).update(
		{"fsm_latitude": p.NORTH[0], "fsm_longitude": p.NORTH[1]}
	).save()
	places = [
		frappe.db.get_value("Ticket Caller", ticket.name, "latitude") for ticket in (ordinary, by_hand, over)
	]
	assert places == [p.NORTH[0], 31.35, p.SOUTH[0]]
