"""What the list of tickets and the form of a Bulk Assignment send (E2)."""

import frappe

from fsm_app.assignments import bulk
from fsm_app.common.arguments import WrongArgument, parsed, permitted
from fsm_app.common.roles import COORDINATORS


@frappe.whitelist(methods=["POST"])
def begin(tickets: str | list) -> str:
	"""Have candidates proposed for these tickets, for those who coordinate; returns the Bulk Assignment."""
	frappe.only_for(COORDINATORS)
	names = parsed(tickets, "tickets")
	if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
		frappe.throw("tickets", WrongArgument)
	return bulk.begin(names)


@frappe.whitelist(methods=["POST"])
def assign(name: str) -> None:
	"""Assign the tickets of a Bulk Assignment as proposed, for those who coordinate."""
	frappe.only_for(COORDINATORS)
	bulk.start(permitted(bulk.BULK, name, "write"))
