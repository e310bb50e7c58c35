"""What ERPNext refuses in its stock ledger."""

import frappe


class NegativeStockError(frappe.ValidationError):
	"""More is taken out of a warehouse than there is."""


class StockFreezeError(frappe.ValidationError):
	"""A day up to which the stock is frozen."""
