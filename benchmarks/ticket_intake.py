"""Tickets opened over REST by many clients at once, beside ERPNext's Issues (C2).

Needs a real site, in the bench's sites folder; starts its own gunicorn with several processes, and removes what it made.
Tickets and Issues are opened in turns, a block of each, by the same clients on the same server: first Issues as ERPNext
has them, with an agreement, then a fifth as many led by a workflow, as tickets are. One request in ten is sent twice, as a
client does that has lost the answer. Ends with 1 if a ticket was refused, lost or doubled.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks import load
from benchmarks.issue_workflow import issue_workflow
from tests.app.intake_load import (
	Answer,
	Site,
	problems,
	site_under_load,
	with_repeats,
)
from tests.app.served_site import THREADS, WORKERS

CLIENTS, BLOCK = 16, 500


def main(arguments: list[str]) -> int:
	parser = argparse.ArgumentParser(description=__doc__)
	parser.add_argument("--tickets", type=int, default=5_000)
	parser.add_argument("--clients", type=int, default=CLIENTS)
	options = parser.parse_args(arguments)
	load.start_on_real_site()
	print(f"{options.clients} clients, gunicorn with {WORKERS} processes of {THREADS} threads")
	with _agreement(), site_under_load() as site:
		wrong = _measure(site, options.tickets, options.clients)
		print("\nIssues led by a workflow")
		with issue_workflow():
			wrong += _measure(site, options.tickets // 5, options.clients)
	return 1 if wrong else 0


@contextmanager
def _agreement() -> Iterator[None]:
	"""Within this context ERPNext counts times for Issues."""
	import frappe

	tracked = frappe.db.get_single_value("Support Settings", "track_service_level_agreement")
	made: list[tuple[str, str]] = []
	try:
		made += [("Service Level Agreement", load.agreement()), ("Holiday List", load.holiday_list())]
		frappe.db.commit()
		yield
	finally:
		load.clean_up(made)
		frappe.db.set_single_value("Support Settings", "track_service_level_agreement", tracked)
		frappe.db.commit()


def _measure(site: Site, number: int, clients: int) -> list[str]:
	"""Open `number` tickets and as many Issues, print what it took, and return what went wrong with the tickets."""
	import frappe

	tickets: list[Answer] = []
	issues: list[Answer] = []
	spent = {"ticket": 0.0, "issue": 0.0}
	prefix = frappe.generate_hash(length=8)
	for first in range(0, number, BLOCK):
		keys = [f"{prefix}-{n}" for n in range(first, min(first + BLOCK, number))]
		sent = with_repeats(keys, random.Random(first))
		start = time.perf_counter()
		tickets += site.open_tickets(sent, clients)
		spent["ticket"] += time.perf_counter() - start
		start = time.perf_counter()
		issues += site.open_issues(sent, clients)
		spent["issue"] += time.perf_counter() - start
	for kind, answers in (("ticket", tickets), ("issue", issues)):
		_print(kind, answers, spent[kind])
	ratio = (len(tickets) / spent["ticket"]) / (len(issues) / spent["issue"])
	print(f"requests for tickets are answered at {ratio:.2f} times the rate of those for Issues")
	refused = [answer for answer in issues if answer.status != 200]
	print(f"Issues refused: {len(refused)}", *sorted({f"{a.status} {a.problem[:90]}" for a in refused}))
	wrong = problems(tickets, number)
	print("\n".join(wrong) or f"{number} keys, {number} tickets: none lost, none doubled, none refused")
	return wrong


def _print(kind: str, answers: list[Answer], seconds: float) -> None:
	took = sorted(answer.seconds for answer in answers)
	percentile = statistics.quantiles(took, n=100)
	print(
		f"{kind:>7}: {len(answers)} requests in {seconds:.1f} s, {len(answers) / seconds:.1f} a second;"
		f" median {percentile[49] * 1000:.0f} ms, 95 % under {percentile[94] * 1000:.0f} ms,"
		f" longest {took[-1] * 1000:.0f} ms"
	)


if __name__ == "__main__":
	sys.exit(main(sys.argv[1:]))
