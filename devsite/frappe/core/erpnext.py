"""Controllers of the few ERPNext doctypes that have a stand-in."""

import frappe
from frappe.controllers import core
from frappe.model.document import Document
from frappe.utils import getdate

from devsite.unsupported import Unsupported


@core("Customer")
class Customer(Document):
	def autoname(self):
		# Selling Settings' default is to name customers by their name
		self.name = self.customer_name.strip()
		if frappe.db.exists("Customer", self.name):
			raise Unsupported("two Customers of one name")


@core("Item")
class Item(Document):
	"""An item as it is entered by hand; what ERPNext derives for stock, taxes and variants is not there."""

	def validate(self):
		if not self.item_name:
			self.item_name = self.item_code
		if not self.description:
			self.description = self.item_name


@core("Serial No")
class SerialNo(Document):
	def validate(self):
		if not self.is_new() and self.item_code != frappe.db.get_value("Serial No", self.name, "item_code"):
			frappe.throw(frappe._("Item Code cannot be changed for Serial No."))
		self.maintenance_status = self._maintenance_status()

	def _maintenance_status(self):
		today = getdate()
		ends = [getdate(end) if end else None for end in (self.warranty_expiry_date, self.amc_expiry_date)]
		for end, status in zip(ends, ("Under Warranty", "Under AMC"), strict=True):
			if end and end >= today:
				return status
		# as ERPNext has it, an ended contract is named before an ended warranty
		return "Out of AMC" if ends[1] else "Out of Warranty" if ends[0] else None
