"""What is booked in a van: by item, by batch, and by serial number (F1, F4)."""

import frappe
from frappe.query_builder.functions import Sum
from frappe.utils import flt


def contents_of(warehouse: str) -> list[dict]:
	"""Rows of a Van Count: item_code, item_name, batch_no, stock_uom, booked_qty, rate and booked_serials."""
	rows = _bins(warehouse)
	serials = _serials(warehouse)
	batches = _batches(warehouse) if any(row.has_batch_no for row in rows) else {}
	found = []
	for row in rows:
		line = {
			"item_code": row.item_code,
			"item_name": row.item_name,
			"stock_uom": row.stock_uom,
			"rate": flt(row.valuation_rate),
		}
		if row.has_serial_no:
			numbers = serials.get(row.item_code, [])
			found.append({**line, "booked_qty": len(numbers), "booked_serials": "\n".join(numbers)})
		elif row.has_batch_no:
			found += [
				{**line, "batch_no": batch, "booked_qty": qty}
				for batch, qty in batches.get(row.item_code, {}).items()
			]
		else:
			found.append({**line, "booked_qty": flt(row.actual_qty)})
	return found


def _bins(warehouse: str) -> list:
	stock, item = frappe.qb.DocType("Bin"), frappe.qb.DocType("Item")
	return (
		frappe.qb.from_(stock)
		.join(item)
		.on(item.name == stock.item_code)
		.select(
			stock.item_code,
			stock.actual_qty,
			stock.valuation_rate,
			item.item_name,
			item.stock_uom,
			item.has_serial_no,
			item.has_batch_no,
		)
		.where((stock.warehouse == warehouse) & (stock.actual_qty != 0))
		.orderby(stock.item_code)
		.run(as_dict=True)
	)


def _serials(warehouse: str) -> dict[str, list[str]]:
	found: dict[str, list[str]] = {}
	for row in frappe.get_all(
		"Serial No",
		filters={"warehouse": warehouse},
		fields=["name", "item_code"],
		order_by="name",
		limit_page_length=0,
	):
		found.setdefault(row.item_code, []).append(row.name)
	return found


def _batches(warehouse: str) -> dict[str, dict[str, float]]:
	"""By item the quantity of each batch in the warehouse."""
	entry, bundle = frappe.qb.DocType("Serial and Batch Entry"), frappe.qb.DocType("Serial and Batch Bundle")
	rows = (
		frappe.qb.from_(entry)
		.join(bundle)
		.on(bundle.name == entry.parent)
		.select(bundle.item_code, entry.batch_no, Sum(entry.qty))
		.where((bundle.warehouse == warehouse) & (bundle.docstatus == 1) & (bundle.is_cancelled == 0))
		.where(entry.batch_no.isnotnull() & (entry.batch_no != ""))
		.groupby(bundle.item_code, entry.batch_no)
		.orderby(bundle.item_code, entry.batch_no)
		.run()
	)
	found: dict[str, dict[str, float]] = {}
	for item, batch, qty in rows:
		if flt(qty, 6):
			found.setdefault(item, {})[batch] = flt(qty, 6)
	return found
