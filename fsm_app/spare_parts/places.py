"""Where parts are for whoever needs them: the own van, the store, and of the rest what is nobody's van (F4)."""

from collections.abc import Collection, Iterable

import frappe

from fsm_app.spare_parts.settings import of_company
from fsm_app.spare_parts.vans import van_of


def warehouses_of_company(company: str) -> list[str]:
	"""From where parts are sent: the company's store; without one all its warehouses but vans, transit and defective."""
	terms = of_company(company)
	if terms.get("store_warehouse"):
		return [terms.get("store_warehouse")]
	apart = {terms.get("transit_warehouse"), terms.get("defective_warehouse")}
	apart.update(frappe.get_all("Engineer Van", filters={"company": company}, pluck="warehouse"))
	rows = frappe.get_all(
		"Warehouse",
		filters={"company": company, "is_group": 0, "disabled": 0},
		fields=["name", "warehouse_type"],
		order_by="name",
		limit_page_length=0,
	)
	# ERPNext makes one for what is on its way with each company.
	return [row.name for row in rows if row.name not in apart and row.warehouse_type != "Transit"]


def warehouses_for(engineer: str | None, company: str, van_only: bool = False) -> list[str]:
	"""Whence a ticket's parts may come, in this order: the van of its engineer, then the company's unless `van_only`."""
	van = van_of(engineer, company)
	return [*([van] if van else []), *(() if van_only else warehouses_of_company(company))]


def stock_at(items: Collection[str], warehouses: Iterable[str]) -> dict[tuple[str, str], float]:
	"""What is there, by item and warehouse. One query."""
	rows = frappe.get_all(
		"Bin",
		filters={
			"item_code": ["in", sorted(items) or [""]],
			"warehouse": ["in", sorted(set(warehouses)) or [""]],
		},
		fields=["item_code", "warehouse", "actual_qty"],
		limit_page_length=0,
	)
	return {(row.item_code, row.warehouse): row.actual_qty for row in rows}
