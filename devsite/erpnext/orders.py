"""Purchase Order and Sales Invoice, as far as they are drafted here and read."""

import frappe
from frappe.controllers import core
from frappe.model.document import Document
from frappe.utils import flt, today

from erpnext import rows

from devsite.unsupported import Unsupported


class WithItems(Document):
	"""A document whose rows are summed up."""

	def sum_up(self):
		self.currency = self.currency or frappe.get_cached_value("Company", self.company, "default_currency")
		self.conversion_rate = flt(self.conversion_rate) or 1.0
		for row in self.items:
			rows.complete(row)
			row.amount = row.base_amount = flt(flt(row.qty) * flt(row.rate), 2)
			row.base_rate = row.rate
		self.total_qty = sum(flt(row.qty) for row in self.items)
		self.total = self.grand_total = sum(row.amount for row in self.items)


@core("Purchase Order")
class PurchaseOrder(WithItems):
	def validate(self):
		self.transaction_date = self.transaction_date or today()
		self.supplier_name = frappe.get_cached_value("Supplier", self.supplier, "supplier_name")
		for row in self.items:
			row.schedule_date = row.schedule_date or self.schedule_date
			row.warehouse = row.warehouse or self.set_warehouse
		self.sum_up()
		self.status = {0: "Draft", 1: "To Receive and Bill"}[int(self.docstatus)]

	def before_cancel(self):
		self.status = "Cancelled"


@core("Sales Invoice")
class SalesInvoice(WithItems):
	def validate(self):
		company = frappe.get_cached_doc("Company", self.company)
		self.posting_date = self.posting_date or today()
		self.due_date = self.due_date or self.posting_date
		self.customer_name = frappe.get_cached_value("Customer", self.customer, "customer_name")
		self.debit_to = self.debit_to or company.default_receivable_account
		for row in self.items:
			row.income_account = row.income_account or company.default_income_account
			row.cost_center = row.cost_center or company.cost_center
		self.sum_up()
		self.net_total = self.base_total = self.total
		for row in self.items:
			row.net_rate, row.net_amount = row.rate, row.amount
		self.status = "Draft"

	def before_submit(self):
		raise Unsupported("submitting a Sales Invoice")

	def set_missing_values(self, for_validate=False):
		"""Prices of the price list, for rows without a rate."""
		for row in self.items:
			if not flt(row.rate) and self.selling_price_list:
				price = {"item_code": row.item_code, "price_list": self.selling_price_list}
				row.price_list_rate = row.rate = flt(
					frappe.db.get_value("Item Price", price, "price_list_rate")
				)
