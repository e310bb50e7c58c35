"""Parts that were brought for a job and are not needed for it go back to the store (F1)."""

from collections.abc import Collection

import frappe
from frappe import _
from frappe.utils import flt

from fsm_app.spare_parts import requisitions
from fsm_app.spare_parts.requisition_document import approve_by_right
from fsm_app.spare_parts.requisition_stages import ENDED, FOR_TICKET, REQUISITION, RETURN, ROW

ENTRY, ENTRY_ROW = "Stock Entry", "Stock Entry Detail"


def bring_back(engineer: str, company: str, lines: Collection[dict], ticket: str | None = None):
	"""The engineer brings parts of their van back to the store; returns the Parts Requisition of kind Return.

	A line is {item_code, qty}, in the stock's unit.
	"""
	requisition = frappe.get_doc(
		{
			"doctype": REQUISITION,
			"kind": RETURN,
			"ticket": ticket,
			"engineer": engineer,
			"company": company,
			"items": [{"item_code": line.get("item_code"), "qty": line.get("qty")} for line in lines],
		}
	)
	return requisitions.ask(requisition.insert())


def ask_back(ticket: str) -> list[str]:
	"""Ask each engineer who has got parts for the ticket to bring back those not used; returns the requisitions made.

	Nothing is asked for twice.
	"""
	made = []
	for (engineer, company), items in _unused(ticket).items():
		requisition = frappe.get_doc(
			{
				"doctype": REQUISITION,
				"kind": RETURN,
				"ticket": ticket,
				"engineer": engineer,
				"company": company,
				"reason": _("The ticket was cancelled."),
				"items": [{"item_code": code, "qty": qty} for code, qty in items.items()],
			}
		)
		requisition.flags.by_the_app = True
		# What follows from cancelling the ticket, whoever has done that.
		requisition.insert(ignore_permissions=True)
		approve_by_right(requisition)
		made.append(requisition.name)
	return made


def _unused(ticket: str) -> dict[tuple[str, str], dict[str, float]]:
	"""By engineer and company, what was brought for the ticket, was not used for it, and lies in the van yet."""
	found = frappe.get_all(
		REQUISITION,
		filters={"ticket": ticket, "kind": ["in", [FOR_TICKET, RETURN]]},
		fields=["name", "kind", "stage", "engineer", "company", "from_warehouse", "to_warehouse"],
	)
	brought = {row.name: row for row in found if row.kind == FOR_TICKET}
	asked_back = {row.name: row for row in found if row.kind == RETURN and row.stage not in ENDED}
	left: dict[tuple[str, str], float] = {}
	owner: dict[str, tuple[str, str]] = {}
	for row in frappe.get_all(
		ROW,
		filters={"parent": ["in", [*brought, *asked_back] or [""]]},
		fields=["parent", "item_code", "stock_qty", "received_qty"],
		limit_page_length=0,
	):
		if document := brought.get(row.parent):
			owner[document.to_warehouse] = (document.engineer, document.company)
			_sum(left, document.to_warehouse, row.item_code, flt(row.received_qty))
		else:
			_sum(left, asked_back[row.parent].from_warehouse, row.item_code, -flt(row.stock_qty))
	for row in _used(ticket):
		if row.s_warehouse:
			_sum(left, row.s_warehouse, row.item_code, -row.transfer_qty)
		else:
			_sum(left, row.t_warehouse, row.item_code, row.transfer_qty)
	there = _in_vans(list(owner))
	unused: dict[tuple[str, str], dict[str, float]] = {}
	for (warehouse, item_code), qty in left.items():
		qty = min(qty, there.get((warehouse, item_code), 0.0)) if warehouse in owner else 0
		if qty > 0:
			unused.setdefault(owner[warehouse], {})[item_code] = flt(qty, 6)
	return unused


def _sum(sums: dict[tuple[str, str], float], warehouse: str, item_code: str, qty: float) -> None:
	sums[warehouse, item_code] = flt(sums.get((warehouse, item_code), 0) + qty, 6)


def _used(ticket: str) -> list:
	"""The rows of the entries that have used parts for the ticket, or have taken used ones back."""
	entry, row = frappe.qb.DocType(ENTRY), frappe.qb.DocType(ENTRY_ROW)
	return (
		frappe.qb.from_(row)
		.inner_join(entry)
		.on(entry.name == row.parent)
		.select(row.item_code, row.s_warehouse, row.t_warehouse, row.transfer_qty)
		.where(
			(entry.fsm_ticket == ticket)
			& (entry.docstatus == 1)
			& entry.purpose.isin(["Material Issue", "Material Receipt"])
		)
		.run(as_dict=True)
	)


def _in_vans(warehouses: list[str]) -> dict[tuple[str, str], float]:
	rows = frappe.get_all(
		"Bin",
		filters={"warehouse": ["in", warehouses or [""]]},
		fields=["warehouse", "item_code", "actual_qty"],
		limit_page_length=0,
	)
	return {(row.warehouse, row.item_code): flt(row.actual_qty) for row in rows}
