"""The cost of a sweep with 500 clocks due, among 2,000 and among 200,000 running clocks, in the same run.

The sweep reads only what is due, by the index on next_action_at, so the ratio should stay near 1.

    FSM_HOST=bench FSM_SITE=scratch.localhost python -m benchmarks.sla_sweep     (in the bench's sites folder)
    python -m benchmarks.sla_sweep                                               (on devsite)

It writes its rows into the site and deletes them at the end: use a scratch site. Beside it stands the way of engines
that visit every open ticket to see whether something is due, shown by the reading alone that this takes; the whole of
that way is in open_tickets.
"""

import argparse
import statistics
import time

from benchmarks import load

DUE = 500
SMALL, LARGE = 2_000, 200_000


def main(small: int = SMALL, large: int = LARGE, rounds: int = 3) -> None:
	"""Load the clocks, sweep `rounds` times at either size, and print the medians and their ratio."""
	load.start()
	import frappe

	moment = frappe.utils.now_datetime().replace(microsecond=0)
	try:
		shared = load.shared_values()
		medians = {}
		loaded = 0
		for size in (small, large):
			load.load_tickets(range(loaded, size), moment, shared)
			loaded = size
			sweeps, visits = [], []
			for _ in range(rounds):
				load.make_due(size, DUE, moment)
				sweeps.append(sweep(moment, DUE))
				visits.append(read_all())
			medians[size] = (statistics.median(sweeps), statistics.median(visits))
			print(
				f"{size:>9,} running, {DUE} due: sweep {medians[size][0]:7.2f} s (median of {rounds});"
				f" reading every open clock instead {medians[size][1]:7.2f} s"
			)
		print(f"ratio of the sweeps, {large:,} to {small:,}: {medians[large][0] / medians[small][0]:.2f}")
		print(f"ratio of reading every clock:  {medians[large][1] / medians[small][1]:.2f}")
	finally:
		load.clean_up()


def sweep(moment, due: int) -> float:
	"""Seconds of one sweep; raises RuntimeError unless it has swept `common/due_documents` clocks."""
	from fsm_app.service_levels.sla_sweep import sweep_sla_clocks

	started = time.perf_counter()
	swept = sweep_sla_clocks(moment)
	seconds = time.perf_counter() - started
	if swept != due:
		raise RuntimeError(f"{swept} clocks were swept, {due} were due")
	return seconds


def read_all() -> float:
	"""Seconds that it takes to read every running clock and compare its time."""
	import frappe

	started = time.perf_counter()
	now = frappe.utils.now_datetime()
	rows = frappe.get_all("SLA Clock", filters={"state": "Running"}, fields=["name", "due_at"])
	sum(1 for row in rows if row.due_at and row.due_at <= now)
	return time.perf_counter() - started


if __name__ == "__main__":
	parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
	parser.add_argument("--small", type=int, default=SMALL)
	parser.add_argument("--large", type=int, default=LARGE)
	parser.add_argument("--rounds", type=int, default=3)
	main(**vars(parser.parse_args()))
