"""What the form of a Service Callback sends (I2)."""

import frappe

from fsm_app.common.arguments import permitted
from fsm_app.feedback import callback
from fsm_app.feedback.callback_plan import CALLBACK


@frappe.whitelist(methods=["POST"])
def finish(name: str, result: str, satisfied: str, follow_up: str = "None") -> dict:
	"""Write down that the customer was called, on the callback and on its ticket: for whoever sees the callback."""
	return callback.finish(
		frappe.get_doc(CALLBACK, permitted(CALLBACK, name)), result, satisfied, follow_up
	).as_dict()


@frappe.whitelist(methods=["POST"])
def give_up(name: str, result: str) -> dict:
	"""Write down that the customer could not be reached."""
	return callback.give_up(frappe.get_doc(CALLBACK, permitted(CALLBACK, name)), result).as_dict()
