"""What is done on the dispatcher's board: giving and moving, taking off, keeping as planned; each as it was seen (E3, N2)."""

import pytest

import frappe

from fsm_app.api import dispatch_board as api
from fsm_app.common.arguments import WrongArgument
from fsm_app.dispatch.assignment import EngineerNotSuitable
from fsm_app.dispatch_board.moves import BoardOutdated, NotMovable
from tests.app import day_plans as p
from tests.app import dispatching as d
from tests.app import factories as f
from tests.app.dispatch_boards import (  # noqa: F401 (fixtures)
	at_monday,
	card,
	moved,
	planned_crew,
	shown,
	taken_off,
	told,
	visit_of,
	waiting,
)
from tests.app.tickets import act, walk


class TestMove:
	def test_dropping_a_waiting_ticket_dispatches_it_and_plans_its_visit(self, crew):
		south, _north = crew
		loose = p.ticket(p.SOUTH)
		board = moved(loose, south, "10:00")
		ticket = frappe.get_doc("Service Ticket", loose.name)
		assert (ticket.stage, ticket.engineer) == ("Dispatched", south.name)
		visit = visit_of(board, loose)
		assert (visit["engineer"], visit["start"], visit["end"]) == (
			south.name,
			f"{d.TUESDAY} 10:00:00",
			f"{d.TUESDAY} 11:00:00",
		)
		assert waiting(board, loose) is None
		subjects = told(south.user, loose)
		assert any("was given to you" in text for text in subjects)
		assert any("is planned for" in text for text in subjects)

	def test_a_move_brings_engineer_date_and_the_ways_of_it_and_both_neighbours(self, crew):
		south, north = crew
		before, mine, after = (p.ticket(place, south) for place in (p.SOUTH, p.NORTH, p.SOUTH))
		for ticket, hour in ((before, "09"), (mine, "11"), (after, "13")):
			p.visit_at(ticket, f"{hour}:00", f"{hour}:30")
		board = shown()
		ways = {ticket.name: visit_of(board, ticket)["way"] for ticket in (before, mine, after)}
		assert ways[before.name] == 0 and ways[mine.name] == ways[after.name] > 0
		board = moved(mine, north, "12:00")
		visit = visit_of(board, mine)
		assert (visit["engineer"], visit["start"], visit["end"]) == (
			north.name,
			f"{d.TUESDAY} 12:00:00",
			f"{d.TUESDAY} 12:30:00",
		)
		assert visit["way"] == 0 and visit_of(board, after)["way"] == 0
		assert frappe.db.get_value("Service Ticket", mine.name, "engineer") == north.name
		assert any("given to North" in text for text in told(south.user, mine))
		assert any("was given to you" in text for text in told(north.user, mine))

	def test_the_engineer_hears_of_another_time(self, crew):
		south, _north = crew
		ticket = p.ticket(p.SOUTH, south)
		p.visit_at(ticket, "10:00", "11:00")
		moved(ticket, south, "14:00", "14:45")
		assert any("was moved to" in text for text in told(south.user, ticket))
		visit = visit_of(shown(), ticket)
		assert (visit["start"], visit["end"]) == (f"{d.TUESDAY} 14:00:00", f"{d.TUESDAY} 14:45:00")

	def test_what_was_changed_since_is_refused_with_what_and_stays(self, crew):
		south, north = crew
		ticket = p.ticket(p.SOUTH, south)
		visit = p.visit_at(ticket, "10:00", "11:00")
		seen = card(ticket)["seen"]
		moved(ticket, south, "13:00", seen=seen)
		with pytest.raises(BoardOutdated, match="Planned Start"):
			moved(ticket, north, "15:00", seen=seen)
		with pytest.raises(BoardOutdated):
			api.take_off(f.company(), d.TUESDAY, ticket.name, seen)
		with pytest.raises(BoardOutdated):
			api.keep_as_planned(f.company(), d.TUESDAY, ticket.name, seen, True)
		visit.reload()
		assert (str(visit.planned_start), visit.engineer) == (f"{d.TUESDAY} 13:00:00", south.name)

	def test_a_move_whose_answer_got_lost_is_done_once(self, crew):
		south, _north = crew
		loose = p.ticket(p.SOUTH)
		seen = card(loose)["seen"]
		moved(loose, south, "10:00", seen=seen)
		notices = len(told(south.user, loose))
		board = moved(loose, south, "10:00", seen=seen)
		assert visit_of(board, loose)["start"] == f"{d.TUESDAY} 10:00:00"
		assert frappe.db.count("Service Visit", {"ticket": loose.name}) == 1
		assert len(told(south.user, loose)) == notices

	def test_who_does_not_fit_needs_a_reason(self, crew):
		south, _north = crew
		ticket = p.ticket(p.SOUTH, offering=f.offering("Board Lasers", skills=("Board Laser",)))
		with pytest.raises(EngineerNotSuitable):
			moved(ticket, south, "10:00")
		frappe.db.rollback()
		south, _north = p.crew()
		ticket = p.ticket(p.SOUTH, offering=f.offering("Board Lasers", skills=("Board Laser",)))
		moved(ticket, south, "10:00", reason="They have done it before.")
		document = frappe.get_doc("Service Ticket", ticket.name)
		assert (document.engineer, document.override_reason) == (south.name, "They have done it before.")

	def test_what_has_begun_is_locked_or_over_does_not_move(self, crew):
		south, north = crew
		locked, under_way, done = (p.ticket(p.SOUTH, south) for _n in range(3))
		p.visit_at(locked, "10:00", "11:00", plan_locked=1)
		with pytest.raises(NotMovable, match="Unlock"):
			moved(locked, north, "12:00")
		p.visit_at(under_way, "13:00", "14:00")
		walk(under_way, "Accept", "Travel")
		assert not visit_of(shown(), under_way)["movable"]
		with pytest.raises(NotMovable):
			moved(under_way, north, "15:00")
		seen = card(done)["seen"]
		act(done, "Cancel", cancel_reason="Not needed")
		with pytest.raises((NotMovable, BoardOutdated)):
			moved(done, north, "15:00", seen=seen)

	def test_times_that_cannot_be_are_refused(self, crew):
		south, _north = crew
		ticket = p.ticket(p.SOUTH)
		for start, end in (("10:00", "10:00"), ("10:00", "09:00")):
			with pytest.raises(NotMovable):
				moved(ticket, south, start, end)
		seen = card(ticket)["seen"]
		for start, error in (("2026-03-01 10:00", NotMovable), ("soon", WrongArgument), ("", WrongArgument)):
			with pytest.raises(error):
				api.move(f.company(), d.TUESDAY, ticket.name, seen, south.name, start)
		for broken in ("", "[]", "{", {"stage": 1}):
			with pytest.raises(WrongArgument):
				api.move(f.company(), d.TUESDAY, ticket.name, broken, south.name, f"{d.TUESDAY} 10:00")
		assert frappe.db.get_value("Service Ticket", ticket.name, "stage") == "Triaged"


