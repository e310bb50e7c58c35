"""Functions that web pages call on any doctype, with the session user's permissions."""

import frappe

from devsite.unsupported import guard

__getattr__ = guard(__name__)


@frappe.whitelist()
def get_list(
	doctype, fields=None, filters=None, group_by=None, order_by=None, limit_start=None, limit_page_length=20,
	parent=None, as_dict: bool = True, or_filters=None,
):  # fmt: skip
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
def get_count(doctype, filters=None):
	return frappe.db.count(doctype, frappe.parse_json(filters) if filters else None)
