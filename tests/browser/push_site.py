"""Run as python -m tests.browser.push_site: serves a stand-in site whose engineer was told of a ticket, until it is terminated.

Prints first, as JSON, its address, the engineer's user, the ticket, and the message as it is sent to the phone.
"""

import json

from werkzeug.serving import make_server

from tests import host
from tests.browser.guidance_site import Quiet, Visitor

ENGINEER = "told.on.phone@example.com"


def told() -> dict:
	"""Make the keys and a ticket that is given to the engineer; returns what is known of it."""
	import frappe

	from fsm_app.api import push_messages
	from fsm_app.push_messages.message import message_of
	from tests.app import factories as f
	from tests.app.tickets import walk

	f.user(ENGINEER, "Service Engineer")
	settings = frappe.get_doc("Push Settings")
	settings.update({"contact": "service@example.com"})
	settings.save()
	push_messages.make_keys()
	engineer = f.engineer("Ann Told", user=ENGINEER)
	ticket = walk(f.ticket(engineer=engineer.name, subject="The pump leaks"), "Triage", "Dispatch")
	notice = frappe.get_last_doc("Notification Log", {"for_user": ENGINEER, "document_name": ticket.name})
	frappe.db.commit()
	return {"ticket": ticket.name, "user": ENGINEER, "message": message_of(notice, "en").decode()}


def main() -> None:
	host.start()
	made = told()
	from devsite.server import Server

	application = Server([Visitor("engineer", ENGINEER, "/field")])
	server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=Quiet)
	print(json.dumps(made | {"url": f"http://127.0.0.1:{server.port}"}), flush=True)
	server.serve_forever()


if __name__ == "__main__":
	main()
