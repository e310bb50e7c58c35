"""Which vans hold parts that a job needs, for many engineers at once (E1, F1)."""

from collections.abc import Collection

import frappe
from frappe.utils import flt

from fsm_app.common.many_rows import rows_of
from fsm_app.spare_parts.vans import VAN
from fsm_app.workforce.engineers import narrowed


def in_vans(items: Collection[str], engineers: Collection[str], company: str) -> dict[str, dict[str, float]]:
	"""By engineer what their van holds of the items; an empty dict for a van without any, nothing for who has no van. One query."""
	if not items or not engineers:
		return {}
	van, stock = frappe.qb.DocType(VAN), frappe.qb.DocType("Bin")
	query = (
		frappe.qb.from_(van)
		.left_join(stock)
		.on((stock.warehouse == van.warehouse) & stock.item_code.isin(sorted(items)))
		.select(van.engineer, stock.item_code, stock.actual_qty)
		.where((van.company == company) & (van.disabled == 0))
	)
	held: dict[str, dict[str, float]] = {}
	asked = set(engineers)
	for engineer, item, qty in rows_of(narrowed(query, van.engineer, engineers), numbers=["actual_qty"]):
		if engineer not in asked:
			continue
		of_van = held.setdefault(engineer, {})
		if item:
			of_van[item] = flt(qty)
	return held
