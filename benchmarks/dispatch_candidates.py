"""Finding the best of 2,000 engineers for a ticket, by all rules and all objectives, beside Frappe's Assignment Rule.

    FSM_HOST=bench FSM_SITE=scratch.localhost python -m benchmarks.dispatch_candidates     (in the bench's sites folder)

Engineers of one company in 20 teams and regions, with users, skills, a certificate, calendars, depots, three visits planned
on the day of the appointment, and 30 jobs done within the year. Asked twice: for a ticket that a skill and the region leave to
a few, and for one that everybody may take. Beside it the load balancing of Frappe's Assignment Rule among as many users,
which knows one mark, the number of open assignments, and asks a query for each user.

It writes its rows into the site and deletes them at the end: use a scratch site. Nothing is asserted about time.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from benchmarks import load
from benchmarks.candidate_rows import PREFIX, clean_up, make_engineers, make_terms, user_of

SIZES = (200, 2_000)


def main(sizes: tuple[int, ...] = SIZES, rounds: int = 15) -> None:
	"""Load the engineers in steps and print time and number of queries for each."""
	load.start_on_real_site()
	import frappe

	day = frappe.utils.now_datetime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
	clean_up()
	try:
		company = load.shared_values()["company"]
		make_terms(company, day)
		made = 0
		print(
			"| engineers | may take it | median ms | Python CPU ms | MariaDB CPU ms | worst ms | queries |"
			" Assignment Rule ms | its queries |"
		)
		print("|---|---|---|---|---|---|---|---|---|")
		for size in sizes:
			make_engineers(range(made, size), company, day)
			made = size
			frappe.db.commit()
			for few in (True, False):
				measure(size, few, day, rounds)
	finally:
		clean_up()


def measure(size: int, few: bool, day, rounds: int) -> None:
	"""Print a line of the table."""
	import frappe

	from fsm_app.dispatch.candidates import consider

	ticket = frappe.get_doc("Service Ticket", f"{PREFIX}{'few' if few else 'all'}")
	consider(ticket)  # what is cached is
	of_database = database_clock()
	walls, cpus, theirs, asked = [], [], [], 0
	for _round in range(rounds):
		before = of_database()
		count, wall, cpu, considered = timed(lambda: consider(ticket))
		theirs.append(of_database() - before)
		walls.append(wall)
		cpus.append(cpu)
		asked = count
	passing = sum(row.candidate.startswith(PREFIX) for row in considered.ranked)
	peer_count, peer, _cpu, _user = timed(assignment_rule(size))
	print(
		f"| {size:,} | {passing:,} | {statistics.median(walls):.0f} | {statistics.median(cpus):.0f} |"
		f" {statistics.median(theirs):.0f} | {max(walls):.0f} | {asked} | {peer:,.0f} | {peer_count:,} |"
	)


def timed(act) -> tuple[int, float, float, object]:
	"""How many queries `act` asks, its milliseconds on the wall and of the processor, and what it returns."""
	import frappe

	run, count = frappe.db.sql, []
	frappe.db.sql = lambda *args, **kwargs: (count.append(1), run(*args, **kwargs))[1]
	wall, cpu = time.perf_counter(), time.process_time()
	try:
		found = act()
	finally:
		frappe.db.sql = run
	return len(count), 1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu), found


def database_clock() -> Callable[[], float]:
	"""What tells the milliseconds of the processor that MariaDB has spent for this connection; 0 where it runs elsewhere."""
	import frappe

	((thread,),) = frappe.db.sql("select tid from information_schema.processlist where id = connection_id()")
	spent = next(Path("/proc").glob(f"[0-9]*/task/{thread}/schedstat"), None)
	return lambda: int(spent.read_text().split()[0]) / 1e6 if spent else 0.0


def assignment_rule(size: int):
	"""Frappe's own load balancing among so many users."""
	import frappe

	rule = frappe.new_doc("Assignment Rule")
	rule.update({"name": PREFIX, "document_type": "Service Ticket", "rule": "Load Balancing"})
	for n in range(size):
		rule.append("users", {"user": user_of(n)})
	return rule.get_user_load_balancing


if __name__ == "__main__":
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument(
		"--sizes", type=int, nargs="+", default=list(SIZES), help="numbers of engineers, rising"
	)
	parser.add_argument("--rounds", type=int, default=15)
	given = parser.parse_args()
	main(tuple(given.sizes), given.rounds)
