"""Frappe's global search, which for this app's documents must not find what the user may not see (D3).

Frappe asks only whether the user may read documents of the type at all.
"""

import frappe
from frappe.utils import global_search

from fsm_app.api.frappe_client import is_ours


@frappe.whitelist()
def search(text: str, start: int = 0, limit: int = 20, doctype: str = "") -> list:
	"""frappe.utils.global_search.search, without those of this app's documents that the user may not read."""
	found = global_search.search(text, start, limit, doctype)
	names: dict[str, set] = {}
	for row in found:
		names.setdefault(row["doctype"], set()).add(row["name"])
	readable = {
		kind: set(
			frappe.get_list(
				kind, filters={"name": ["in", sorted(of_kind)]}, pluck="name", limit_page_length=0
			)
		)
		for kind, of_kind in names.items()
		if is_ours(kind)
	}
	return [row for row in found if row["name"] in readable.get(row["doctype"], {row["name"]})]
