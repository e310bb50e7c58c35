"""ERPNext's own mappers, for users who have no role in its stock (F1).

A mapper asks whether the user may read the document that it starts from. That they may have this done with this very
requisition was checked before; what they get to see of it is what the app shows of the requisition.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import frappe

ENTRY = "Stock Entry"


def entry_of_request(request: str, transit_warehouse: str | None):
	"""A new Stock Entry of what a Material Request has open, into the transit warehouse where there is one."""
	from erpnext.stock.doctype.material_request.material_request import make_stock_entry

	entry = _new_entry()
	with _may_read():
		entry = make_stock_entry(request, entry)
	if transit_warehouse:
		entry.update({"add_to_transit": 1, "to_warehouse": transit_warehouse})
		for row in entry.items:
			row.t_warehouse = transit_warehouse
	return entry


def entry_of_arrival(outgoing: str):
	"""A new Stock Entry that brings to their place the parts that another has put in transit."""
	from erpnext.stock.doctype.stock_entry.stock_entry import make_stock_in_entry

	entry = _new_entry()
	with _may_read():
		return make_stock_in_entry(outgoing, entry)


def _new_entry():
	entry = frappe.new_doc(ENTRY)
	entry.flags.ignore_permissions = True  # posted by the app, which has checked whose work it is
	return entry


@contextmanager
def _may_read() -> Iterator[None]:
	"""Only for mapping, which reads and writes nothing."""
	user = frappe.session.user
	frappe.session.user = "Administrator"
	try:
		yield
	finally:
		frappe.session.user = user
