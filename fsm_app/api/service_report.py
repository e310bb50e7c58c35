"""What the ticket's form asks for about its service report (C8)."""

import frappe

from fsm_app.engine.masking import mask_email
from fsm_app.engine.stages import TICKET
from fsm_app.field_work import report_mail
from fsm_app.service_desk import ticket_mail
from fsm_app.service_desk.caller_contact import knows_contact


@frappe.whitelist(methods=["POST"])
def send(ticket: str, address: str | None = None) -> dict:
	"""Send the report to `address`, else the ticket's own, now; needs the right to write and to e-mail the ticket."""
	document = frappe.get_doc(TICKET, ticket)
	for right in ("write", "email"):
		document.check_permission(right)
	sent_to = report_mail.send_now(document, address)
	return {"address": sent_to if address or knows_contact(document) else mask_email(sent_to)}


@frappe.whitelist(methods=["GET"])
def recipient(ticket: str) -> dict:
	"""To whom the report would go and in which language; needs read permission on the ticket.

	Who need not know the caller gets the address masked and as `address` None: an empty one sends to the ticket's own.
	"""
	document = frappe.get_doc(TICKET, ticket)
	document.check_permission("read")
	address = ticket_mail.address_of(document)
	return {
		"address": address if knows_contact(document) else None,
		"shown": mask_email(address),
		"language": ticket_mail.language_of(document),
	}
