"""Fields that an app or an administrator adds to a doctype."""

import frappe
from frappe.controllers import core
from frappe.database import schema
from frappe.model.document import Document
from frappe.state import _dict
from frappe.utils.text import cstr

from devsite.unsupported import guard

__getattr__ = guard(__name__)

RESTRICTED = (
	"name", "parent", "creation", "modified", "modified_by", "parentfield", "parenttype", "file_list",
	"flags", "docstatus",
)  # fmt: skip


@core("Custom Field")
class CustomField(Document):
	"""One added field; its name is '<doctype>-<fieldname>'."""

	def autoname(self):
		self.set_fieldname()
		self.name = f"{self.dt}-{self.fieldname}"

	def before_insert(self):
		self.set_fieldname()

	def set_fieldname(self):
		if not self.fieldname:
			if not self.label:
				frappe.throw(frappe._("Label is mandatory"))
			words = cstr(self.label).replace(" ", "_")
			self.fieldname = "custom_" + "".join(c for c in words if c.isalnum() or c == "_")
		self.fieldname = self.fieldname.lower()
		if self.fieldname in RESTRICTED:
			self.fieldname += "1"

	def validate(self):
		meta = frappe.get_meta(self.dt, cached=False)
		names = [df.fieldname for df in meta.fields]
		if self.is_new() and self.fieldname in names:
			frappe.throw(
				frappe._("A field with the name {0} already exists in {1}").format(
					frappe.bold(self.fieldname), self.dt
				)
			)
		if self.insert_after == "append":
			self.insert_after = names[-1]
		if self.insert_after in names:
			self.idx = names.index(self.insert_after) + 1

	def on_update(self):
		_update_table(self.dt)

	def on_trash(self):
		if self.owner == "Administrator" and frappe.session.user != "Administrator":
			frappe.throw(
				frappe._(
					"Custom Field {0} is created by the Administrator"
					" and can only be deleted through the Administrator account."
				).format(frappe.bold(self.label))
			)
		frappe.db.delete("Property Setter", {"doc_type": self.dt, "field_name": self.fieldname})

	def after_delete(self):
		frappe.clear_cache(doctype=self.dt)


def _update_table(doctype):
	frappe.clear_cache(doctype=doctype)
	# adding a column commits, as MariaDB's DDL does
	frappe.db.commit()
	schema.sync(frappe.get_meta(doctype))


def create_custom_field(doctype, df, ignore_validate=False, is_system_generated=True):
	"""Adds one field unless the doctype has it as a custom field already."""
	df = _dict(df)
	if not df.fieldname and df.label:
		df.fieldname = frappe.scrub(df.label)
	if frappe.db.get_value("Custom Field", {"dt": doctype, "fieldname": df.fieldname}):
		return None
	field = frappe.get_doc(
		doctype="Custom Field",
		dt=doctype,
		permlevel=0,
		fieldtype="Data",
		hidden=0,
		is_system_generated=int(is_system_generated),
	)
	field.update(df)
	field.flags.ignore_validate = ignore_validate
	return field.insert()


def create_custom_fields(custom_fields, ignore_validate=False, update=True):
	"""Adds (or with `update` changes) fields, given as {doctype or doctypes: field or fields}."""
	for doctypes, fields in custom_fields.items():
		for doctype in (doctypes,) if isinstance(doctypes, str) else doctypes:
			for df in (fields,) if isinstance(fields, dict) else fields:
				name = frappe.db.get_value("Custom Field", {"dt": doctype, "fieldname": df["fieldname"]})
				if not name:
					create_custom_field(doctype, {**df, "owner": "Administrator"}, ignore_validate)
				elif update:
					field = frappe.get_doc("Custom Field", name)
					if any(field.get(key) != value for key, value in df.items()):
						field.update(df)
						field.flags.ignore_validate = ignore_validate
						field.save()
