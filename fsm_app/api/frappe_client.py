"""Frappe's own client functions that for this app's documents must not tell of those that the user may not see (D3)."""

import frappe
from frappe import _, client

from fsm_app.common.arguments import parsed


@frappe.whitelist()
def get_count(
	doctype: str, filters: str | dict | list | None = None, debug: bool = False, cache: bool = False
) -> int:
	"""frappe.client.get_count: how many documents match, of those that the user may see.

	Other apps' documents are counted by Frappe.
	"""
	if not is_ours(doctype):
		return client.get_count(doctype, filters, debug, cache)
	is_json = isinstance(filters, str) and filters[:1] in ("{", "[")
	conditions = parsed(filters, "filters") if is_json else filters
	return len(frappe.get_list(doctype, filters=conditions, pluck="name", limit_page_length=0))


@frappe.whitelist(methods=["POST", "PUT"])
def set_value(doctype: str, name: str | int | dict | list, fieldname: str | dict, value=None) -> dict:
	"""client.set_value: of a table's row, too, which is found by its name alone, and in a document that the user may read."""
	if is_ours(doctype) and frappe.get_meta(doctype).istable:
		row = frappe.db.get_value(doctype, name, ["parenttype", "parent"], as_dict=True)
		if not row or not frappe.has_permission(row.parenttype, "read", row.parent):
			frappe.clear_messages()  # version 16 says why not, which says that there is one
			frappe.throw(
				_("{0}: you may not change this row. Ask a service manager.").format(_(doctype)),
				frappe.PermissionError,
			)
	return client.set_value(doctype, name, fieldname, value)


def is_ours(doctype: str) -> bool:
	"""Whether the document type belongs to this app."""
	module = frappe.get_meta(doctype).module
	return frappe.get_cached_value("Module Def", module, "app_name") == "fsm_app"
