"""Fields that an app adds to a doctype."""

import frappe
from frappe.controllers import core
from frappe.database import schema
from frappe.model.document import Document

from devsite.unsupported import Unsupported, guard

__getattr__ = guard(__name__)


@core("Custom Field")
class CustomField(Document):
	"""One added field; its name is '<doctype>-<fieldname>'."""

	def autoname(self):
		self.name = f"{self.dt}-{self.fieldname}"

	def validate(self):
		# the app asks for its fields with `ignore_validate`; what Frappe would check else is not here
		raise Unsupported("validating a Custom Field")

	def on_update(self):
		frappe.clear_cache(doctype=self.dt)
		# adding a column commits, as MariaDB's DDL does
		frappe.db.commit()
		schema.sync(frappe.get_meta(self.dt))

	def on_trash(self):
		raise Unsupported("deleting a Custom Field")


def create_custom_fields(custom_fields, ignore_validate=False):
	"""Adds fields, given as {doctype: fields}."""
	for doctype, fields in custom_fields.items():
		for df in fields:
			if frappe.db.exists("Custom Field", {"dt": doctype, "fieldname": df["fieldname"]}):
				raise Unsupported(f"changing the Custom Field {doctype}.{df['fieldname']}")
			field = frappe.get_doc(doctype="Custom Field", dt=doctype, owner="Administrator", **df)
			field.flags.ignore_validate = ignore_validate
			field.insert()
