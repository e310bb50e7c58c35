"""Stock Reconciliation: what was counted is what there is."""

import frappe
from frappe.controllers import core
from frappe.model.document import Document
from frappe.utils import flt, nowtime, today

from erpnext import ledgers, rows

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
		if item.has_serial_no or item.has_batch_no:
			raise Unsupported("a Stock Reconciliation of numbered items")
		row.item_name = item.item_name
		there = frappe.db.get_value(
			"Bin", {"item_code": row.item_code, "warehouse": row.warehouse}, ["actual_qty", "valuation_rate"]
		)
		row.current_qty, row.current_valuation_rate = there or (0, 0)
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

	def on_submit(self):
		ledgers.post(
			self,
			[
				ledgers.Move(
					row=row, warehouse=row.warehouse, qty=0, rate=row.valuation_rate, counted=flt(row.qty)
				)
				for row in self.items
			],
		)

	def on_cancel(self):
		self.ignore_linked_doctypes = ledgers.OF_VOUCHERS
		ledgers.undo(self)
