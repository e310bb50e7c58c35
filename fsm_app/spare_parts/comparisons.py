"""The parts of a ticket against what its fault usually takes: a Parts Comparison for each done ticket (F3).

Compared with the tickets of the same company that had the same fault code, and the same model where both name one. The figures
are those of the day of the comparison and stay, until the ticket's own parts change.
"""

from datetime import datetime

import frappe
from frappe.utils import add_months, cint, flt

from fsm_app.engine.stages import FINISHED, TICKET
from fsm_app.engine.usual_parts import Judgement, Used, judge
from fsm_app.spare_parts import settings
from fsm_app.spare_parts.part_rows import CANCELLED, PART, is_settled
from fsm_app.spare_parts.ticket_cost import cost_of_rows

COMPARISON = "Parts Comparison"
# Enough to tell what is usual.
MOST_TICKETS = 500


def follow(ticket, method: str | None = None) -> None:
	"""Service Ticket's on_update: compare when the work is done, and again when the parts of done work change."""
	if ticket.stage not in FINISHED or ticket.flags.imported or not ticket.fault_code:
		return
	before = ticket.get_doc_before_save()
	if before and before.stage in FINISHED and _key(before) == _key(ticket):
		return
	compare(ticket)


def compare(ticket) -> None:
	"""Write the ticket's comparison, a new one or the one that is there."""
	terms = frappe.get_cached_doc(settings.SETTINGS)
	used = _used([ticket.name]).get(ticket.name, Used({}, 0.0))
	found = judge(
		used,
		_history(ticket, cint(terms.usual_months) or 12),
		cint(terms.usual_fewest_tickets) or 1,
		flt(terms.usual_factor) or 1.0,
	)
	name = frappe.db.get_value(COMPARISON, {"ticket": ticket.name})
	document = (
		frappe.get_doc(COMPARISON, name)
		if name
		else frappe.get_doc({"doctype": COMPARISON, "ticket": ticket.name})
	)
	document.update(_values(ticket, used, found))
	document.save(ignore_permissions=True)  # the app compares; nobody writes it otherwise


def compare_again(ticket: str) -> None:
	"""Something was posted for the ticket or taken back: its comparison follows, where it has one."""
	if frappe.db.exists(COMPARISON, {"ticket": ticket}):
		compare(frappe.get_doc(TICKET, ticket))


def delete_comparison(ticket: str) -> None:
	"""The ticket is being deleted."""
	for name in frappe.get_all(COMPARISON, filters={"ticket": ticket}, pluck="name"):
		frappe.delete_doc(COMPARISON, name, ignore_permissions=True)  # it goes with its ticket


def _key(ticket) -> tuple:
	rows = [(row.item_code, flt(row.qty), flt(row.returned_qty), row.posting) for row in ticket.parts_used]
	return (ticket.fault_code, ticket.item_code, ticket.engineer, rows)


def _values(ticket, used: Used, found: Judgement) -> dict:
	usual = found.usual
	costs = _costs_by_item(ticket.name)
	items = sorted({*used.parts, *(usual.parts if usual else ())})
	return {
		"engineer": ticket.engineer,
		"company": ticket.company,
		"done_at": ticket.done_at,
		"fault_code": ticket.fault_code,
		"item_code": ticket.item_code,
		"tickets": usual.tickets if usual else 0,
		"quantity": used.quantity,
		"cost": used.cost,
		"usual_quantity": usual.quantity if usual else 0,
		"usual_cost": usual.cost if usual else 0,
		"over": int(found.over),
		"excess_cost": found.excess_cost,
		"items": [
			{
				"item_code": item,
				"used_qty": used.parts.get(item, 0),
				"usual_qty": usual.parts.get(item, 0) if usual else 0,
				"cost": costs.get(item, 0),
			}
			for item in items
			if used.parts.get(item) or (usual and usual.parts.get(item))
		],
	}


def _history(ticket, months: int) -> list[Used]:
	"""What the done tickets of the same fault took. Two queries."""
	since: datetime = add_months(ticket.done_at or ticket.opened_at, -months)
	filters = {
		"company": ticket.company,
		"fault_code": ticket.fault_code,
		"stage": ["in", sorted(FINISHED)],
		"name": ["!=", ticket.name],
		"done_at": [">=", since],
	}
	if ticket.item_code:
		filters["item_code"] = ticket.item_code
	names = frappe.get_all(
		TICKET, filters=filters, pluck="name", order_by="done_at desc", limit_page_length=MOST_TICKETS
	)
	used = _used(names)
	return [used.get(name, Used({}, 0.0)) for name in names]


def _used(tickets: list[str]) -> dict[str, Used]:
	found: dict[str, Used] = {}
	for row in _rows(tickets):
		before = found.get(row.parent, Used({}, 0.0))
		parts = {**before.parts, row.item_code: flt(before.parts.get(row.item_code, 0) + row.used, 6)}
		found[row.parent] = Used(parts, flt(before.cost + row.cost, 6))
	return found


def _costs_by_item(ticket: str) -> dict[str, float]:
	found: dict[str, float] = {}
	for row in _rows([ticket]):
		found[row.item_code] = flt(found.get(row.item_code, 0) + row.cost, 6)
	return found


def _rows(tickets: list[str]) -> list:
	"""The parts of the tickets that stayed on the job, in stock units: as the stock has booked them, else at the item's value."""
	part, item = frappe.qb.DocType(PART), frappe.qb.DocType("Item")
	rows = (
		frappe.qb.from_(part)
		.left_join(item)
		.on(item.name == part.item_code)
		.select(
			part.name,
			part.parent,
			part.item_code,
			part.qty,
			part.conversion_factor,
			part.posting,
			part.returned_qty,
			item.valuation_rate,
		)
		.where((part.parenttype == TICKET) & part.parent.isin(tickets or [""]))
		.run(as_dict=True)
	)
	booked = cost_of_rows(tickets) if any(is_settled(row) for row in rows) else {}
	found = []
	for row in rows:
		row.used = flt(row.qty) * (flt(row.conversion_factor) or 1) - flt(row.returned_qty)
		row.cost = booked.get(row.name, row.used * flt(row.valuation_rate))
		if row.used > 0 and row.posting != CANCELLED:
			found.append(row)
	return found
