"""What a Service Engineer's form asks for."""

import frappe

from fsm_app.workforce import engineer_profile


@frappe.whitelist(methods=["GET"])
def profile(engineer: str) -> dict:
	"""The engineer's profile (workforce.engineer_profile.profile_of); needs read permission on him."""
	frappe.has_permission("Service Engineer", "read", engineer, throw=True)
	return engineer_profile.profile_of(engineer)
