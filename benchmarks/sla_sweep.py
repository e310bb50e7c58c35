"""The cost of a sweep with 500 clocks due, among 2,000 and among 200,000 running clocks, in the same run.

The sweep reads only what is due, by the index on next_action_at, so the ratio should stay near 1.

    FSM_HOST=bench FSM_SITE=scratch.localhost python -m benchmarks.sla_sweep     (in the bench's sites folder)
    python -m benchmarks.sla_sweep                                               (on devsite)

It writes its rows into the site and deletes them at the end: use a scratch site. Beside it stands the way of engines
that visit every open ticket to see whether something is due, shown by the reading alone that this takes.
"""

import argparse
import statistics
import time
from datetime import timedelta

from tests import host

DUE = 500
SMALL, LARGE = 2_000, 200_000
PREFIX = "BENCH-"
POLICY = "Emergency Service"
CHUNK = 5_000


def main(small: int = SMALL, large: int = LARGE, rounds: int = 3) -> None:
	"""Load the clocks, sweep `rounds` times at either size, and print the medians and their ratio."""
	host.start()
	import frappe

	from fsm_app.service_desk.sweep import sweep_sla_clocks
	from tests.app import factories

	frappe.set_user("Administrator")
	moment = frappe.utils.now_datetime().replace(microsecond=0)
	frappe.db.rollback()
	try:
		shared = {"company": factories.company(), "customer": factories.customer(), "offering": "Emergency Repair"}
		medians = {}
		loaded = 0
		for size in (small, large):
			load(loaded, size, moment, shared)
			loaded = size
			sweeps, visits = [], []
			for _ in range(rounds):
				make_due(size, moment)
				started = time.perf_counter()
				swept = sweep_sla_clocks(moment)
				sweeps.append(time.perf_counter() - started)
				if swept != DUE:
					raise RuntimeError(f"{swept} clocks were swept, {DUE} were due")
				visits.append(visit_all(frappe))
			medians[size] = (statistics.median(sweeps), statistics.median(visits))
			print(
				f"{size:>9,} running, {DUE} due: sweep {medians[size][0]:7.2f} s (median of {rounds});"
				f" reading every open clock instead {medians[size][1]:7.2f} s"
			)
		print(f"ratio of the sweeps, {large:,} to {small:,}: {medians[large][0] / medians[small][0]:.2f}")
		print(f"ratio of reading every clock:  {medians[large][1] / medians[small][1]:.2f}")
	finally:
		frappe.db.rollback()
		clean_up(frappe)


def load(start: int, end: int, moment, shared: dict) -> None:
	"""Insert tickets and running clocks numbered from `start` to `end`, none of them due before tomorrow."""
	import frappe

	tomorrow = moment + timedelta(days=1)
	ticket_columns = ("name", "subject", "stage", "workflow_state", "opened_at", *shared)
	clock_columns = ("name", "ticket", "metric", "cycle", "state", "policy", "offering", "company", "target_seconds")
	clock_columns += ("used_seconds", "started_at", "running_since", "due_at", "next_action_at")
	for first in range(start, end, CHUNK):
		numbers = range(first, min(first + CHUNK, end))
		frappe.db.bulk_insert(
			"Service Ticket",
			ticket_columns,
			[
				(f"{PREFIX}{n}", "Benchmark", "Received", "Received", moment, *shared.values())
				for n in numbers
			],
		)
		frappe.db.bulk_insert(
			"SLA Clock",
			clock_columns,
			[
				(f"{PREFIX}{n}-Resolution-0", f"{PREFIX}{n}", "Resolution", 0, "Running", POLICY, shared["offering"])
				+ (shared["company"], 8 * 3600, 0, moment, moment, tomorrow, tomorrow)
				for n in numbers
			],
		)
		frappe.db.commit()


def make_due(size: int, moment) -> None:
	"""Let the first warning of 500 clocks, spread over all, be due half an hour ago."""
	import frappe

	names = [f"{PREFIX}{n}-Resolution-0" for n in range(0, size, size // DUE)][:DUE]
	frappe.db.delete("SLA Event", {"clock": ["in", names]})
	opened = moment - timedelta(hours=4, minutes=30)
	frappe.db.set_value(
		"SLA Clock",
		{"name": ["in", names]},
		{
			"started_at": opened,
			"running_since": opened,
			"due_at": opened + timedelta(hours=8),
			"next_action_at": opened + timedelta(hours=4),
		},
	)
	frappe.db.commit()


def visit_all(frappe) -> float:
	"""Seconds that it takes to read every running clock and compare its time, as engines without an index of acts do."""
	started = time.perf_counter()
	now = frappe.utils.now_datetime()
	rows = frappe.get_all("SLA Clock", filters={"state": "Running"}, fields=["name", "due_at"])
	sum(1 for row in rows if row.due_at and row.due_at <= now)
	return time.perf_counter() - started


def clean_up(frappe) -> None:
	"""Delete what the benchmark has written."""
	for doctype, field in (
		("SLA Event", "ticket"),
		("SLA Clock", "ticket"),
		("Service Ticket", "name"),
		("Notification Log", "document_name"),
		("Comment", "reference_name"),
	):
		frappe.db.delete(doctype, {field: ["like", f"{PREFIX}%"]})
	frappe.db.commit()


if __name__ == "__main__":
	parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
	parser.add_argument("--small", type=int, default=SMALL)
	parser.add_argument("--large", type=int, default=LARGE)
	parser.add_argument("--rounds", type=int, default=3)
	main(**vars(parser.parse_args()))
