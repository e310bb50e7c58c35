"""Two of Frappe's own functions, which for this app's documents must not tell of those that the user may not see (D3).

Frappe counts all documents of a type for everybody, and looks one up by conditions before it asks whether it may be read:
either tells, by guessing, what is in them. Other apps' documents are answered by Frappe.
"""

import frappe
from frappe import _, client

from fsm_app.arguments import parsed


@frappe.whitelist()
def get_count(
	doctype: str, filters: str | dict | list | None = None, debug: bool = False, cache: bool = False
) -> int:
	"""frappe.client.get_count: how many documents match, of those that the user may see."""
	if not is_ours(doctype):
		return client.get_count(doctype, filters)
	return len(frappe.get_list(doctype, filters=_parsed(filters), pluck="name", limit_page_length=0))


@frappe.whitelist()
def get(
	doctype: str,
	name: str | int | None = None,
	filters: str | dict | list | None = None,
	parent: str | None = None,
) -> dict:
	"""frappe.client.get: by name, or the first one by `filters` of those that the user may see."""
	if not name and filters and is_ours(doctype):
		found = frappe.get_list(
			doctype, filters=_parsed(filters), parent_doctype=parent, pluck="name", limit_page_length=1
		)
		if not found:
			frappe.throw(_("{0} not found").format(_(doctype)), frappe.DoesNotExistError)
		name, filters = found[0], None
	return client.get(doctype, name, filters, parent)


def is_ours(doctype: str) -> bool:
	"""Whether the document type belongs to this app."""
	module = frappe.get_meta(doctype).module
	return frappe.get_cached_value("Module Def", module, "app_name") == "fsm_app"


def _parsed(filters):
	return parsed(filters, "filters") if isinstance(filters, str) and filters[:1] in ("{", "[") else filters
