"""What the phone form asks for: who is calling, and a ticket for them (C2). All need permission to create tickets."""

import frappe
from frappe import _

from fsm_app.api.intake import answer
from fsm_app.intake.ticket_opening import TICKET, check_length, open_in_own_transaction
from fsm_app.service_desk import callers


class UnknownCaller(frappe.PermissionError):
	"""A customer of whom the user may not be told."""


@frappe.whitelist(methods=["GET"])
def find_caller(number: str) -> dict:
	"""The customers with this telephone number, in whatever writing, with equipment and open tickets; see callers."""
	frappe.has_permission(TICKET, "create", throw=True)
	return callers.find_caller(number)


@frappe.whitelist(methods=["GET", "POST"])  # the Desk's control posts
def find_customers(txt: str = "") -> list[dict]:
	"""Customers for the form's list of choices; nothing for less than two characters."""
	frappe.has_permission(TICKET, "create", throw=True)
	return callers.find_customers(txt) if len(txt.strip()) > 1 else []


@frappe.whitelist(methods=["GET"])
def of_customer(customer: str) -> dict:
	"""Equipment and open tickets of a customer chosen by name."""
	_check(customer)
	return callers.of_customers({customer})


@frappe.whitelist(methods=["POST"])
def open_ticket(
	client_key: str,
	subject: str | None = None,
	customer: str | None = None,
	contact: str | None = None,
	reported_by: str | None = None,
	contact_phone: str | None = None,
	serial_no: str | None = None,
	offering: str | None = None,
	urgency: str | None = None,
	impact: str | None = None,
	description: str | None = None,
) -> dict:
	"""Open the caller's ticket; the form's key makes a second click return the first ticket. Returns intake's `answer`."""
	_check(customer)
	values = {
		"subject": subject,
		"customer": customer,
		"contact": contact,
		"reported_by": reported_by,
		"contact_phone": contact_phone,
		"serial_no": serial_no,
		"offering": offering,
		"urgency": urgency,
		"impact": impact,
		"description": description,
	}
	check_length(values)
	return answer(open_in_own_transaction(values, "Phone", client_key))


def _check(customer: str | None) -> None:
	frappe.has_permission(TICKET, "create", throw=True)
	if customer and not callers.is_visible(customer):
		frappe.throw(
			_("Customer: {0} is not known to you. Choose another one.").format(customer), UnknownCaller
		)
