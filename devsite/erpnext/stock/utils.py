"""What ERPNext tells of the stock."""

import frappe
from frappe.utils import flt

from devsite.unsupported import Unsupported


def get_stock_balance(item_code, warehouse, posting_date=None, with_valuation_rate=False, **unknown):
	"""How much of an item is in a warehouse now."""
	if posting_date or unknown:
		raise Unsupported("get_stock_balance of an earlier day")
	found = frappe.db.get_value(
		"Bin", {"item_code": item_code, "warehouse": warehouse}, ["actual_qty", "valuation_rate"]
	)
	quantity, rate = found or (0.0, 0.0)
	return (flt(quantity), flt(rate)) if with_valuation_rate else flt(quantity)
