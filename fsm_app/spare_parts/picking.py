"""What is to be sent now, for those who pick it: by warehouse and day, with how much is there (F1)."""

import frappe
from frappe.utils import flt

from fsm_app.spare_parts.requisition_stages import APPROVED, REQUISITION, ROW, TO_SEND
from fsm_app.workforce.engineers import engineer_names

FIELDS = ("name", "kind", "ticket", "engineer", "from_warehouse", "to_warehouse", "required_by")
REQUISITIONS_AT_MOST = 500


def open_lines(filters: dict | None = None) -> list[dict]:
	"""The open rows of approved requisitions that the user sees, first what is needed first. Four queries.

	`short` is what is missing in the warehouse when all of its rows are picked in this order.
	"""
	narrowed = {
		field: value
		for field, value in (filters or {}).items()
		if field in ("company", "from_warehouse", "engineer", "kind") and value
	}
	requisitions = frappe.get_list(
		REQUISITION,
		filters={**narrowed, "stage": APPROVED, "delivery": TO_SEND},
		fields=list(FIELDS),
		order_by="required_by asc, name asc",
		limit_page_length=REQUISITIONS_AT_MOST,
	)
	if not requisitions:
		return []
	rows: dict[str, list] = {}
	for row in frappe.get_all(
		ROW,
		filters={"parent": ["in", [found.name for found in requisitions]]},
		fields=["parent", "item_code", "item_name", "stock_uom", "stock_qty", "sent_qty"],
		order_by="idx",
		limit_page_length=0,
	):
		if row.stock_qty > row.sent_qty:
			rows.setdefault(row.parent, []).append(row)
	left = _there(requisitions, rows)
	names = engineer_names(found.engineer for found in requisitions)
	return [
		_line(requisition, row, left, names)
		for requisition in requisitions
		for row in rows.get(requisition.name, ())
	]


def _line(requisition, row, left: dict, names: dict) -> dict:
	open_qty = flt(row.stock_qty - row.sent_qty, 6)
	place = (row.item_code, requisition.from_warehouse)
	there = max(left.get(place, 0.0), 0.0)
	left[place] = flt(there - open_qty, 6)
	return {
		"requisition": requisition.name,
		"kind": requisition.kind,
		"ticket": requisition.ticket,
		"engineer": requisition.engineer,
		"engineer_name": names.get(requisition.engineer),
		"required_by": requisition.required_by,
		"from_warehouse": requisition.from_warehouse,
		"to_warehouse": requisition.to_warehouse,
		"item_code": row.item_code,
		"item_name": row.item_name,
		"open_qty": open_qty,
		"stock_uom": row.stock_uom,
		"there": there,
		"short": flt(max(open_qty - there, 0), 6),
	}


def _there(requisitions: list, rows: dict[str, list]) -> dict[tuple[str, str], float]:
	codes = {row.item_code for found in rows.values() for row in found}
	bins = frappe.get_all(
		"Bin",
		filters={
			"item_code": ["in", sorted(codes) or ["-"]],
			"warehouse": ["in", sorted({found.from_warehouse for found in requisitions})],
		},
		fields=["item_code", "warehouse", "actual_qty"],
		limit_page_length=0,
	)
	return {(row.item_code, row.warehouse): flt(row.actual_qty) for row in bins}
