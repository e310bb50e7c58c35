"""Which parts a case usually takes: those that it names, and those that were used on the tickets that it solved (F1, F3)."""

from collections import defaultdict
from statistics import median
from typing import NamedTuple

import frappe
from frappe.utils import flt

from fsm_app.engine.stages import TICKET
from fsm_app.knowledge.stages import CASE, SOLVED, USE

# How far back it looks, and how much it shows of each case.
TICKETS_AT_MOST = 300
PARTS_AT_MOST = 8


class UsualPart(NamedTuple):
	"""A part and its usual quantity; on how many of the tickets that the case solved it was used, 0 where the case names it."""

	item_code: str
	qty: float
	used_on: int
	tickets: int


def of_cases(cases: list[str]) -> dict[str, list[UsualPart]]:
	"""The usual parts of each case, those that it names first; three queries, however many cases there are."""
	tickets = _solved_by(cases)
	used = _used_on({ticket for names in tickets.values() for ticket in names})
	named = _named(cases)
	return {
		case: _together(named.get(case, []), [used.get(ticket, {}) for ticket in tickets.get(case, ())])
		for case in cases
	}


def _together(named: list[tuple[str, float]], solved: list[dict[str, float]]) -> list[UsualPart]:
	quantities: dict[str, list[float]] = defaultdict(list)
	for parts in solved:
		for item_code, qty in parts.items():
			quantities[item_code].append(qty)
	parts = {
		item_code: UsualPart(item_code, qty, len(quantities.get(item_code, ())), len(solved))
		for item_code, qty in named
	}
	for item_code, each in sorted(quantities.items(), key=lambda row: (-len(row[1]), row[0])):
		parts.setdefault(item_code, UsualPart(item_code, median(each), len(each), len(solved)))
	return list(parts.values())[:PARTS_AT_MOST]


def _named(cases: list[str]) -> dict[str, list[tuple[str, float]]]:
	found = defaultdict(list)
	for row in frappe.get_all(
		"Knowledge Case Part",
		filters={"parenttype": CASE, "parent": ["in", cases or [""]]},
		fields=["parent", "item_code", "qty"],
		order_by="parent, idx",
		limit_page_length=0,
	):
		if row.item_code:
			found[row.parent].append((row.item_code, flt(row.qty) or 1.0))
	return found


def _solved_by(cases: list[str]) -> dict[str, list[str]]:
	found = defaultdict(dict)
	for row in frappe.get_all(
		USE,
		filters={
			"knowledge_case": ["in", cases or [""]],
			"result": SOLVED,
			"ticket": ["is", "set"],
		},
		fields=["knowledge_case", "ticket"],
		order_by="at desc",
		limit_page_length=TICKETS_AT_MOST,
	):
		found[row.knowledge_case][row.ticket] = None
	return {case: list(tickets) for case, tickets in found.items()}


def _used_on(tickets: set[str]) -> dict[str, dict[str, float]]:
	found: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
	for row in frappe.get_all(
		"Service Ticket Part",
		filters={"parenttype": TICKET, "parent": ["in", sorted(tickets) or [""]]},
		fields=["parent", "item_code", "qty"],
		limit_page_length=0,
	):
		if row.item_code:
			found[row.parent][row.item_code] += flt(row.qty)
	return found
