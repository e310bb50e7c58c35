"""Which parts a ticket may need (F1).

Those of its offering, those used where the fault or the equipment was the same, and those of the cases that most likely solve it.
"""

from collections import Counter, defaultdict
from statistics import median

import frappe
from frappe import _
from frappe.utils import flt

from fsm_app.knowledge import likely
from fsm_app.spare_parts import requisition_rows, settings, vans
from fsm_app.spare_parts.requisition_stages import CANCELLED, REJECTED, REQUISITION, ROW

TICKET, PART = "Service Ticket", "Service Ticket Part"
# How far back it looks, and how much it shows.
TICKETS_AT_MOST = 100
PARTS_AT_MOST = 10


def propose(ticket: str) -> list[dict]:
	"""The parts that the ticket may need, the likeliest first, each with why and how many there are.

	Rows of {item_code, item_name, qty, stock_uom, because, in_store, in_van, requested}. A set number of queries, however
	many tickets and cases there are.
	"""
	doc = frappe.get_doc(TICKET, ticket)
	found: dict[str, dict] = {}
	for item_code, qty in _of_offering(doc):
		_add(found, item_code, qty, _("Offering {0}").format(_(doc.offering)))
	for number, tickets, because in _usage(doc):
		for item_code, qty, used in number:
			_add(found, item_code, qty, because.format(used, tickets))
	for row in likely.of_ticket(doc.name)["parts"]:
		_add(found, row["item_code"], row["qty"], _("Case {0}").format(row["case_title"]))
	items = requisition_rows.items_of(found)
	rows = [row for row in found.values() if _is_orderable(items.get(row["item_code"]))][:PARTS_AT_MOST]
	store = settings.of_company(doc.company).store_warehouse
	van = vans.van_of(doc.engineer, doc.company)
	codes = [row["item_code"] for row in rows]
	there = _quantities(codes, [store, van])
	requested = _requested(doc.name, codes)
	for row in rows:
		item = items[row["item_code"]]
		row.update(item_name=item.item_name, stock_uom=item.stock_uom)
		row.update(
			in_store=there.get((item.name, store), 0.0),
			in_van=there.get((item.name, van), 0.0),
			requested=requested.get(item.name, 0.0),
		)
	return rows


def _add(found: dict[str, dict], item_code: str, qty: float, because: str) -> None:
	if item_code not in found:
		found[item_code] = {"item_code": item_code, "qty": flt(qty) or 1.0, "because": because}


def _is_orderable(item) -> bool:
	return bool(item and item.is_stock_item and not item.disabled)


def _of_offering(doc) -> list[tuple[str, float]]:
	if not doc.offering:
		return []
	offering = frappe.get_cached_doc("Service Offering", doc.offering)
	return [(row.item, row.qty) for row in offering.materials if row.kind == "Part" and row.item]


def _usage(doc):
	"""For the same fault, then for the same equipment: (parts with usual quantity and how often), how many tickets, why."""
	if doc.fault_code:
		filters = {"fault_code": doc.fault_code}
		if doc.item_code:
			filters["item_code"] = doc.item_code
		yield from _used_on(
			doc, filters, _("Fault {0}: on {1} of {2} tickets").format(doc.fault_code, "{0}", "{1}")
		)
	if doc.item_code and doc.offering:
		filters = {"item_code": doc.item_code, "offering": doc.offering}
		yield from _used_on(doc, filters, _("Same equipment: on {0} of {1} tickets"))


def _used_on(doc, filters: dict, because: str):
	names = frappe.get_all(
		TICKET,
		filters={**filters, "name": ["!=", doc.name], "done_at": ["is", "set"], "company": doc.company},
		pluck="name",
		order_by="done_at desc",
		limit_page_length=TICKETS_AT_MOST,
	)
	if not names:
		return
	used: dict[str, list[float]] = defaultdict(list)
	for row in frappe.get_all(
		PART,
		filters={"parent": ["in", names], "parenttype": TICKET},
		fields=["parent", "item_code", "qty"],
		limit_page_length=0,
	):
		used[row.item_code].append(flt(row.qty))
	times = Counter({item_code: len(quantities) for item_code, quantities in used.items()})
	yield (
		[
			(item_code, median(used[item_code]), count)
			for item_code, count in times.most_common(PARTS_AT_MOST)
		],
		len(names),
		because,
	)


def _quantities(codes: list[str], warehouses: list[str | None]) -> dict[tuple[str, str], float]:
	rows = frappe.get_all(
		"Bin",
		filters={"item_code": ["in", codes], "warehouse": ["in", [name for name in warehouses if name]]},
		fields=["item_code", "warehouse", "actual_qty"],
		limit_page_length=0,
	)
	return {(row.item_code, row.warehouse): flt(row.actual_qty) for row in rows}


def _requested(ticket: str, codes: list[str]) -> dict[str, float]:
	"""What was asked for already for this ticket, by item."""
	names = frappe.get_all(
		REQUISITION,
		filters={"ticket": ticket, "kind": "Ticket", "stage": ["not in", [REJECTED, CANCELLED]]},
		pluck="name",
	)
	sums: dict[str, float] = {}
	for row in frappe.get_all(
		ROW,
		filters={"parent": ["in", names or [""]], "item_code": ["in", codes or [""]]},
		fields=["item_code", "stock_qty"],
		limit_page_length=0,
	):
		sums[row.item_code] = flt(sums.get(row.item_code, 0) + row.stock_qty, 6)
	return sums
