"""Dispatchers are told of a ticket that came in from outside: by the portal, a label, an e-mail or over REST (C2).

In a job after the request, so that intake waits for nobody and does not fail with the telling.
"""

import frappe
from frappe import _

from fsm_app.common.notices import KIND, notify_of_others
from fsm_app.common.roles import SERVICE_DISPATCHER, SERVICE_MANAGER
from fsm_app.engine.stages import TICKET
from fsm_app.service_desk.assignment_notices import dispatchers_of
from fsm_app.workforce.audience import Audience

# Where nobody of the service sat at the form, as with the telephone.
OUTSIDE = frozenset({"Portal", "QR Code", "E-mail", "REST", "Device Alert"})
# Each user's own choice, see common/custom_fields.py.
WISH_FOR_MAIL = "fsm_email_new_tickets"


def announce(ticket) -> None:
	"""After a ticket was inserted: have the dispatchers told of it, if it came from outside."""
	if ticket.source not in OUTSIDE or ticket.flags.imported or frappe.flags.fsm_nobody_is_told:
		return
	if ticket.source == "REST" and _is_coordinator(frappe.session.user):
		return
	frappe.enqueue(
		"fsm_app.service_desk.new_ticket_notices.tell_dispatchers",
		ticket=ticket.name,
		job_id=f"fsm_app:new_ticket:{ticket.name}",
		deduplicate=True,
		enqueue_after_commit=True,
	)


def tell_dispatchers(ticket: str) -> None:
	"""Tell the dispatchers of the new `ticket`, by e-mail too who wishes it; whoever was told before is not told again."""
	row = frappe.db.get_value(
		TICKET, ticket, ["name", "subject", "company", "region", "owner", "source"], as_dict=True
	)
	if not row:
		return  # it was deleted since
	told = frappe.get_all(
		"Notification Log",
		filters={"document_type": TICKET, "document_name": ticket, "type": KIND},
		pluck="for_user",
	)
	users = [user for user in dispatchers_of(row, Audience()) if user not in {row.owner, *told}]

	def message(language: str) -> str:
		return _("New ticket {0} ({1})", language).format(
			row.name, _(row.source, language, context="Service Ticket")
		)

	notify_of_others(users, message, TICKET, row.name, row.subject, WISH_FOR_MAIL)


def _is_coordinator(user: str) -> bool:
	"""Whether the user plans the service, and so knows of the ticket; Administrator stands for another program."""
	return user != "Administrator" and bool(
		{SERVICE_DISPATCHER, SERVICE_MANAGER} & set(frappe.get_roles(user))
	)
