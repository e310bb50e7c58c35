"""Calling a customer back after the work is done (B1, I2)."""

import frappe
from frappe import _
from frappe.utils import format_datetime

from fsm_app.clock import now
from fsm_app.service_desk.stages import FINISHED, TICKET
from fsm_app.workforce.engineers import engineer_of


class CallbackRefused(frappe.ValidationError):
	"""A callback that cannot be written down."""


def record_callback(ticket_name: str, result: str):
	"""Write down that the customer was called back, with what he said; the first call counts. Returns the ticket."""
	ticket = frappe.get_doc(TICKET, ticket_name)
	if ticket.stage not in FINISHED:
		_refuse(_("{0} is not done yet. Call the customer back when the work is done.").format(ticket.name))
	if ticket.called_back_at:
		_refuse(
			_("The customer of {0} was called back on {1} already.").format(
				ticket.name, format_datetime(ticket.called_back_at)
			)
		)
	if not result.strip():
		_refuse(_("Result of the Callback: write down what the customer said."))
	engineer = engineer_of()
	if engineer and engineer.name == ticket.engineer:
		_refuse(_("The engineer of {0} cannot make the callback; somebody else has to.").format(ticket.name))
	ticket.update({"called_back_at": now(), "callback_result": result.strip()})
	ticket.flags.written_by_app = ("called_back_at",)
	return ticket.save()


def _refuse(message: str) -> None:
	frappe.throw(message, CallbackRefused)
