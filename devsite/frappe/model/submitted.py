"""What may still change in a submitted document."""

import frappe
from frappe.model import table_fields
from frappe.utils.text import cast_fieldtype, cint


def check_changes(doc):
	"""Throws UpdateAfterSubmitError for a changed field (of a row too) without 'allow on submit'."""
	_check(doc)
	for row in doc.get_all_children():
		if row.is_new() and cint(doc.meta.get_field(row.parentfield).allow_on_submit):
			continue
		_check(row)


def _check(doc):
	stored = frappe.get_doc(doc.doctype, doc.name).as_dict()
	for key in doc.as_dict():
		df = doc.meta.get_field(key)
		if not df or cint(df.allow_on_submit) or not (doc.get(key) or stored.get(key)):
			continue
		if df.fieldtype in table_fields:
			new, old = len(doc.get(key)), len(stored.get(key))
		else:
			new, old = cast_fieldtype(df.fieldtype, doc.get(key)), stored.get(key)
		if new != old:
			frappe.throw(
				frappe._("{0} Not allowed to change {1} after submission from {2} to {3}").format(
					f"Row #{doc.idx}:" if doc.get("parent") else "",
					frappe.bold(frappe._(df.label)),
					frappe.bold(old),
					frappe.bold(new),
				),
				frappe.UpdateAfterSubmitError,
				title=frappe._("Cannot Update After Submit"),
			)
