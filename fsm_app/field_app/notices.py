"""What a push message opens on an engineer's phone: the ticket in the field app (N1)."""

from urllib.parse import quote

import frappe

from fsm_app.engine.stages import TICKET
from fsm_app.safety.permit_types import PERMIT
from fsm_app.workforce.engineers import engineer_of


def page_of(notification) -> str | None:
	"""fsm_notice_opens: an engineer's ticket opens in the field app, and so does their work permit's; others have the Desk."""
	engineer = engineer_of() if notification.document_type in (TICKET, PERMIT) else None
	if not engineer:
		return None
	ticket = notification.document_name
	if notification.document_type == PERMIT:
		ticket = frappe.db.get_value(PERMIT, {"name": ticket, "engineer": engineer.name}, "ticket")
	return f"/field/ticket/{quote(ticket, safe='')}" if ticket else None
