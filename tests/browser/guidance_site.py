"""Run as python -m tests.browser.guidance_site: serves a stand-in site with calls to an expert until it is terminated.

Prints first, as JSON, its address, who may log in, and by which page each comes to which call.
"""

import json
from typing import NamedTuple

from werkzeug.serving import WSGIRequestHandler, make_server

from tests import host

ENGINEER, EXPERT = "calls@example.com", "expert.at.home@example.com"


class Visitor(NamedTuple):
	part: str
	user: str
	begins_at: str = "/"


class Quiet(WSGIRequestHandler):
	"""Logs errors only."""

	def log_request(self, *_args) -> None:
		pass


def calls() -> dict:
	"""Make a ticket on site and two calls about it: one that its engineer shows, and one that the customer shows."""
	import frappe

	from fsm_app.api import remote_guidance
	from tests.app import factories as f
	from tests.app.tickets import walk

	for user in (ENGINEER, EXPERT):
		f.user(user, "Service Engineer", *(["Service Manager"] if user == EXPERT else []))
	own = f.engineer("Ann Shows", user=ENGINEER)
	f.engineer("Bo Knows", level="Senior", user=EXPERT)
	settings = frappe.get_doc("Guidance Settings")
	settings.update({"enabled": 1, "link_hours": 4})
	settings.save()
	ticket = walk(f.ticket(subject="The pump leaks"), "Triage")
	doc = frappe.get_doc("Service Ticket", ticket.name)
	doc.engineer = own.name
	doc.save()
	ticket = walk(ticket, "Dispatch", "Accept", "Arrive").name
	pages = {}
	for shown_by in ("Engineer", "Customer"):
		frappe.set_user(ENGINEER)
		asked = remote_guidance.ask(ticket, EXPERT, "Which hose is it?", shown_by)
		page = asked["page"]
		if shown_by == "Customer":
			page = (
				"/remote-guidance?" + remote_guidance.customer_link(asked["name"])["link"].partition("?")[2]
			)
		pages[shown_by] = {"shows": page, "expert": asked["page"]}
		frappe.set_user("Administrator")
	frappe.db.commit()
	return {"ticket": ticket, "pages": pages}


def main() -> None:
	host.start()
	made = calls()
	from devsite.server import Server

	application = Server([Visitor("engineer", ENGINEER), Visitor("expert", EXPERT)])
	server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=Quiet)
	made |= {"url": f"http://127.0.0.1:{server.port}", "engineer": ENGINEER, "expert": EXPERT}
	print(json.dumps(made), flush=True)
	server.serve_forever()


if __name__ == "__main__":
	main()
