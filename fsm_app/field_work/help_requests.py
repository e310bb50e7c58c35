"""An engineer who gets no further raises an escalation, or asks the head office's support (D2).

Both need a right of their level, which the server checks whichever way the call comes.
"""

import frappe
from frappe import _

from fsm_app.engine.stages import ENDED, TICKET
from fsm_app.service_desk.ticket_notices import tell
from fsm_app.workforce.audience import Audience
from fsm_app.workforce.rights import CONTACT_HEAD_OFFICE, RAISE_ESCALATION, require


class CallRefused(frappe.ValidationError):
	"""A call for help that says nothing, comes too late, or that nobody would hear."""


def raise_escalation(ticket_name: str, reason: str) -> str:
	"""Tell the team's supervisor and the service managers that the ticket needs them; returns who was told."""
	require(RAISE_ESCALATION)
	ticket = _open_ticket(ticket_name)
	audience = Audience()
	users = list(dict.fromkeys(audience.supervisor(ticket.team) + audience.managers()))
	message = _("Escalated by {0}: {1}").format(_me(), _said(reason, _("Reason")))
	return tell(users, message, ticket, audience)


def ask_head_office(ticket_name: str, question: str) -> str:
	"""Put a question about the ticket to the head office's support; returns who was told."""
	require(CONTACT_HEAD_OFFICE)
	ticket = _open_ticket(ticket_name)
	role = frappe.db.get_single_value("Field Service Settings", "head_office_role", cache=True)
	users = Audience().with_role(role) if role else []
	if not users:
		_refuse(
			_("Nobody is there to ask. Set Head Office Support in {0} to a role that somebody holds.").format(
				_("Field Service Settings")
			)
		)
	message = _("Question to the head office from {0}: {1}").format(
		_me(), _said(question, _("Question", context="Service Ticket"))
	)
	return tell(users, message, ticket)


def _open_ticket(name: str):
	ticket = frappe.get_doc(TICKET, name)
	if ticket.stage in ENDED:
		_refuse(_("{0} is closed. Reopen it first, or open a new ticket.").format(name))
	return ticket


def _said(text: str, label: str) -> str:
	if not text.strip():
		_refuse(_("{0}: say what it is about.").format(label))
	return text.strip()


def _me() -> str:
	return frappe.get_cached_value("User", frappe.session.user, "full_name") or frappe.session.user


def _refuse(message: str) -> None:
	frappe.throw(message, CallRefused)
