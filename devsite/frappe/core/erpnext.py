"""Controllers of the few ERPNext doctypes that have a stand-in."""

import frappe
from frappe.controllers import core
from frappe.model.document import Document
from frappe.utils.nestedset import NestedSet

_ = frappe._


class _Abbreviated(NestedSet):
	"""Trees per company, named '<title> - <company's abbreviation>'."""

	title = None

	def autoname(self):
		abbr = frappe.get_cached_value("Company", self.company, "abbr") if self.company else None
		title = self.get(self.title)
		self.name = f"{title} - {abbr}" if abbr and not str(title).endswith(f" - {abbr}") else title


@core("Department")
class Department(_Abbreviated):
	title = "department_name"

	def autoname(self):
		if self.department_name == "All Departments":
			self.name = self.department_name
		else:
			super().autoname()

	def validate(self):
		if not self.parent_department and frappe.db.exists("Department", "All Departments"):
			if self.name != "All Departments":
				self.parent_department = "All Departments"


@core("Warehouse")
class Warehouse(_Abbreviated):
	title = "warehouse_name"


@core("Employee")
class Employee(NestedSet):
	def validate(self):
		self.employee = self.name
		self.employee_name = " ".join(
			filter(None, [self.first_name, self.get("middle_name"), self.get("last_name")])
		)
		if self.user_id:
			others = {"user_id": self.user_id, "status": "Active", "name": ["!=", self.name]}
			if self.status == "Active" and frappe.db.exists("Employee", others):
				frappe.throw(
					_("User {0} is already assigned to Employee {1}").format(
						self.user_id, frappe.db.get_value("Employee", others)
					),
					frappe.DuplicateEntryError,
				)
		if self.reports_to == self.name:
			frappe.throw(_("Employee cannot report to himself."))


@core("Customer")
class Customer(Document):
	def autoname(self):
		# Selling Settings' default is to name customers by their name
		self.name = self.customer_name.strip()
		if frappe.db.exists("Customer", self.name):
			from frappe.model.naming import append_number_if_name_exists

			self.name = append_number_if_name_exists("Customer", self.name, separator=" - ")


@core("Item")
class Item(Document):
	def validate(self):
		self.item_name = self.item_name or self.item_code
		self.description = self.description or self.item_name
