"""What the Desk asks for about complaints (C6)."""

import frappe

from fsm_app.feedback import complaints


@frappe.whitelist(methods=["GET", "POST"])
def complaint_rate(filters: str | list | dict | None = None) -> dict:
	"""The complaint rate of this month for a number card, which sends its filters along; there are none."""
	frappe.has_permission(complaints.COMPLAINT, "read", throw=True)
	return {
		"value": complaints.complaint_rate_of_this_month() or 0.0,
		"fieldtype": "Percent",
		"precision": 1,
		"route": ["List", complaints.COMPLAINT],
	}
