"""Controllers of the few ERPNext doctypes that have a stand-in."""

import frappe
from frappe.controllers import core
from frappe.model.document import Document

from devsite.unsupported import Unsupported


@core("Customer")
class Customer(Document):
	def autoname(self):
		# Selling Settings' default is to name customers by their name
		self.name = self.customer_name.strip()
		if frappe.db.exists("Customer", self.name):
			raise Unsupported("two Customers of one name")
