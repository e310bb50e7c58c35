"""What the dispatcher's board at /dispatch asks and sends (E3, N2)."""

import frappe
from frappe import _

from fsm_app.common.arguments import WrongArgument, day, moment, number, parsed, permitted
from fsm_app.common.company_limits import sees_company
from fsm_app.common.roles import COORDINATORS
from fsm_app.dispatch_board import board as boards
from fsm_app.dispatch_board import choices as choosing
from fsm_app.dispatch_board import fingerprint, moves, proposals
from fsm_app.dispatch_board.gathering import MOST_DAYS, Frame
from fsm_app.engine.stages import TICKET

LONGEST_TEXT = 500


@frappe.whitelist(methods=["GET"])
def choices() -> dict:
	"""Companies, teams and regions to choose from, and the map, for those who coordinate."""
	frappe.only_for(COORDINATORS)
	return choosing.choices()


@frappe.whitelist(methods=["GET"])
def board(
	company: str, first: str, days: int = 1, team: str | None = None, region: str | None = None
) -> dict:
	"""The board of some days, for those who coordinate: see dispatch_board/board.py; with the `plans` of these days."""
	return _shown(_frame(company, first, days, team, region))


@frappe.whitelist(methods=["GET"])
def changed(
	company: str,
	first: str,
	days: int = 1,
	team: str | None = None,
	region: str | None = None,
	mark: str = "",
) -> bool:
	"""Whether the board is another than that with this mark, for those who coordinate."""
	return fingerprint.of(_frame(company, first, days, team, region)) != mark


@frappe.whitelist(methods=["POST"])
def move(
	company: str,
	first: str,
	ticket: str,
	seen: str | dict,
	engineer: str,
	start: str,
	end: str | None = None,
	reason: str | None = None,
	days: int = 1,
	team: str | None = None,
	region: str | None = None,
) -> dict:
	"""Plan a ticket for an engineer and a time, for those who coordinate, by their own rights; returns the board, and `after`: what is so of it now."""
	frame = _frame(company, first, days, team, region)
	permitted(TICKET, ticket, "write")
	permitted("Service Engineer", engineer)
	changed = moves.move(
		ticket,
		_seen(seen),
		engineer,
		moment(start, "start"),
		moment(end, "end") if end else None,
		(reason or "").strip()[:LONGEST_TEXT] or None,
	)
	return _done(frame, ticket, changed)


@frappe.whitelist(methods=["POST"])
def take_off(
	company: str,
	first: str,
	ticket: str,
	seen: str | dict,
	keep_engineer: bool = False,
	days: int = 1,
	team: str | None = None,
	region: str | None = None,
) -> dict:
	"""Take a ticket's visit off the board, for those who coordinate; returns the board."""
	frame = _frame(company, first, days, team, region)
	permitted(TICKET, ticket, "write")
	return _done(frame, ticket, moves.take_off(ticket, _seen(seen), bool(frappe.utils.cint(keep_engineer))))


@frappe.whitelist(methods=["POST"])
def keep_as_planned(
	company: str,
	first: str,
	ticket: str,
	seen: str | dict,
	locked: bool,
	days: int = 1,
	team: str | None = None,
	region: str | None = None,
) -> dict:
	"""Lock or unlock a ticket's visit, for those who coordinate; returns the board."""
	frame = _frame(company, first, days, team, region)
	permitted(TICKET, ticket, "write")
	return _done(frame, ticket, moves.keep_as_planned(ticket, _seen(seen), bool(frappe.utils.cint(locked))))


@frappe.whitelist(methods=["GET"])
def proposal(plan: str) -> list[dict]:
	"""What a Day Plan would change, for those who coordinate and may read it."""
	frappe.only_for(COORDINATORS)
	return proposals.proposal(permitted(proposals.PLAN, plan))


@frappe.whitelist(methods=["POST"])
def propose(
	company: str,
	first: str,
	change_little: bool = True,
	days: int = 1,
	team: str | None = None,
	region: str | None = None,
) -> str:
	"""Have a Day Plan worked out for some days, for those who coordinate; returns its name."""
	return proposals.ask(_frame(company, first, days, team, region), bool(frappe.utils.cint(change_little)))


def _frame(company: str, first: str, days: int, team: str | None, region: str | None) -> Frame:
	frappe.only_for(COORDINATORS)
	if (
		not company
		or not frappe.db.exists("Company", company)
		or not sees_company(frappe.session.user, company)
	):
		frappe.throw(_("Company: choose one that you may see."), frappe.PermissionError)
	return Frame(company, day(first, "first"), number(days, 1, MOST_DAYS), team or None, region or None)


def _shown(frame: Frame, changed: set[tuple[str, str]] = frozenset()) -> dict:
	return boards.board_of(frame, changed) | {"plans": proposals.of_days(frame)}


def _done(frame: Frame, ticket: str, changed: set[tuple[str, str]]) -> dict:
	"""The board, which may not show the day that the ticket is on now, and what is so of the ticket."""
	return _shown(frame, changed) | {"after": moves.seen_of(ticket)}


def _seen(value) -> dict:
	found = parsed(value, "seen")
	if not isinstance(found, dict) or not all(isinstance(each, str) for each in found.values()):
		frappe.throw(_("seen: send what the board showed."), WrongArgument)
	return found
