"""The stand-in site with two engineers and their tickets, for the walks through /field: `python -m tests.browser.field_site PORT`.

Commands come line by line on its input, and each is answered by a line of JSON: `down` and `up` cut and mend the line to it,
`logout` ends all logins, `new_version` is what a build leaves, `facts` tells what has arrived.
"""

import json
import logging
import sys
import threading

from tests import host

host.start()

from werkzeug.serving import make_server  # noqa: E402

import frappe  # noqa: E402

from demo.visitors import Visitor  # noqa: E402
from devsite.server import Server  # noqa: E402
from tests.app import factories as f  # noqa: E402
from tests.app.tickets import act, walk  # noqa: E402

ANNA, BEN = "anna.field@example.com", "ben.field@example.com"


def make() -> None:
	"""Each engineer has a ticket in hand."""
	for user, name, subject in (
		(ANNA, "Anna Field", "Press stands still"),
		(BEN, "Ben Field", "Oven is cold"),
	):
		f.user(user, "Service Engineer")
		engineer = f.engineer(name, user=user)
		ticket = walk(f.ticket(engineer=engineer.name, subject=subject), "Triage", "Dispatch")
		frappe.set_user(user)
		act(ticket.name, "Accept")
		frappe.set_user("Administrator")
	frappe.db.commit()


class Line:
	"""The site on its port, as long as the line is up."""

	def __init__(self, port: int):
		self.port, self.server = port, None
		self.site = Server([Visitor("Anna", ANNA, "/field"), Visitor("Ben", BEN, "/field")])

	def up(self) -> None:
		self.server = make_server("127.0.0.1", self.port, self.site, threaded=True)
		self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
		self.thread.start()

	def down(self) -> None:
		self.server.shutdown()
		self.server.server_close()
		self.thread.join()

	def logout(self) -> None:
		from frappe import auth

		auth._sessions.clear()

	def new_version(self) -> None:
		"""The worker reads otherwise than before, as after a build."""
		from fsm_app.common import frontend_assets

		source = frontend_assets.worker() + "// built anew"
		frontend_assets.worker = lambda: source

	def facts(self) -> dict:
		from frappe import app

		with app.one_at_a_time:
			return {
				"acts": frappe.get_all("Field Act", fields=["ticket", "kind", "result"], order_by="creation"),
				"tickets": frappe.get_all(
					"Service Ticket", fields=["name", "subject", "stage", "fault_cause"], order_by="name"
				),
			}


def main(port: int) -> None:
	logging.getLogger("werkzeug").setLevel(logging.ERROR)
	make()
	line = Line(port)
	line.up()
	print(json.dumps("ready"), flush=True)
	for command in sys.stdin:
		print(json.dumps(getattr(line, command.strip())()), flush=True)


if __name__ == "__main__":
	main(int(sys.argv[1]))
