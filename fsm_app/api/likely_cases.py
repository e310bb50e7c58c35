"""The cases that may help with a ticket, on its form and while it is still being written (G2)."""

import frappe

from fsm_app.common.arguments import permitted
from fsm_app.common.company_limits import sees_company
from fsm_app.engine.stages import TICKET
from fsm_app.knowledge import likely
from fsm_app.knowledge.stages import CASE
from fsm_app.service_desk import equipment


@frappe.whitelist(methods=["GET"])
def of_ticket(ticket: str) -> dict:
	"""What may solve the ticket (likely.of_facts); needs permission to read it, and cases at all."""
	frappe.has_permission(CASE, "read", throw=True)
	permitted(TICKET, ticket)
	return likely.of_ticket(ticket)


@frappe.whitelist(methods=["POST"])
def of_new_ticket(
	subject: str | None = None,
	description: str | None = None,
	fault_symptom: str | None = None,
	fault_code: str | None = None,
	item_code: str | None = None,
	serial_no: str | None = None,
	offering: str | None = None,
) -> dict:
	"""The same for a ticket that is not saved yet; needs permission to open tickets and to read cases."""
	frappe.has_permission(TICKET, "create", throw=True)
	frappe.has_permission(CASE, "read", throw=True)
	return likely.of_facts(
		{
			"subject": subject,
			"description": description,
			"fault_symptom": fault_symptom,
			"fault_code": fault_code,
			"item_code": item_code or _item_of(serial_no),
			"offering": offering,
		}
	)


def _item_of(serial_no: str | None) -> str | None:
	device = equipment.device(serial_no) if serial_no else None
	return device.item_code if device and sees_company(frappe.session.user, device.company) else None
