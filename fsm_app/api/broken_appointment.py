"""What the form of a Broken Appointment asks and sends (E2)."""

import frappe

from fsm_app.assignments import absences
from fsm_app.assignments.absences import BROKEN
from fsm_app.common.arguments import permitted
from fsm_app.common.roles import COORDINATORS
from fsm_app.dispatch.preview import candidates_for
from fsm_app.engine.stages import TICKET


@frappe.whitelist(methods=["GET"])
def candidates(name: str) -> dict:
	"""Who could keep the appointment, the best first, and who could not and why; for those who coordinate."""
	frappe.only_for(COORDINATORS)
	permitted(BROKEN, name)
	ticket = permitted(TICKET, frappe.db.get_value(BROKEN, name, "ticket"))
	return candidates_for(frappe.get_doc(TICKET, ticket))


@frappe.whitelist(methods=["POST"])
def give(name: str, engineer: str | None = None) -> str:
	"""Give the ticket to `engineer`, or to the best who can keep the appointment, for those who coordinate; returns the engineer."""
	frappe.only_for(COORDINATORS)
	return absences.give(permitted(BROKEN, name), engineer)


@frappe.whitelist(methods=["POST"])
def keep(name: str) -> None:
	"""Say that the appointment holds all the same, for those who coordinate."""
	frappe.only_for(COORDINATORS)
	absences.keep(permitted(BROKEN, name))
