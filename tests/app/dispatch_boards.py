"""The dispatcher's board as tests ask for it and act on it; one day, one team, alike on every host."""

from datetime import timedelta

import pytest

import frappe

from fsm_app.api import dispatch_board as api
from fsm_app.common import clock
from fsm_app.field_work import visit_notices
from tests.app import day_plans as p
from tests.app import dispatching as d
from tests.app import factories as f


@pytest.fixture(autouse=True, name="monday")
def at_monday():
	with d.at():
		yield


@pytest.fixture(name="crew")
def planned_crew():
	return p.crew()


def shown(**values) -> dict:
	return api.board(f.company(), d.TUESDAY, **{"team": "Plan Team", **values})


def visit_of(board: dict, ticket) -> dict:
	return next(row for row in board["visits"] if row["ticket"] == ticket.name)


def waiting(board: dict, ticket) -> dict | None:
	return next((row for row in board["unplanned"] if row["ticket"] == ticket.name), None)


def card(ticket, board: dict | None = None) -> dict:
	board = board or shown()
	return waiting(board, ticket) or visit_of(board, ticket)


def moved(ticket, engineer, start: str, end: str | None = None, seen=None, **values) -> dict:
	return api.move(
		f.company(),
		d.TUESDAY,
		ticket.name,
		seen or card(ticket)["seen"],
		engineer.name,
		f"{d.TUESDAY} {start}:00",
		f"{d.TUESDAY} {end}:00" if end else None,
		team="Plan Team",
		**values,
	)


def taken_off(ticket, seen=None, keep_engineer: bool = False) -> dict:
	return api.take_off(
		f.company(), d.TUESDAY, ticket.name, seen or card(ticket)["seen"], keep_engineer, team="Plan Team"
	)


def kinds(visit: dict) -> list[str]:
	return [each["kind"] for each in visit["conflicts"]]


def told(user: str, ticket) -> list[str]:
	"""What the user was told of the ticket, once what waits of its visit's times was told, too."""
	visit_notices.tell_due(clock.now() + timedelta(minutes=5))
	return frappe.get_all(
		"Notification Log",
		filters={"for_user": user, "document_name": ticket.name},
		pluck="subject",
		order_by="creation, name",
	)
