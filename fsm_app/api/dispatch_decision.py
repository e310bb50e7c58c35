"""What the form of a Dispatch Decision asks for (E1)."""

import frappe

from fsm_app.dispatch.explanation import explain


@frappe.whitelist(methods=["GET"])
def explanation(decision: str) -> dict:
	"""The decision in sentences, with names; needs read permission on it. See explanation.explain."""
	frappe.has_permission("Dispatch Decision", "read", decision, throw=True)
	return explain(frappe.get_doc("Dispatch Decision", decision))
