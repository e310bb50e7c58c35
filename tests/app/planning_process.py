"""One user's work with a day plan in a process of its own, as a web worker and its job do it: python -m tests.app.planning_process '{...}'

Options: `site`, `user`, `plan`, `at` (the clock), and `what`: "accept" takes the proposal by the button and does the job that
this starts; "plan" does the job that works the plan out; "tell" does the one that tells what is due of visits' times; "move" gives the visit `visit` another `start` by hand. `die`: after
so many rows of the acceptance or notices told, or when the plan is found, the process is killed. Prints "ready" and goes on when a line comes
in. Prints then the outcome as JSON: {"done"}, or {"error", "message"} of what refused it.
"""

import json
import os
import signal
import sys
from datetime import timedelta

import frappe
import frappe.model.document
from frappe.utils import get_datetime

from fsm_app.api import day_plans as api
from fsm_app.common import clock
from fsm_app.day_plans import acceptance, planning, proposal
from fsm_app.field_work import visit_notices


def main(
	site: str, user: str, plan: str, what: str, at: str, die: int = 0, visit: str = "", start: str = ""
) -> None:
	frappe.init(site=site)
	frappe.connect()
	frappe.set_user(user)
	frappe.flags.mute_emails = True
	# Nothing may go to Redis about tickets that are gone when the test is over, and no job to the site's own workers.
	frappe.model.document.update_global_search = lambda doc: None
	frappe.enqueue = lambda *args, **kwargs: None
	if die:
		acceptance._take = _dying(acceptance._take, die)
		proposal.of = _dying(proposal.of, die)
		visit_notices._settle = _dying(visit_notices._settle, die)
	acts = {
		"accept": lambda: _accept(plan),
		"plan": lambda: planning.plan_in_background(plan),
		"move": lambda: _move(visit, start),
		"tell": visit_notices.tell_due,
	}
	with clock.at(get_datetime(at)):
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


def _accept(plan: str) -> None:
	api.accept(plan)
	frappe.db.commit()
	acceptance.accept_in_background(plan)


def _move(visit: str, start: str) -> None:
	begins = get_datetime(start)
	document = frappe.get_doc("Service Visit", visit)
	document.update({"planned_start": begins, "planned_end": begins + timedelta(hours=1)})
	document.save()


def _dying(act, calls: int):
	done = []

	def dying(*args):
		result = act(*args)
		done.append(1)
		if len(done) == calls:
			os.kill(os.getpid(), signal.SIGKILL)
		return result

	return dying


if __name__ == "__main__":
	main(**json.loads(sys.argv[1]))
