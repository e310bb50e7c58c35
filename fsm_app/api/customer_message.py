"""Writing to the customer from a ticket's form, to be read in the portal (C2)."""

import frappe

from fsm_app.engine.stages import TICKET
from fsm_app.intake.portal import messages as portal_messages


@frappe.whitelist(methods=["POST"])
def send(ticket: str, text: str) -> None:
	"""Write `text` (plain) to the ticket's customer; needs write permission on the ticket. Raises MessageRefused."""
	document = frappe.get_doc(TICKET, ticket)
	document.check_permission("write")
	portal_messages.answer(document, text)
