"""Cases that nothing was learnt of yet, by the fault code or the device that they name, and by what they say (G2).

A case that was published this morning is proposed today, and so is one that the night's learning had no room for.
"""

from collections.abc import Collection
from typing import NamedTuple

import frappe

from fsm_app.engine.search_words import code_key, needs_of
from fsm_app.engine.ticket_traits import Ticket
from fsm_app.knowledge import search, search_copies
from fsm_app.knowledge.stages import CASE, PUBLISHED

CODES, EQUIPMENT = "Knowledge Fault Code", "Knowledge Case Equipment"
LOOKED_AT = 200
AT_MOST = 10


class Found(NamedTuple):
	"""Cases that nothing was learnt of: those that name the fault code, that say the same, that name the device."""

	by_code: list[str]
	by_words: list[str]
	by_device: list[str]


def find(ticket: Ticket, known: Collection[str], customers: Collection[str]) -> Found:
	"""Cases other than the known ones. Whether the user may see them, and they are published, is still to be asked."""
	if not _are_others(known):
		return Found([], [], [])
	keys = [*filter(None, [code_key(ticket.code)]), *(need.text for need in needs_of(ticket.code))]
	found = Found(
		_parents(CODES, {"code_key": ["in", keys]}) if keys else [],
		_alike(ticket.text, customers),
		_parents(EQUIPMENT, {"item_code": ticket.item}) if ticket.item else [],
	)
	without = set(known)
	new = []
	for cases in found:
		new.append([case for case in cases if case not in without][:AT_MOST])
		without.update(new[-1])
	return Found(*new)


def _are_others(known: Collection[str]) -> bool:
	others = {"stage": PUBLISHED, "name": ["not in", list(known) or [""]]}
	return bool(frappe.get_all(CASE, filters=others, pluck="name", limit_page_length=1))


def _alike(text: str, customers: Collection[str]) -> list[str]:
	"""By the index of the search; where that is being built, none."""
	try:
		return search.alike(text, limit=LOOKED_AT, customers=customers)
	except search_copies.NotReady:
		return []


def _parents(table: str, filters: dict) -> list[str]:
	found = frappe.get_all(
		table,
		filters={**filters, "parenttype": CASE},
		pluck="parent",
		order_by="creation desc",
		limit_page_length=LOOKED_AT,
	)
	return list(dict.fromkeys(found))
