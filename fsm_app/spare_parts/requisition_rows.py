"""The rows of a requisition: items that are kept in stock, their units, and what they are worth where they lie (F1)."""

from collections.abc import Iterable

import frappe
from frappe import _
from frappe.utils import cint, flt

from fsm_app.spare_parts.part_rows import refuse_too_many
from fsm_app.spare_parts.requisition_stages import REQUISITION

ITEM_FIELDS = (
	"name",
	"item_name",
	"stock_uom",
	"is_stock_item",
	"disabled",
	"valuation_rate",
	"last_purchase_rate",
	"standard_rate",
)


class RowRefused(frappe.ValidationError):
	"""A row that names nothing to be brought, or in a way that is not possible."""


def complete(requisition) -> None:
	"""Before saving: fill in names, units and values of the rows and their sum. Four queries, however many rows there are."""
	codes = [row.item_code for row in requisition.items if row.item_code]
	items = items_of(codes)
	factors = _conversion_factors(codes)
	rates = rates_in(requisition.from_warehouse, items)
	whole = _whole_units()
	for row in requisition.items:
		item = items.get(row.item_code)
		if not item:
			continue  # a missing one is refused after this, by its name
		_check(row, item)
		row.item_name, row.stock_uom = item.item_name, item.stock_uom
		row.uom = row.uom or item.stock_uom
		row.conversion_factor = 1.0 if row.uom == item.stock_uom else factors.get((row.item_code, row.uom))
		if not row.conversion_factor:
			_refuse(
				row,
				_("{0} is not a unit of {1}. Choose {2}.").format(row.uom, item.name, item.stock_uom),
			)
		row.stock_qty = flt(row.qty * row.conversion_factor, 6)
		for uom, quantity in ((row.uom, row.qty), (row.stock_uom, row.stock_qty)):
			if uom in whole and quantity % 1:
				_refuse(row, _("there are only whole {0}. Enter a whole number.").format(_(uom)))
		row.rate = rates[row.item_code]
		row.amount = flt(row.stock_qty * row.rate, 2)
	requisition.total_value = flt(sum(flt(row.amount) for row in requisition.items), 2)


def items_of(codes: Iterable[str]) -> dict:
	"""The items of these codes, by code. One query."""
	rows = frappe.get_all(
		"Item", filters={"name": ["in", sorted(set(codes))]}, fields=list(ITEM_FIELDS), limit_page_length=0
	)
	return {row.name: row for row in rows}


def rates_in(warehouse: str | None, items: dict) -> dict[str, float]:
	"""What one of each item is worth: as it lies in the warehouse, else as it was last valued, bought or is sold."""
	bins = dict(
		frappe.get_all(
			"Bin",
			filters={"warehouse": warehouse, "item_code": ["in", sorted(items)]},
			fields=["item_code", "valuation_rate"],
			as_list=True,
			limit_page_length=0,
		)
	)
	return {
		code: flt(bins.get(code) or item.valuation_rate or item.last_purchase_rate or item.standard_rate)
		for code, item in items.items()
	}


def _check(row, item) -> None:
	if not cint(item.is_stock_item):
		_refuse(row, _("{0} is not kept in stock. Choose another item.").format(item.name))
	if cint(item.disabled):
		_refuse(row, _("{0} is disabled. Choose another item.").format(item.name))
	if flt(row.qty) <= 0:
		_refuse(row, _("enter a quantity above 0."))
	refuse_too_many(item.name, row.qty)


def _refuse(row, message: str) -> None:
	label = _("Parts", context=REQUISITION)
	frappe.throw(_("{0}, row {1}: {2}").format(label, row.idx, message), RowRefused)


def _conversion_factors(codes: list[str]) -> dict[tuple[str, str], float]:
	rows = frappe.get_all(
		"UOM Conversion Detail",
		filters={"parent": ["in", sorted(set(codes))], "parenttype": "Item"},
		fields=["parent", "uom", "conversion_factor"],
		limit_page_length=0,
	)
	return {(row.parent, row.uom): flt(row.conversion_factor) for row in rows}


def _whole_units() -> set[str]:
	return set(frappe.get_all("UOM", filters={"must_be_whole_number": 1}, pluck="name", limit_page_length=0))
