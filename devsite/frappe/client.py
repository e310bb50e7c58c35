"""Functions that web pages call on any doctype, with the session user's permissions."""

import frappe

from devsite.unsupported import Unsupported, guard

__getattr__ = guard(__name__)


@frappe.whitelist()
def get_list(
	doctype, fields=None, filters=None, group_by=None, order_by=None, limit_start=None, limit_page_length=20,
	parent=None, as_dict: bool = True, or_filters=None,
):  # fmt: skip
	"""Matching records that the user may read, 20 unless told otherwise."""
	if isinstance(fields, str) and fields[:1] == "[":
		fields = frappe.parse_json(fields)
	return frappe.get_list(
		doctype,
		fields=fields,
		filters=filters,
		or_filters=or_filters,
		group_by=group_by,
		order_by=order_by or "KEEP_DEFAULT_ORDERING",
		limit_start=limit_start,
		limit_page_length=limit_page_length,
		as_list=not as_dict,
		parent_doctype=parent,
	)


@frappe.whitelist()
def get_count(doctype, filters=None):
	return frappe.db.count(doctype, frappe.parse_json(filters) if filters else None)


@frappe.whitelist()
def get(doctype, name=None, filters=None, parent=None):
	"""One document by its name, or the first that matches, without what the user's permission level hides."""
	if frappe.get_meta(doctype).istable:
		raise Unsupported(f"frappe.client.get of {doctype}")
	doc = frappe.get_doc(doctype, name or frappe.parse_json(filters))
	doc.check_permission()
	doc.apply_fieldlevel_read_permissions()
	return doc.as_dict()


@frappe.whitelist()
def get_value(doctype, fieldname, filters=None, as_dict=True, parent=None):
	"""Fields of the first matching record that the user may read, as a dict."""
	if not as_dict:
		raise Unsupported("frappe.client.get_value without as_dict")
	if not frappe.has_permission(doctype, "read", parent_doctype=parent):
		frappe.throw(frappe._("No permission for {0}").format(frappe._(doctype)), frappe.PermissionError)
	parsed = frappe.parse_json(filters) if (filters or "")[:1] in ("{", "[") else {"name": filters}
	fields = frappe.parse_json(fieldname) if fieldname[:1] in ("{", "[") else [fieldname]
	rows = get_list(doctype, fields=fields, filters=parsed, limit_page_length=1, parent=parent)
	return rows[0] if rows else {}


@frappe.whitelist(methods=["POST", "PUT"])
def set_value(doctype, name, fieldname, value=None):
	"""Sets one field, or several by a dict, and saves; returns the document."""
	values = {fieldname: value} if isinstance(fieldname, str) else fieldname
	if value is not None and values is fieldname:
		raise Unsupported("several fields and a value")
	doc = frappe.get_doc(doctype, name)
	doc.update(values)
	doc.save()
	return doc.as_dict()
