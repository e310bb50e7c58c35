"""What the report E-mails without Ticket asks for: an e-mail's text, and a ticket out of it (C2)."""

import frappe

from fsm_app.api.intake import answer
from fsm_app.intake.mail import mail_without_ticket as mails


@frappe.whitelist(methods=["GET"])
def left_out(mail: str) -> dict:
	"""An e-mail that opened no ticket, as left_out.shown says; for those who create tickets and read callers."""
	return mails.shown(mail)


@frappe.whitelist(methods=["POST"])
def open_ticket(mail: str, customer: str) -> dict:
	"""Open a ticket out of such an e-mail for `customer`; a second click returns the first ticket. Returns intake's `answer`."""
	return answer(mails.open_ticket(mail, customer))
