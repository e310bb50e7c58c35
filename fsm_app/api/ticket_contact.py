"""What the ticket's form asks for to reach the caller (D3)."""

import frappe
from frappe import _

from fsm_app.engine.stages import TICKET
from fsm_app.service_desk import caller_contact


class ContactHidden(frappe.PermissionError):
	"""The user sees the ticket but has no need to know who called."""


@frappe.whitelist(methods=["POST"])
def contact_of(ticket: str) -> dict:
	"""Name, phone, e-mail, address and place of the caller: for who coordinates or has the ticket in hand. Logged."""
	document = frappe.get_doc(TICKET, ticket)
	document.check_permission("read")
	if not caller_contact.knows_contact(document):
		frappe.throw(
			_("Contact: {0} is not in your hands. Ask its engineer or a dispatcher.").format(document.name),
			ContactHidden,
		)
	return caller_contact.contact_of(document)
