"""What a Service Engineer's form asks for (D1)."""

import frappe

from fsm_app.careers import engineer_profile
from fsm_app.common.arguments import permitted


@frappe.whitelist(methods=["GET"])
def profile(engineer: str) -> dict:
	"""The engineer's profile (workforce.engineer_profile.profile_of); needs read permission on the engineer."""
	permitted("Service Engineer", engineer)
	return engineer_profile.profile_of(engineer)
