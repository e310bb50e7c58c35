"""Functions that web pages call on any doctype, with the session user's permissions."""

import frappe

from devsite.unsupported import guard

__getattr__ = guard(__name__)


@frappe.whitelist()
def get_list(
	doctype,
	fields=None,
	filters=None,
	group_by=None,
	order_by=None,
	limit_start=None,
	limit_page_length=20,
	parent=None,
	debug: bool = False,
	as_dict: bool = True,
	or_filters=None,
):
	"""Matching records that the user may read, 20 unless told otherwise."""
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
def get_count(doctype, filters=None, debug: bool = False, cache: bool = False):
	return frappe.db.count(doctype, frappe.parse_json(filters) if filters else None)


@frappe.whitelist()
def get(doctype, name=None, filters=None, parent=None):
	"""One document by name or by filters."""
	if name:
		doc = frappe.get_doc(doctype, name)
	elif filters:
		doc = frappe.get_doc(doctype, frappe.parse_json(filters))
	else:
		doc = frappe.get_doc(doctype)
	doc.check_permission()
	doc.apply_fieldlevel_read_permissions()
	return doc.as_dict()


@frappe.whitelist()
def get_value(doctype, fieldname, filters=None, as_dict: bool = True, debug: bool = False, parent=None):
	"""Fields of the first matching record."""
	if not frappe.has_permission(doctype, parent_doctype=parent):
		frappe.throw(frappe._("No permission for {0}").format(frappe._(doctype)), frappe.PermissionError)
	filters = _parsed(filters)
	fields = _parsed(fieldname)
	fields = [fields] if isinstance(fields, str) else fields
	if frappe.get_meta(doctype).issingle:
		return frappe.db.get_value(doctype, filters, fields, as_dict=as_dict)
	if isinstance(filters, str):
		filters = {"name": filters}
	rows = get_list(
		doctype, filters=filters, fields=fields, limit_page_length=1, parent=parent, as_dict=as_dict
	)
	if as_dict:
		return rows[0] if rows else {}
	if not rows:
		return None
	return rows[0] if len(fields) > 1 else rows[0][0]


def _parsed(value):
	try:
		return frappe.parse_json(value)
	except ValueError:
		return value


@frappe.whitelist()
def get_single_value(doctype, field):
	if not frappe.has_permission(doctype):
		frappe.throw(frappe._("No permission for {0}").format(frappe._(doctype)), frappe.PermissionError)
	return frappe.db.get_single_value(doctype, field)


@frappe.whitelist(methods=["POST", "PUT"])
def set_value(doctype, name, fieldname, value=None):
	"""Sets fields of a document and saves it; returns it as a dict."""
	values = _parsed(fieldname)
	values = values if isinstance(values, dict) else {fieldname: value}
	doc = frappe.get_doc(doctype, name)
	doc.update(values)
	doc.save()
	return doc.as_dict()


@frappe.whitelist(methods=["POST", "PUT"])
def insert(doc=None):
	return frappe.get_doc(frappe.parse_json(doc)).insert().as_dict()


@frappe.whitelist(methods=["POST", "PUT"])
def save(doc):
	doc = frappe.get_doc(frappe.parse_json(doc))
	doc.save()
	return doc.as_dict()


@frappe.whitelist(methods=["POST", "PUT"])
def submit(doc):
	doc = frappe.get_doc(frappe.parse_json(doc))
	doc.submit()
	return doc.as_dict()


@frappe.whitelist(methods=["POST", "PUT"])
def cancel(doctype, name):
	doc = frappe.get_doc(doctype, name)
	doc.cancel()
	return doc.as_dict()


@frappe.whitelist(methods=["DELETE", "POST"])
def delete(doctype, name):
	frappe.delete_doc(doctype, name, ignore_missing=False)


@frappe.whitelist()
def has_permission(doctype: str, docname: str, perm_type: str = "read"):
	return {"has_permission": frappe.has_permission(doctype, perm_type.lower(), docname)}


@frappe.whitelist()
def get_doc_permissions(doctype: str, docname: str):
	doc = frappe.get_doc(doctype, docname)
	return {"permissions": frappe.permissions.get_doc_permissions(doc)}


@frappe.whitelist(allow_guest=True)
def get_time_zone():
	return {"time_zone": frappe.utils.get_system_timezone()}
