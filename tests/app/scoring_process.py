"""A scorer in a process of its own, as a worker runs it: python -m tests.app.scoring_process '{"site": ..., "cycle": ...}'

Options: `close` (close the cycle and not only score it), `die_after` (number of statements that write after which the process
kills itself, with nothing committed), `wait` (print "ready" and begin when a line comes in). Prints what came of it.
"""

import json
import os
import signal
import sys

import frappe

from fsm_app.performance import appraisal_rows, snapshots
from fsm_app.performance.closing import close_cycle
from fsm_app.performance.cycle_locks import CycleBusy
from fsm_app.performance.scoring import CycleClosed, score_cycle


def main(site: str, cycle: str, close: bool = False, die_after: int = 0, wait: bool = False) -> None:
	frappe.init(site=site)
	frappe.connect()
	frappe.flags.mute_emails = True
	if die_after:
		appraisal_rows.insert_rows = snapshots.insert_rows = _dying(appraisal_rows.insert_rows, die_after)
	if wait:
		print("ready", flush=True)
		sys.stdin.readline()
	try:
		(close_cycle if close else score_cycle)(cycle)
		frappe.db.commit()
		print("done", flush=True)
	except (CycleBusy, CycleClosed) as error:
		frappe.db.rollback()
		print(type(error).__name__, flush=True)
	frappe.destroy()


def _dying(insert_rows, times: int):
	done = []

	def insert(*args):
		insert_rows(*args)
		done.append(1)
		if len(done) == times:
			os.kill(os.getpid(), signal.SIGKILL)

	return insert


if __name__ == "__main__":
	main(**json.loads(sys.argv[1]))
