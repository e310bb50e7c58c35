"""What the forms of ERPNext's Issue and Warranty Claim ask for (C2)."""

import frappe

from fsm_app.api.intake import answer
from fsm_app.common.arguments import permitted
from fsm_app.intake import erpnext_requests
from fsm_app.intake.ticket_opening import SETTINGS, TICKET


@frappe.whitelist(methods=["GET"])
def ticket_of(doctype: str, name: str) -> dict:
	"""`ticket` opened out of the document, `offering` that a new one would have by default, and `may_open`.

	Needs read permission on the document. `ticket` and `offering` are None where there is none.
	"""
	erpnext_requests.key_of(doctype, name)  # refuses any other doctype before Frappe is asked about it
	permitted(doctype, name)
	return {
		"ticket": erpnext_requests.ticket_of(doctype, name),
		"offering": frappe.db.get_single_value(SETTINGS, "default_offering"),
		"may_open": bool(frappe.has_permission(TICKET, "create")),
	}


@frappe.whitelist(methods=["POST"])
def open_ticket(doctype: str, name: str, offering: str | None = None) -> dict:
	"""Open the document's ticket, or return the one it has; returns intake's `answer`.

	Needs read permission on the document and permission to create tickets.
	"""
	frappe.has_permission(TICKET, "create", throw=True)
	return answer(erpnext_requests.open_from(doctype, name, offering))
