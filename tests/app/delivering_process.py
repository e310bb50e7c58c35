"""What one user's phone delivers, in a process of its own, as a web worker takes it: python -m tests.app.delivering_process '{...}'

Options: `site`, `user`, `acts`. Prints "ready", goes on when a line comes in, and prints then the results as JSON.
"""

import json
import sys

import frappe
import frappe.model.document

from fsm_app.field_app import delivery


def main(site: str, user: str, acts: list[dict]) -> None:
	frappe.init(site=site)
	frappe.connect()
	frappe.set_user(user)
	frappe.flags.mute_emails = True
	# Nothing may go to Redis about tickets that are gone when the test is over.
	frappe.model.document.update_global_search = lambda doc: None
	print("ready", flush=True)
	sys.stdin.readline()
	print(json.dumps(delivery.deliver(user, acts, None, {})))
	frappe.destroy()


if __name__ == "__main__":
	main(**json.loads(sys.argv[1]))
