"""What a Service Engineer's form asks for."""

import frappe

from fsm_app.arguments import permitted
from fsm_app.workforce import engineer_profile


@frappe.whitelist(methods=["GET"])
def profile(engineer: str) -> dict:
	"""The engineer's profile (workforce.engineer_profile.profile_of); needs read permission on him."""
	permitted("Service Engineer", engineer)
	return engineer_profile.profile_of(engineer)
