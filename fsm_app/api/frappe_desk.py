"""The Desk's own function behind a form's connections, which of this app's documents counts only what the user may see (D3).

Frappe counts all linked documents for everybody: how many exams a colleague has sat would be plain to see.
"""

import frappe
from frappe.desk import notifications

from fsm_app.api.frappe_client import is_ours

# As many as Frappe counts.
LIMIT = 100


@frappe.whitelist()
@frappe.read_only()
def get_open_count(doctype: str, name: str, items: str | list | None = None) -> dict:
	"""frappe.desk.notifications.get_open_count, without the linked documents of this app that the user may not see."""
	found = notifications.get_open_count(doctype, name, items)
	if not isinstance(found["count"], dict):
		return found
	links = frappe.get_meta(doctype).get_dashboard_data()
	for row in found["count"]["external_links_found"]:
		if row["count"] and is_ours(row["doctype"]):
			fieldname = links.get("non_standard_fieldnames", {}).get(row["doctype"], links.get("fieldname"))
			seen = _seen(row["doctype"], {fieldname: name})
			if seen < row["count"]:
				row.update(count=seen, open_count=0)
	return found


def _seen(doctype: str, filters: dict) -> int:
	if not frappe.has_permission(doctype, "read"):
		return 0
	return len(frappe.get_list(doctype, filters=filters, pluck="name", limit_page_length=LIMIT))
