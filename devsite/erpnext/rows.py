"""What every row of an item needs: names, units, quantities in the unit of the stock."""

import frappe
from frappe.utils import cint, flt


def complete(row, quantity_field="stock_qty"):
	"""Fills in the item's name and units; returns the item."""
	item = frappe.get_cached_doc("Item", row.item_code)
	if item.disabled:
		frappe.throw(frappe._("Item {0} is disabled").format(item.name))
	row.item_name = row.item_name or item.item_name
	row.stock_uom = item.stock_uom
	row.uom = row.uom or item.stock_uom
	if not flt(row.conversion_factor):
		row.conversion_factor = conversion_factor(item, row.uom)
	if flt(row.qty) <= 0:
		frappe.throw(frappe._("Row {0}: Qty must be greater than zero").format(row.idx))
	row.set(quantity_field, flt(row.qty) * flt(row.conversion_factor))
	for uom, quantity in ((row.uom, row.qty), (row.stock_uom, row.get(quantity_field))):
		if cint(frappe.get_cached_value("UOM", uom, "must_be_whole_number")) and flt(quantity) % 1:
			frappe.throw(
				frappe._("Row {0}: Quantity ({1}) cannot be a fraction in UOM {2}").format(
					row.idx, flt(quantity), uom
				),
				UOMMustBeIntegerError,
			)
	return item


def conversion_factor(item, uom):
	"""How many of the stock's units are in one `uom` of the item."""
	return next((flt(row.conversion_factor) for row in item.uoms if row.uom == uom), 1.0)


def check_warehouse(warehouse, company):
	"""Refuses a warehouse that holds nothing, or another company's."""
	found = frappe.get_cached_doc("Warehouse", warehouse)
	if found.is_group:
		frappe.throw(frappe._("Group node warehouse is not allowed to select for transactions"))
	if found.disabled:
		frappe.throw(frappe._("Warehouse {0} is disabled").format(warehouse))
	if found.company != company:
		frappe.throw(frappe._("Warehouse {0} does not belong to company {1}").format(warehouse, company))


class UOMMustBeIntegerError(frappe.ValidationError):
	"""A part of what there are only whole ones of."""
