"""An engineer uses a part in a process of its own, as a web worker takes it: python -m tests.app.parts_process '{...}'

Options: `site`, `user`, `ticket`, `lines`, `key`. Prints "ready" once its transaction has read the stock, and goes on when a
line comes in. Prints then the outcome as JSON: {"rows"} or {"error", "message"}.
"""

import json
import sys

import frappe
import frappe.model.document

from fsm_app.api import parts_used


def main(site: str, user: str, ticket: str, lines: list, key: str) -> None:
	frappe.init(site=site)
	frappe.connect()
	frappe.set_user(user)
	frappe.flags.mute_emails = True
	# Nothing may go to Redis about tickets that are gone when the test is over.
	frappe.model.document.update_global_search = lambda doc: None
	frappe.get_all("Bin", limit=1)
	frappe.get_doc("Service Ticket", ticket)
	print("ready", flush=True)
	sys.stdin.readline()
	try:
		rows = parts_used.use_parts(ticket, json.dumps(lines), key)
		frappe.db.commit()
		outcome = {"rows": [row["posting"] for row in rows]}
	except Exception as refusal:  # as the request's handler does, which answers with it
		frappe.db.rollback()
		outcome = {"error": type(refusal).__name__, "message": str(refusal)}
	print(json.dumps(outcome))
	frappe.destroy()


if __name__ == "__main__":
	main(**json.loads(sys.argv[1]))
