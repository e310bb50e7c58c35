"""A customer moves an appointment in a process of its own, as a web worker takes it: python -m tests.app.customer_moving_process '{...}'

Options: `site`, `ticket`, `start`, `key`, and the moment `at`. Prints "ready" when the ticket is read, and goes on when a line
comes in. Prints then the outcome as JSON: {"done"} or {"error", "message"} of what refused it.
"""

import json
import sys

import frappe
import frappe.model.document
from frappe.utils import get_datetime

from fsm_app.common import clock
from fsm_app.customer_page import appointments
from fsm_app.customer_page.appointments import LINK


def main(site: str, ticket: str, start: str, key: str, at: str) -> None:
	frappe.init(site=site)
	frappe.connect()
	frappe.set_user("Guest")
	frappe.flags.mute_emails = True
	# Nothing may go to Redis about tickets that are gone when the test is over.
	frappe.model.document.update_global_search = lambda doc: None
	with clock.at(get_datetime(at)):
		# From now on the transaction sees the visits as they are here.
		appointments.shown(frappe.get_doc("Service Ticket", ticket))
		print("ready", flush=True)
		sys.stdin.readline()
		try:
			appointments.move(ticket, start, key, LINK)
			frappe.db.commit()
			outcome = {"done": True}
		except Exception as refusal:  # as the request's handler does, which answers with it
			frappe.db.rollback()
			outcome = {"error": type(refusal).__name__, "message": str(refusal)}
	print(json.dumps(outcome))
	frappe.destroy()


if __name__ == "__main__":
	main(**json.loads(sys.argv[1]))
