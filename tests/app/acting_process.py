"""One user's workflow action in a process of its own, as a web worker takes it: python -m tests.app.acting_process '{...}'

Options: `site`, `user`, `ticket`, and `action` or `step`, a row of the checklist that is ticked off instead. Prints "ready" when the ticket is read and the action found, and goes on when a
line comes in. Prints then the outcome as JSON: {"stage", "engineer"}, or {"error", "message"} of what refused it.
"""

import json
import sys

import frappe
import frappe.model.document
import frappe.model.workflow

from fsm_app.api.checklist import tick


def main(site: str, user: str, ticket: str, action: str = "", step: str = "") -> None:
	frappe.init(site=site)
	frappe.connect()
	frappe.set_user(user)
	frappe.flags.mute_emails = True
	# Nothing may go to Redis about tickets that are gone when the test is over.
	frappe.model.document.update_global_search = lambda doc: None
	frappe.model.workflow.get_transitions = _waiting(frappe.model.workflow.get_transitions)
	try:
		if step:
			outcome = _tick(ticket, step)
		else:
			done = frappe.model.workflow.apply_workflow(
				frappe.get_doc("Service Ticket", ticket).as_dict(), action
			)
			outcome = {"stage": done.stage, "engineer": done.engineer}
		frappe.db.commit()
	except Exception as refusal:  # as the request's handler does, which answers with it
		frappe.db.rollback()
		outcome = {"error": type(refusal).__name__, "message": str(refusal)}
	print(json.dumps(outcome))
	frappe.destroy()


def _tick(ticket: str, step: str) -> dict:
	frappe.get_doc("Service Ticket", ticket)  # from now on the transaction sees the ticket as it is here
	print("ready", flush=True)
	sys.stdin.readline()
	return {"ticked": [row["step"] for row in tick(ticket, step, True)["steps"] if row["done"]]}


def _waiting(get_transitions):
	"""Between the reading of the ticket and its saving is where two users meet."""
	waited = []

	def found(*args, **kwargs):
		transitions = get_transitions(*args, **kwargs)
		if not waited:
			waited.append(1)
			print("ready", flush=True)
			sys.stdin.readline()
		return transitions

	return found


if __name__ == "__main__":
	main(**json.loads(sys.argv[1]))
