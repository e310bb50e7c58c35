"""Protective equipment, work permits and safety incidents: the buttons of the Desk (L1, L2)."""

import frappe

from fsm_app.common.limits import per_user
from fsm_app.safety import incidents, permit_answers
from fsm_app.safety.equipment import to_check
from fsm_app.workforce.engineers import engineer_of


@frappe.whitelist(methods=["GET"])
def equipment_to_check() -> list[str]:
	"""What the engineer who is logged in has to check for the tickets in their hands, without what they have checked today."""
	engineer = engineer_of()
	if not engineer or engineer.status == "Left":
		return []
	return to_check(engineer.name)


@frappe.whitelist(methods=["POST"])
@per_user(200)
def approve_permit(permit: str, answer: str = "") -> str:
	"""Approve a work permit, for whoever holds the role; returns its state."""
	return permit_answers.approve(permit, answer).state


@frappe.whitelist(methods=["POST"])
@per_user(200)
def refuse_permit(permit: str, answer: str) -> str:
	"""Refuse a work permit or take it back, for whoever holds the role; returns its state."""
	return permit_answers.refuse(permit, answer).state


@frappe.whitelist(methods=["POST"])
@per_user(200)
def close_permit(permit: str, remark: str = "") -> str:
	"""Close a work permit, or withdraw the request; returns its state."""
	return permit_answers.close(permit, remark).state


@frappe.whitelist(methods=["POST"])
@per_user(200)
def acknowledge_incident(incident: str) -> str:
	"""Look after a safety incident; returns its state."""
	return incidents.acknowledge(incident).state


@frappe.whitelist(methods=["POST"])
@per_user(200)
def close_incident(incident: str) -> str:
	"""Close a safety incident whose cause is known and whose actions are done; returns its state."""
	return incidents.close(incident).state


@frappe.whitelist(methods=["POST"])
@per_user(200)
def finish_action(incident: str, row: str, result: str = "") -> str:
	"""Say that a corrective action is done; returns the incident's state."""
	return incidents.finish_action(incident, row, result).state
