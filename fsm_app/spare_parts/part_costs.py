"""What each line of a ticket's parts costs, kept on the line so that a KPI can count it (F2, J3).

Of a posted line what ERPNext's stock ledger has taken for it, less what was brought back; of a line that is only written down
its quantity at what one is worth by then. Frappe's answers to a save and its history of changes tell all that a document holds,
to whoever may read it, so the documents never hold this figure: it is written into the table alone, and read from there.
"""

from collections.abc import Collection

import frappe
from frappe.query_builder import Case
from frappe.utils import flt

from fsm_app.engine.stages import TICKET
from fsm_app.spare_parts.part_rows import CANCELLED, PART, is_settled, says_anew
from fsm_app.spare_parts.ticket_cost import cost_of_rows


def keep(rows: Collection[str]) -> None:
	"""Write what each of the rows (their names) costs as it stands. Four queries at most, however many there are."""
	if not rows:
		return
	stored = frappe.get_all(
		PART,
		filters={"name": ["in", sorted(rows)], "parenttype": TICKET},
		fields=["name", "parent", "item_code", "qty", "conversion_factor", "posting", "cost"],
		limit_page_length=0,
	)
	costs = _costs(stored)
	changed = {row.name: costs[row.name] for row in stored if flt(row.cost, 9) != costs[row.name]}
	if not changed:
		return
	part, cost = frappe.qb.DocType(PART), Case()
	for name, value in changed.items():
		cost = cost.when(part.name == name, value)
	frappe.qb.update(part).set(part.cost, cost.else_(part.cost)).where(part.name.isin(list(changed))).run()


def follow_entry(entry, method: str | None = None) -> None:
	"""Stock Entry's on_submit and on_cancel, after the rows of its ticket: what they cost follows its ledger."""
	if entry.get("fsm_ticket"):
		keep({row.get("fsm_part_row") for row in entry.items} - {None, ""})


def follow_ticket(ticket) -> None:
	"""Stored, and posted what is posted: lines that are only written down cost what they are worth."""
	before = ticket.get_doc_before_save()
	stored = {row.name: row for row in before.parts_used} if before else {}
	keep([row.name for row in ticket.parts_used if not row.posting and says_anew(row, stored.get(row.name))])


def _costs(rows: list) -> dict[str, float]:
	booked = cost_of_rows({row.parent for row in rows if is_settled(row)})
	worth = _worth({row.item_code for row in rows if not row.posting and row.item_code})
	found = {}
	for row in rows:
		if is_settled(row):
			found[row.name] = flt(booked.get(row.name), 9)
		elif row.posting == CANCELLED:
			found[row.name] = 0.0
		else:
			quantity = flt(row.qty) * (flt(row.conversion_factor) or 1)
			found[row.name] = flt(quantity * worth.get(row.item_code, 0), 9)
	return found


def _worth(codes: set[str]) -> dict[str, float]:
	"""What one of each item is worth: as it was valued last, else as it was bought."""
	if not codes:
		return {}
	rows = frappe.get_all(
		"Item",
		filters={"name": ["in", sorted(codes)]},
		fields=["name", "valuation_rate", "last_purchase_rate"],
		limit_page_length=0,
	)
	return {row.name: flt(row.valuation_rate) or flt(row.last_purchase_rate) for row in rows}
