"""Whitelisted functions of the ticket's form."""

import frappe

from fsm_app.service_desk import callback


@frappe.whitelist(methods=["POST"])
def record_callback(ticket: str, result: str) -> dict:
	"""Write down that the customer was called back; needs write permission on the ticket."""
	frappe.has_permission("Service Ticket", "write", ticket, throw=True)
	return callback.record_callback(ticket, result).as_dict()
