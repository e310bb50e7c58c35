"""python -m tests.browser.serve_board: the stand-in site with a dispatcher's day, served until it is terminated.

Prints one line of JSON first: where it is, for which company and day, and the names of what the walk looks for.
"""

import json
from datetime import timedelta

from werkzeug.serving import WSGIRequestHandler, make_server

from tests import host

host.start()

import frappe  # noqa: E402

from demo.visitors import Visitor  # noqa: E402
from devsite.server import Server  # noqa: E402
from fsm_app.day_plans import planning, plans  # noqa: E402
from tests.app import day_plans as p  # noqa: E402
from tests.app import factories as f  # noqa: E402

DISPATCHERS = ("first.board@example.com", "second.board@example.com")


class Quiet(WSGIRequestHandler):
	"""Logs errors only."""

	def log_request(self, *_args) -> None:
		pass


def main() -> None:
	day = (frappe.utils.now_datetime() + timedelta(days=1)).date()
	data = make(str(day))
	frappe.db.commit()
	visitors = [Visitor("Dispatcher", user, "/dispatch") for user in DISPATCHERS]
	server = make_server("127.0.0.1", 0, Server(visitors), threaded=True, request_handler=Quiet)
	print(json.dumps({"url": f"http://127.0.0.1:{server.port}", "users": DISPATCHERS, **data}), flush=True)
	server.serve_forever()


def make(day: str) -> dict:
	"""Two engineers, three visits on the day, three tickets that wait, and a proposal."""
	for user in DISPATCHERS:
		f.user(user, "Service Dispatcher")
	south, north = p.crew()
	planned = {}
	for name, engineer, start in (
		("early", south, "10:00"),
		("late", south, "14:00"),
		("north", north, "10:00"),
	):
		ticket = p.ticket(p.SOUTH if engineer is south else p.NORTH, engineer, subject=f"The {name} one")
		f.make(
			"Service Visit",
			ticket=ticket.name,
			planned_start=f"{day} {start}:00",
			planned_end=f"{day} {int(start[:2]) + 1}:00:00",
		)
		planned[name] = ticket.name
	loose = p.ticket(p.SOUTH, subject="A pump that leaks").name
	skilled = f.offering("Board Lasers", skills=("Board Laser",))
	laser = p.ticket(p.SOUTH, subject="A laser is dark", offering=skilled).name
	third = p.ticket(p.NORTH, subject="A door sticks").name
	plan = f.make("Day Plan", company=f.company(), plan_date=day, team="Plan Team", seconds=1)
	plans.start(plan.name)
	planning.work_out(plan.name)
	return {
		"company": f.company(),
		"day": day,
		"south": south.name,
		"north": north.name,
		"planned": planned,
		"loose": loose,
		"laser": laser,
		"third": third,
		"plan": plan.name,
	}


if __name__ == "__main__":
	main()
