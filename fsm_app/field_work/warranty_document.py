"""The warranty document of a repair: ERPNext's own Warranty Claim, made out of the ticket (D2)."""

import frappe
from frappe import _
from frappe.utils import escape_html

from fsm_app.engine.stages import TICKET
from fsm_app.service_desk.ticket_caller import caller_of
from fsm_app.workforce.rights import ISSUE_WARRANTY_DOCUMENT, require

CLAIM = "Warranty Claim"


class NoWarranty(frappe.ValidationError):
	"""A warranty document for what is not under warranty, or for no equipment."""


def issue_warranty_document(ticket_name: str):
	"""Make the Warranty Claim of a ticket by ERPNext's own rules and the user's own permissions; returns it.

	A second time returns the first. Needs the right, and a ticket with a serial number under warranty or contract.
	"""
	require(ISSUE_WARRANTY_DOCUMENT)
	ticket = frappe.get_doc(TICKET, ticket_name)
	if ticket.warranty_claim:
		claim = frappe.get_doc(CLAIM, ticket.warranty_claim)
		claim.check_permission("read")
		return claim
	if not ticket.serial_no:
		frappe.throw(
			_("This ticket names no device. Enter its serial number first."),
			NoWarranty,
		)
	if ticket.warranty_state not in ("In Warranty", "Under Contract"):
		frappe.throw(
			_("Warranty: {0} is {1}. {2}").format(
				ticket.serial_no, _(ticket.warranty_state or "Unknown"), ticket.warranty_reason or ""
			),
			NoWarranty,
		)
	claim = frappe.get_doc(_values(ticket)).insert()
	frappe.db.set_value(TICKET, ticket.name, "warranty_claim", claim.name)
	return claim


def _values(ticket) -> dict:
	caller = caller_of(ticket)
	return {
		"doctype": CLAIM,
		"customer": ticket.customer,
		"company": ticket.company,
		"serial_no": ticket.serial_no,
		"item_code": ticket.item_code,
		"complaint_date": ticket.opened_at.date(),
		"complaint": escape_html(ticket.fault_symptom or ticket.subject),
		"contact_person": caller.contact,
		"customer_address": caller.address,
		"territory": ticket.region,
	}