class TestTakeOff:
	def test_one_not_accepted_yet_is_nobodys_again_without_blame(self, crew):
		south, _north = crew
		ticket = p.ticket(p.SOUTH)
		board = moved(ticket, south, "10:00")
		board = api.take_off(
			f.company(), d.TUESDAY, ticket.name, visit_of(board, ticket)["seen"], team="Plan Team"
		)
		document = frappe.get_doc("Service Ticket", ticket.name)
		assert (document.stage, document.engineer, document.return_count) == ("Triaged", None, 0)
		assert not frappe.db.exists("Ticket Handover", {"ticket": ticket.name})
		assert waiting(board, ticket)["engineer"] is None
		assert any("no longer yours" in text for text in told(south.user, ticket))
		# Once more, as after a lost answer: nothing is left to do.
		api.take_off(f.company(), d.TUESDAY, ticket.name, waiting(board, ticket)["seen"])
		# They may be sent again.
		moved(ticket, south, "11:00")

	def test_its_engineer_may_keep_it_without_a_time(self, crew):
		south, _north = crew
		ticket = p.ticket(p.SOUTH, south)
		p.visit_at(ticket, "10:00", "11:00")
		board = api.take_off(
			f.company(), d.TUESDAY, ticket.name, card(ticket)["seen"], True, team="Plan Team"
		)
		assert waiting(board, ticket)["engineer"] == south.name
		assert any("no time any more" in text for text in told(south.user, ticket))

	def test_one_that_was_accepted_stays_with_its_engineer(self, crew):
		south, _north = crew
		ticket = p.ticket(p.SOUTH, south)
		p.visit_at(ticket, "10:00", "11:00")
		act(ticket, "Accept")
		board = api.take_off(f.company(), d.TUESDAY, ticket.name, card(ticket)["seen"], team="Plan Team")
		assert waiting(board, ticket)["engineer"] == south.name
		assert frappe.db.get_value("Service Ticket", ticket.name, "stage") == "Accepted"


def test_locking_holds_for_the_board_and_for_plans(crew):
	south, north = crew
	ticket = p.ticket(p.NORTH, south)
	p.visit_at(ticket, "10:00", "11:00")
	args = (f.company(), d.TUESDAY, ticket.name)
	board = api.keep_as_planned(*args, card(ticket)["seen"], True, team="Plan Team")
	assert visit_of(board, ticket)["locked"]
	assert p.row(p.plan(), ticket).change == "Fixed"
	board = api.keep_as_planned(*args, visit_of(board, ticket)["seen"], False, team="Plan Team")
	assert not visit_of(board, ticket)["locked"]
	moved(ticket, north, "12:00")


def test_an_act_answers_what_is_so_of_the_ticket_on_whatever_day_it_is(crew):
	south, north = crew
	ticket = p.ticket(p.SOUTH, south)
	p.visit_at(ticket, "10:00", "11:00")
	board = moved(ticket, north, "12:00")
	assert board["after"] == visit_of(board, ticket)["seen"]
	args = (f.company(), d.TUESDAY, ticket.name)
	board = api.move(*args, board["after"], south.name, "2026-03-05 09:00:00", team="Plan Team")
	# Its day is not shown: it has no card, and can be taken back all the same.
	assert not [row for row in board["visits"] + board["unplanned"] if row["ticket"] == ticket.name]
	assert board["after"]["visit.planned_start"] == "2026-03-05 09:00:00"
	back = api.move(*args, board["after"], north.name, f"{d.TUESDAY} 12:00:00", team="Plan Team")
	assert (
		visit_of(back, ticket)["engineer"] == north.name and back["after"] == visit_of(back, ticket)["seen"]
	)
	board = api.keep_as_planned(*args, back["after"], True, team="Plan Team")
	assert board["after"]["visit.plan_locked"] == "1"
	assert taken_off(p.ticket(p.SOUTH))["after"]["visit.name"] == ""
