"""What the Desk asks for about certificates and training sessions (H2, H3, H4)."""

import frappe

from fsm_app.common.arguments import permitted
from fsm_app.common.roles import MANAGES_SERVICE, SERVICE_AUDITOR, SERVICE_DISPATCHER
from fsm_app.engine.stages import TICKET
from fsm_app.service_training import session_calendar
from fsm_app.workforce import certificate_calendar, uncertified_tickets

REPORT = "Tickets Without Valid Certificate"
# Who decides what becomes of such tickets, or looks on.
CONCERNED = MANAGES_SERVICE | {SERVICE_DISPATCHER, SERVICE_AUDITOR}


@frappe.whitelist(methods=["GET"])
def missing_of_ticket(ticket: str) -> list[str]:
	"""The certifications that the ticket needs and its engineer does not hold today; nothing for whom it does not concern."""
	permitted(TICKET, ticket)
	if not CONCERNED & set(frappe.get_roles()):
		return []
	return uncertified_tickets.missing_of(ticket)


@frappe.whitelist(methods=["GET", "POST"])
def tickets_without_certificate(filters: str | list | dict | None = None) -> dict:
	"""How many tickets there are whose engineer lacks a certificate, for a number card, which sends its filters along."""
	frappe.only_for(tuple(sorted(CONCERNED)))
	return {
		"value": len(uncertified_tickets.visible()),
		"fieldtype": "Int",
		"route": ["query-report", REPORT],
	}


@frappe.whitelist(methods=["GET"])
def expiry_events(start: str, end: str, filters: str | list | None = None) -> list[dict]:
	"""The ends of certificates from `start` to `end` that the user may see, for the calendar."""
	return certificate_calendar.certificate_ends(start, end, filters)


@frappe.whitelist(methods=["GET"])
def session_events(start: str, end: str, filters: str | list | None = None) -> list[dict]:
	"""The training sessions from `start` to `end` that the user may see, for the calendar."""
	return session_calendar.sessions_between(start, end, filters)
