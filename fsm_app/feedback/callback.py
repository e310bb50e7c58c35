"""Calling a customer back after the work is done (B1, I2)."""

import frappe
from frappe import _
from frappe.utils import format_datetime

from fsm_app.common.clock import now
from fsm_app.engine.stages import FINISHED, TICKET
from fsm_app.workforce.engineers import engineer_of


class CallbackRefused(frappe.ValidationError):
	"""A callback that cannot be written down."""


def record_callback(ticket_name: str, result: str):
	"""Write down that the customer was called back, with what they said; the first call counts. Returns the ticket.

	The caller has checked that the user coordinates the service or is one of its engineers, and sees the ticket.
	"""
	ticket = frappe.get_doc(TICKET, ticket_name)
	if ticket.stage not in FINISHED:
		_refuse(_("The work is not done yet. Call the customer back when it is."))
	if ticket.called_back_at:
		_refuse(
			_("The customer was called back on {0} already. Add what is new as a comment.").format(
				format_datetime(ticket.called_back_at)
			)
		)
	if not result.strip():
		_refuse(_("Result of the Callback: write down what the customer said."))
	engineer = engineer_of()
	if engineer and engineer.name == ticket.engineer:
		_refuse(
			_("You did this work yourself, so somebody else has to call the customer back. Ask a colleague.")
		)
	ticket.update({"called_back_at": now(), "callback_result": result.strip()})
	ticket.flags.written_by_app = ("called_back_at",)
	# A colleague calls, who may not change the ticket otherwise: only the call and its result are written.
	return ticket.save(ignore_permissions=True)


def _refuse(message: str) -> None:
	frappe.throw(message, CallbackRefused)
