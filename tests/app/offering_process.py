"""One user's answer to an offer, or the scheduler's sweep, in a process of its own: python -m tests.app.offering_process '{...}'

Options: `site`, `user`, `ticket`, `what` (accept, decline, confirm, sweep, dispatch, permit, or "move", an engineer and a time, as
the dispatcher's board does), `offer` (the work permit, where that is approved), `at` (the clock). Prints "ready"
when everything is read that comes before the locks, and goes on when a line comes in. Prints then the outcome as JSON:
{"done"}, or {"error", "message"} of what refused it.
"""

import json
import sys

import frappe
import frappe.model.document
from frappe.model.workflow import apply_workflow
from frappe.utils import get_datetime

from fsm_app.assignments import answers
from fsm_app.assignments.passing_on import sweep_offers
from fsm_app.common import clock
from fsm_app.day_plans.facts import facts_of
from fsm_app.dispatch_board import moves
from fsm_app.safety import permit_answers


def main(site: str, user: str, ticket: str, what: str, offer: str, at: str) -> None:
	frappe.init(site=site)
	frappe.connect()
	frappe.set_user(user)
	frappe.flags.mute_emails = True
	# Nothing may go to Redis about tickets that are gone when the test is over.
	frappe.model.document.update_global_search = lambda doc: None
	acts = {
		"accept": lambda: answers.accept(offer),
		"decline": lambda: answers.decline(offer, "No time today"),
		"confirm": lambda: answers.confirm(offer),
		"sweep": sweep_offers,
		"permit": lambda: permit_answers.approve(offer),
		"dispatch": lambda: apply_workflow(frappe.get_doc("Service Ticket", ticket).as_dict(), "Dispatch"),
	}
	with clock.at(get_datetime(at)):
		if what.startswith("move "):
			acts[what] = _move(ticket, *what.split(" ", 2)[1:])
		# The transaction sees from here on what was committed until now, as a request's does.
		frappe.db.get_value("Service Ticket", ticket, "modified")
		print("ready", flush=True)
		sys.stdin.readline()
		try:
			acts[what]()
			frappe.db.commit()
			outcome = {"done": what}
		except Exception as refusal:  # as the request's handler does, which answers with it
			frappe.db.rollback()
			outcome = {"error": type(refusal).__name__, "message": str(refusal)}
	print(json.dumps(outcome))
	frappe.destroy()


def _move(ticket: str, engineer: str, time: str):
	"""What the board saw of a ticket without a visit is read before the others act."""
	seen = json.loads(facts_of(frappe.get_doc("Service Ticket", ticket), None))
	return lambda: moves.move(ticket, seen, engineer, get_datetime(time))


if __name__ == "__main__":
	main(**json.loads(sys.argv[1]))
