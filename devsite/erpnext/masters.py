"""Warehouses, accounts, suppliers and the other records that stock refers to."""

import frappe
from frappe.controllers import core
from frappe.model.document import Document
from frappe.utils.nestedset import NestedSet


class OfCompany(NestedSet):
	"""Nodes of a company's tree, named after it."""

	def autoname(self):
		name = self.get(f"{frappe.scrub(self.doctype)}_name")
		self.name = f"{name} - {frappe.get_cached_value('Company', self.company, 'abbr')}"


for _doctype in ("Warehouse", "Account", "Cost Center"):
	core(_doctype)(OfCompany)


@core("Supplier")
class Supplier(Document):
	def autoname(self):
		self.name = self.supplier_name


@core("Batch")
class Batch(Document):
	def validate(self):
		self.item_name = frappe.get_cached_value("Item", self.item, "item_name")
