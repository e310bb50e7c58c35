"""What the form of an On Call Rotation sends (E2)."""

import frappe

from fsm_app.assignments import on_call_rotation
from fsm_app.assignments.on_call_rotation import ROTATION
from fsm_app.common.arguments import permitted


@frappe.whitelist(methods=["POST"])
def draft(name: str) -> int:
	"""Draft the turns of the weeks ahead, for those who may write the rotation; returns how many are new."""
	return on_call_rotation.draft(permitted(ROTATION, name, "write"))


@frappe.whitelist(methods=["POST"])
def confirm(name: str) -> list[str]:
	"""Put the drafted turns on the roster, for those who may write the rotation and create duties; returns the duties."""
	return on_call_rotation.confirm(permitted(ROTATION, name, "write"))
