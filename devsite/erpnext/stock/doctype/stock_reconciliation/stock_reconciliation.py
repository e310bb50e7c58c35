"""Stock Reconciliation: what was counted is what there is."""

import frappe
from frappe.controllers import core
from frappe.model.document import Document
from frappe.utils import flt, nowtime, today

from erpnext import ledgers, rows, tracking

from devsite.unsupported import Unsupported


@core("Stock Reconciliation")
class StockReconciliation(Document):
	def validate(self):
		if not self.set_posting_time or not self.posting_date:
			self.posting_date, self.posting_time = today(), nowtime()
		company = frappe.get_cached_doc("Company", self.company)
		self.expense_account = self.expense_account or company.stock_adjustment_account
		self.cost_center = self.cost_center or company.cost_center
		for row in self.items:
			self._check_row(row)
		changed = [row for row in self.items if row.quantity_difference or row.amount_difference]
		if not changed:
			frappe.throw(frappe._("None of the items have any change in quantity or value."))
		self.set("items", changed)
		self.difference_amount = sum(row.amount_difference for row in changed)

	def _check_row(self, row):
		row.warehouse = row.warehouse or self.set_warehouse
		rows.check_warehouse(row.warehouse, self.company)
		item = frappe.get_cached_doc("Item", row.item_code)
		row.item_name = item.item_name
		there = frappe.db.get_value(
			"Bin", {"item_code": row.item_code, "warehouse": row.warehouse}, ["actual_qty", "valuation_rate"]
		)
		row.current_qty, row.current_valuation_rate = there or (0, 0)
		if item.has_serial_no or item.has_batch_no:
			self._check_numbers(row, item)
		row.valuation_rate = flt(row.valuation_rate) or row.current_valuation_rate or item.valuation_rate
		if flt(row.qty) < 0:
			frappe.throw(frappe._("Row # {0}: Negative Quantity is not allowed").format(row.idx))
		if flt(row.qty) and not flt(row.valuation_rate) and not row.allow_zero_valuation_rate:
			frappe.throw(
				frappe._("Valuation Rate required for Item {0} at row {1}").format(item.name, row.idx)
			)
		row.current_amount = flt(row.current_qty * row.current_valuation_rate, 2)
		row.amount = flt(flt(row.qty) * row.valuation_rate, 2)
		row.quantity_difference = flt(row.qty) - row.current_qty
		row.amount_difference = row.amount - row.current_amount

	def _check_numbers(self, row, item):
		"""Of a batch, or of the serial numbers that are left: others may be missing, none may come from elsewhere."""
		if not row.use_serial_batch_fields and not row.get("reconcile_all_serial_batch"):
			raise Unsupported("a Stock Reconciliation with bundles of its own")
		if item.has_batch_no and not item.has_serial_no:
			row.current_qty = tracking.batch_quantity(row.batch_no, row.warehouse)
			return
		there = self._serials_in(row)
		counted = tracking.numbers(row.serial_no)
		if set(counted) - set(there) or len(counted) != flt(row.qty):
			raise Unsupported("a Stock Reconciliation that brings serial numbers in")
		row.current_qty, row.current_serial_no = len(there), "\n".join(there)

	def _serials_in(self, row):
		places = {"item_code": row.item_code, "warehouse": row.warehouse}
		return frappe.get_all("Serial No", places, pluck="name", order_by="name")

	def on_submit(self):
		ledgers.post(self, [self._move(row) for row in self.items])

	def _move(self, row):
		move = ledgers.Move(row=row, warehouse=row.warehouse, qty=0, rate=row.valuation_rate)
		item = frappe.get_cached_doc("Item", row.item_code)
		if item.has_serial_no:
			counted = tracking.numbers(row.serial_no)
			move.serials = [number for number in self._serials_in(row) if number not in counted]
			move.qty = -len(move.serials)
		elif item.has_batch_no:
			move.batch, move.qty = row.batch_no, row.quantity_difference
		else:
			move.counted = flt(row.qty)
		return move

	def on_cancel(self):
		self.ignore_linked_doctypes = ledgers.OF_VOUCHERS
		ledgers.undo(self)
