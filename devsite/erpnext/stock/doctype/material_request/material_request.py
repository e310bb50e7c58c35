"""Material Request, and the Stock Entry made of it."""

import frappe
from frappe.controllers import core
from frappe.model.document import Document
from frappe.utils import flt, today

from erpnext import rows

REQUEST, ROW = "Material Request", "Material Request Item"
TRANSFER = "Material Transfer"


@core(REQUEST)
class MaterialRequest(Document):
	def validate(self):
		self.transaction_date = self.transaction_date or today()
		for row in self.items:
			rows.complete(row)
			row.schedule_date = row.schedule_date or self.schedule_date
			row.warehouse = row.warehouse or self.set_warehouse
			row.from_warehouse = row.from_warehouse or self.set_from_warehouse
			if not row.schedule_date:
				frappe.throw(frappe._("Row #{0}: Please enter Required By Date").format(row.idx))
			for warehouse in filter(None, (row.warehouse, row.from_warehouse)):
				rows.check_warehouse(warehouse, self.company)
			row.amount = flt(row.qty) * flt(row.rate)
		self.status = {0: "Draft", 1: "Pending"}[int(self.docstatus)]

	def before_cancel(self):
		self.status = "Cancelled"

	def update_status(self, status):
		"""Stops the request, or goes on with it ('Pending')."""
		self.db_set("status", status)
		if status != "Stopped":
			count(self.name)


@frappe.whitelist()
def update_status(name, status):
	frappe.get_doc(REQUEST, name).update_status(status)


@frappe.whitelist()
def make_stock_entry(source_name, target_doc=None):
	"""A new Stock Entry of what is not sent yet."""
	source = frappe.get_doc(REQUEST, source_name)
	if source.docstatus != 1:
		frappe.throw(frappe._("Cannot map because following condition fails: docstatus=1"))
	target = frappe.new_doc("Stock Entry")
	target.update(
		{
			"stock_entry_type": source.material_request_type,
			"purpose": source.material_request_type,
			"company": source.company,
			"from_warehouse": source.set_from_warehouse,
			"to_warehouse": source.set_warehouse,
		}
	)
	for row in source.items:
		if flt(row.ordered_qty) >= flt(row.stock_qty):
			continue
		open_qty = flt(row.stock_qty) - flt(row.ordered_qty)
		transfers = source.material_request_type == TRANSFER
		target.append(
			"items",
			{
				**{
					key: row.get(key)
					for key in ("item_code", "item_name", "uom", "conversion_factor", "project")
				},
				"qty": open_qty / row.conversion_factor,
				"transfer_qty": open_qty,
				"s_warehouse": row.from_warehouse if transfers else row.warehouse,
				"t_warehouse": row.warehouse if transfers else None,
				"material_request": source.name,
				"material_request_item": row.name,
			},
		)
	return target


@frappe.whitelist()
def make_in_transit_stock_entry(source_name, in_transit_warehouse):
	"""The same, into the warehouse of what is on its way."""
	entry = make_stock_entry(source_name)
	entry.update({"add_to_transit": 1, "to_warehouse": in_transit_warehouse})
	for row in entry.items:
		row.t_warehouse = in_transit_warehouse
	return entry


def check_row(entry, row):
	"""A row of a Stock Entry is of the item and the warehouse that were requested."""
	asked = frappe.db.get_value(ROW, row.material_request_item, ["item_code", "warehouse"], as_dict=True)
	if asked.item_code != row.item_code:
		frappe.throw(frappe._("Item for row {0} does not match Material Request").format(row.idx))
	if not entry.add_to_transit and asked.warehouse != (row.t_warehouse or row.s_warehouse):
		frappe.throw(frappe._("Warehouse for row {0} does not match Material Request").format(row.idx))


def follow(entry):
	"""A Stock Entry was submitted or cancelled: its requests count what was sent."""
	for request in {row.material_request for row in entry.items if row.material_request}:
		if frappe.db.get_value(REQUEST, request, "status") in ("Stopped", "Cancelled"):
			frappe.throw(frappe._("{0} {1} is cancelled or stopped").format(frappe._(REQUEST), request))
		count(request)


def count(request):
	"""Ordered quantities, percentage and status of a request."""
	asked = frappe.get_all(ROW, {"parent": request}, ["name", "item_code", "stock_qty"])
	total = done = 0.0
	for row in asked:
		sent = frappe.get_all(
			"Stock Entry Detail",
			{"material_request_item": row.name, "docstatus": 1, "against_stock_entry": ["is", "not set"]},
			pluck="transfer_qty",
		)
		ordered = sum(sent)
		if flt(ordered, 6) > flt(row.stock_qty, 6):
			frappe.throw(
				frappe._(
					"The total Issue / Transfer quantity {0} in Material Request {1} cannot be greater than requested quantity {2} for Item {3}"
				).format(ordered, request, row.stock_qty, row.item_code)
			)
		frappe.db.set_value(ROW, row.name, "ordered_qty", ordered)
		total += row.stock_qty
		done += ordered
	part = 100 * done / total if total else 0
	status = "Transferred" if part >= 99.99 else "Partially Received" if part else "Pending"
	frappe.db.set_value(REQUEST, request, {"per_ordered": part, "status": status})
