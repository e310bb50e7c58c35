"""Calling a customer back after the work is done (B1, I2)."""

import frappe
from frappe import _
from frappe.utils import format_datetime

from fsm_app.common.clock import now
from fsm_app.engine.stages import FINISHED, TICKET
from fsm_app.feedback import callback_plan
from fsm_app.feedback.complaints import COMPLAINT
from fsm_app.workforce.engineers import engineer_of

YES, NO = "Yes", "No"
NONE, BY_COMPLAINT = "None", "Complaint"


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
	ticket.save(ignore_permissions=True)
	callback_plan.follow_call(ticket)
	return ticket


def finish(callback, result: str, satisfied: str, follow_up: str):
	"""Write down the planned callback (a document) as made: on the ticket, where its clock is met, and here. Returns it anew.

	The caller has checked that the user may do so. Raises CallbackRefused.
	"""
	_require_planned(callback)
	if satisfied not in (YES, NO):
		_refuse(_("Satisfied: say whether the customer is, Yes or No."))
	if follow_up not in (NONE, BY_COMPLAINT):
		_refuse(_("Follow-up: choose {0} or {1}.").format(_(NONE), _(BY_COMPLAINT)))
	record_callback(callback.ticket, result)
	values = {"satisfied": satisfied, "follow_up": follow_up}
	if follow_up == BY_COMPLAINT:
		values["complaint"] = _open_complaint(callback, result.strip())
	frappe.db.set_value(callback_plan.CALLBACK, callback.name, values)
	return frappe.get_doc(callback_plan.CALLBACK, callback.name)


def give_up(callback, result: str):
	"""Write down that the customer could not be reached: the ticket's clock is not met by that. Returns it anew."""
	_require_planned(callback)
	if not result.strip():
		_refuse(_("Result of the Callback: say when and how you tried."))
	callback.update(
		{
			"state": callback_plan.NOT_REACHED,
			"result": result.strip(),
			"done_at": now(),
			"done_by": frappe.session.user,
		}
	)
	callback.flags.written_by_app = ("state", "result", "done_at", "done_by")
	return callback.save(ignore_permissions=True)  # whoever it is given to


def _open_complaint(callback, result: str) -> str:
	complaint = frappe.get_doc(
		{
			"doctype": COMPLAINT,
			"ticket": callback.ticket,
			"engineer": callback.engineer,
			"category": "Quality",
			"source": "Callback",
			"description": result,
		}
	)
	return complaint.insert(ignore_permissions=True).name  # whoever calls takes down what the customer says


def _require_planned(callback) -> None:
	if callback.state != callback_plan.PLANNED:
		_refuse(
			_("{0} is not open any more ({1}). Choose a planned one.").format(
				callback.name, _(callback.state)
			)
		)


def _refuse(message: str) -> None:
	frappe.throw(message, CallbackRefused)
