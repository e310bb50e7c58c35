"""Whitelisted functions of the Travel Settings' form (E3)."""

import frappe

from fsm_app.travel_times.trial import try_one_way


@frappe.whitelist(methods=["POST"])
def try_service() -> dict:
	"""Ask the saved service for the way between two addresses; returns `told` or `problem`, a sentence each."""
	frappe.has_permission("Travel Settings", "write", throw=True)
	return try_one_way()
