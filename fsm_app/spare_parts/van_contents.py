"""What lies in a van, as an engineer chooses from it (F1)."""

import frappe
from frappe.utils import flt, getdate, nowdate

from fsm_app.spare_parts.part_posting import batches_in
from fsm_app.spare_parts.part_rows import items_of

SERIALS_AT_MOST = 200


def of(van: str, item_code: str | None = None) -> list[dict]:
	"""The items in the van: `item_code`, `item_name`, `qty`, `stock_uom`, `has_serial_no`, `has_batch_no`.

	Of one item also its `serial_numbers`, or its `batches` that have not expired, with what is there of each.
	"""
	filters = {"warehouse": van, "actual_qty": [">", 0]}
	if item_code:
		filters["item_code"] = item_code
	bins = frappe.get_all(
		"Bin",
		filters=filters,
		fields=["item_code", "actual_qty"],
		order_by="item_code",
		limit_page_length=0,
	)
	items = items_of(row.item_code for row in bins)
	names = dict(
		frappe.get_all(
			"Item",
			filters={"name": ["in", sorted(items)]},
			fields=["name", "item_name"],
			as_list=True,
			limit_page_length=0,
		)
		if items
		else []
	)
	found = [
		{
			"item_code": row.item_code,
			"item_name": names.get(row.item_code),
			"qty": flt(row.actual_qty, 6),
			**{
				field: items[row.item_code][field] for field in ("stock_uom", "has_serial_no", "has_batch_no")
			},
		}
		for row in bins
		if row.item_code in items
	]
	for row in found if item_code else ():
		_add_numbers(row, van)
	return found


def _add_numbers(row: dict, van: str) -> None:
	if row["has_serial_no"]:
		row["serial_numbers"] = frappe.get_all(
			"Serial No",
			filters={"item_code": row["item_code"], "warehouse": van},
			pluck="name",
			order_by="name",
			limit=SERIALS_AT_MOST,
		)
	elif row["has_batch_no"]:
		row["batches"] = _usable(batches_in(van, row["item_code"]))


def _usable(held: dict[str, float]) -> list[dict]:
	rows = frappe.get_all(
		"Batch",
		filters={"name": ["in", sorted(held)], "disabled": 0},
		fields=["name", "expiry_date"],
		order_by="expiry_date, name",
	)
	today = getdate(nowdate())
	return [
		{"batch_no": row.name, "qty": held[row.name], "expiry_date": row.expiry_date}
		for row in rows
		if held[row.name] > 0 and (not row.expiry_date or getdate(row.expiry_date) >= today)
	]
