"""A sweep in a process of its own, as a worker runs it: python -m tests.app.sweeping_process '{"site": ..., "at": ...}'

Options: `at` (naive site time), `batch`, `die_after` (number of steps after which the process kills itself, with the
step done and not committed), `wait` (print "ready" and begin when a line comes in). Prints how many clocks it swept.
"""

import json
import os
import signal
import sys

import frappe
import frappe.model.document
from frappe.utils import get_datetime

from fsm_app.common import clock
from fsm_app.service_levels import sla_sweep, webhook_queue


def main(site: str, at: str, batch: int = 10, die_after: int = 0, wait: bool = False) -> None:
	frappe.init(site=site)
	frappe.connect()
	frappe.flags.mute_emails = True
	# Nothing may go to Redis about tickets that are gone when the test is over.
	frappe.model.document.update_global_search = lambda doc: None
	# The messages lie ready; the site's own workers are not to send them.
	webhook_queue.enqueue_sending = lambda: None
	if die_after:
		sla_sweep.act_on = _dying(sla_sweep.act_on, die_after)
	if wait:
		print("ready", flush=True)
		sys.stdin.readline()
	moment = get_datetime(at)
	with clock.at(moment):
		print(sla_sweep.sweep_sla_clocks(moment, batch=batch))
	frappe.destroy()


def _dying(act_on, steps: int):
	done = []

	def act(*args):
		result = act_on(*args)
		done.append(1)
		if len(done) == steps:
			os.kill(os.getpid(), signal.SIGKILL)
		return result

	return act


if __name__ == "__main__":
	main(**json.loads(sys.argv[1]))
