"""What the ticket's form asks for about its device and customer (C3)."""

import frappe
from frappe import _

from fsm_app.common.arguments import permitted
from fsm_app.common.company_limits import sees_company
from fsm_app.common.roles import SEES_ALL_TICKETS, SERVICE_ENGINEER
from fsm_app.engine.stages import TICKET
from fsm_app.service_desk import ticket_context as contexts
from fsm_app.service_desk.caller_contact import knows_contact


@frappe.whitelist(methods=["GET"])
def context(ticket: str) -> dict:
	"""History, repeated fault, open tickets, warranty and place of `ticket` (context.of); needs read permission on it."""
	_require_service_role()
	permitted(TICKET, ticket)
	known = contexts.of_ticket(ticket)
	if not knows_contact(frappe.db.get_value(TICKET, ticket, ["engineer", "stage"], as_dict=True)):
		# where the caller is, is for those who go there or send somebody
		known.update({"latitude": None, "longitude": None})
	return known


@frappe.whitelist(methods=["GET"])
def context_of_equipment(
	serial_no: str,
	company: str,
	customer: str | None = None,
	subject: str | None = None,
	fault_symptom: str | None = None,
	fault_code: str | None = None,
) -> dict:
	"""The same for a ticket that is still being written; needs permission to create tickets and to see the company."""
	_require_service_role()
	frappe.has_permission(TICKET, "create", throw=True)
	if not sees_company(frappe.session.user, company):
		frappe.throw(
			_("Company: you may not see documents of {0}. Choose another company.").format(company),
			frappe.PermissionError,
		)
	return contexts.of(
		{
			"serial_no": serial_no,
			"company": company,
			"customer": customer,
			"subject": subject,
			"fault_symptom": fault_symptom,
			"fault_code": fault_code,
		}
	)


def _require_service_role() -> None:
	"""For those who do the service; a customer who may read the ticket learns nothing of the device's other users."""
	if not set(frappe.get_roles()) & (SEES_ALL_TICKETS | {SERVICE_ENGINEER}):
		frappe.throw(
			_("This is for those who do the service. Ask an administrator for a service role."),
			frappe.PermissionError,
		)
