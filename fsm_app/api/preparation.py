"""The sheet by which an engineer prepares for a ticket (E4)."""

import frappe

from fsm_app.common.arguments import permitted
from fsm_app.common.roles import SEES_ALL_TICKETS, SERVICE_ENGINEER
from fsm_app.engine.stages import TICKET
from fsm_app.preparation import sheet


@frappe.whitelist(methods=["GET"])
def of_ticket(ticket: str) -> dict:
	"""Device, history, tools and parts, access, safety and wishes of `ticket` (sheet.of_ticket); for those who do the service, needs read permission on it."""
	frappe.only_for((SERVICE_ENGINEER, *sorted(SEES_ALL_TICKETS)))
	permitted(TICKET, ticket)
	return sheet.of_ticket(frappe.get_doc(TICKET, ticket))
