"""Batch: how much there is of one, or of all of an item."""

import frappe
from frappe.utils import getdate

from erpnext import tracking

from devsite.unsupported import Unsupported


def get_batch_qty(batch_no=None, warehouse=None, item_code=None, **unknown):
	"""The quantity of a batch in a warehouse; without a batch a list of those of the item that have not expired."""
	if not warehouse or unknown:
		raise Unsupported("get_batch_qty without a warehouse, or with more")
	if batch_no:
		return tracking.batch_quantity(batch_no, warehouse)
	found = []
	for batch in frappe.get_all("Batch", {"item": item_code}, ["name", "expiry_date"], order_by="creation"):
		if batch.expiry_date and getdate(batch.expiry_date) < getdate():
			continue
		quantity = tracking.batch_quantity(batch.name, warehouse)
		if quantity > 0:
			found.append(frappe._dict(batch_no=batch.name, qty=quantity, warehouse=warehouse))
	return found
