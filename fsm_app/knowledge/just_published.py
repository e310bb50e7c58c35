"""Cases that nothing was learnt of yet, by the fault code or the device that they name (G2).

A case that was published this morning is proposed today, and so is one that the night's learning had no room for.
"""

from collections.abc import Collection

import frappe

from fsm_app.engine.search_words import needs_of
from fsm_app.engine.ticket_traits import Ticket
from fsm_app.knowledge.case_texts import code_key
from fsm_app.knowledge.stages import CASE

CODES, EQUIPMENT = "Knowledge Fault Code", "Knowledge Case Equipment"
LOOKED_AT = 200
AT_MOST = 10


def naming(ticket: Ticket, known: Collection[str]) -> tuple[list[str], list[str]]:
	"""Cases other than the known ones that name the ticket's fault code, and others that name its device; published or not."""
	keys = [*filter(None, [code_key(ticket.code)]), *(need.text for need in needs_of(ticket.code))]
	by_code = _parents(CODES, {"code_key": ["in", keys]}) if keys else []
	by_device = _parents(EQUIPMENT, {"item_code": ticket.item}) if ticket.item else []
	without = set(known)
	new = [case for case in by_code if case not in without][:AT_MOST]
	return new, [case for case in by_device if case not in without and case not in new][:AT_MOST]


def _parents(table: str, filters: dict) -> list[str]:
	found = frappe.get_all(
		table,
		filters={**filters, "parenttype": CASE},
		pluck="parent",
		order_by="creation desc",
		limit_page_length=LOOKED_AT,
	)
	return list(dict.fromkeys(found))
