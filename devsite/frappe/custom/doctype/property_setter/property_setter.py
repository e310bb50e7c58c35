"""Changed properties of fields and doctypes."""

import frappe
from frappe.controllers import core
from frappe.model.document import Document

from devsite.unsupported import guard

__getattr__ = guard(__name__)


@core("Property Setter")
class PropertySetter(Document):
	"""One changed property; replaces an earlier setter of the same property."""

	def autoname(self):
		self.name = f"{self.doc_type}-{self.field_name or self.row_name or 'main'}-{self.property}"

	def validate(self):
		if self.is_new():
			frappe.db.delete(
				"Property Setter",
				{"doc_type": self.doc_type, "field_name": self.field_name, "property": self.property},
			)

	def on_update(self):
		frappe.clear_cache(doctype=self.doc_type)

	def after_delete(self):
		frappe.clear_cache(doctype=self.doc_type)


def make_property_setter(
	doctype,
	fieldname,
	property,
	value,
	property_type,
	for_doctype=False,
	validate_fields_for_doctype=True,
	is_system_generated=True,
):
	"""Changes a property of a field, or with `for_doctype` of the doctype."""
	return frappe.get_doc(
		doctype="Property Setter",
		doctype_or_field="DocType" if for_doctype else "DocField",
		doc_type=doctype,
		field_name=fieldname,
		property=property,
		value=value,
		property_type=property_type,
		is_system_generated=int(is_system_generated),
	).insert()
