"""What 100,000 open tickets with running clocks cost, beside 100,000 open Issues of ERPNext on the same site.

    FSM_HOST=bench FSM_SITE=scratch.localhost python -m benchmarks.open_tickets     (in the bench's sites folder)

1. One sweep with 500 clocks due; ERPNext's scheduled functions over its Issues with 500 overdue; and the way of
   Helpdesk, whose hourly job reads each open ticket, works its state out, stores it and commits.
2. Creating a ticket with its clocks beside creating an Issue with its agreement.
3. Workflow actions on a ticket beside saves of an Issue that answer, pause and go on.

2 and 3 take turns and start each act with the caches empty that Frappe empties between requests. They are done twice:
beside Issues as ERPNext ships them, and beside Issues led by a Frappe Workflow as our tickets are, because Frappe
writes Workflow Actions for whatever a workflow leads; what those take stands in brackets.

It writes its rows into the site and deletes them at the end: use a scratch site. Nothing is asserted about time.
"""

import argparse
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from typing import NamedTuple
from unittest import mock

from benchmarks import load
from benchmarks.issue_workflow import ACTIONS, issue_workflow
from benchmarks.sla_sweep import sweep

OPEN, DUE = 100_000, 500
OFFERING = "Fault Repair"

# What happens to the ticket and, beside it, to the Issue. ERPNext pauses in Replied too, so it goes on before it pauses.
TICKET_ACTS = (("answer", "Triage"), ("pause", "Wait for Customer"), ("go on", "Resume"))
ISSUE_ACTS = (("answer", "Reply"), ("go on", "Open"), ("pause", "Hold"))


def main(size: int = OPEN, rounds: int = 3, number: int = 100, visits: int = 2_000) -> None:
	"""Load `size` tickets and Issues, and print what the three comparisons cost on them."""
	load.start_on_real_site()
	import frappe

	moment = frappe.utils.now_datetime().replace(microsecond=0)
	made: list[tuple[str, str]] = []
	tracked = frappe.db.get_single_value("Support Settings", "track_service_level_agreement")
	try:
		shared = load.shared_values()
		agreement = load.agreement()
		made += [("Service Level Agreement", agreement), ("Holiday List", load.holiday_list())]
		load.load_tickets(range(size), moment, shared)
		load.load_issues(range(size), moment, shared, agreement)
		print(f"{size:,} open tickets with a running clock each, {size:,} open Issues with an agreement\n")
		compare_sweeps(size, rounds, visits, moment)
		for title, workflow in (("ERPNext's Issues", False), ("Issues led by a workflow", True)):
			print(f"\nBeside {title}, {number} of each in turns, median:")
			with issue_workflow() if workflow else nullcontext():
				compare_acts(number, shared, workflow, made)
	finally:
		load.clean_up(made)
		frappe.db.set_single_value("Support Settings", "track_service_level_agreement", tracked)
		frappe.db.commit()


def compare_sweeps(size: int, rounds: int, visits: int, moment) -> None:
	"""Print what it takes to act on DUE clocks among `size`, the way of each."""
	import frappe

	overdue = load.make_issues_overdue(size, DUE, moment)
	methods = scheduled_support_methods()
	seconds = defaultdict(list)
	for _ in range(rounds):
		load.make_due(size, DUE, moment)
		seconds["sweep"].append(sweep(moment, DUE))
		started = time.perf_counter()
		for method in methods:
			frappe.get_attr(method)()
		frappe.db.commit()
		seconds["erpnext"].append(time.perf_counter() - started)
		seconds["visit"].append(visit(visits))
	medians = {way: statistics.median(taken) for way, taken in seconds.items()}
	print(f"fsm_app's sweep, {DUE} due: {medians['sweep']:.2f} s (median of {rounds})")
	print(f"ERPNext's scheduled functions: {medians['erpnext']:.2f} s; {', '.join(methods)}")
	print(f"  state of the {DUE} overdue Issues after them: {states_of(overdue)}")
	print(f"  saved: {time_to_save(overdue[: DUE // 5])}")
	each = medians["visit"] / visits
	whole = each * size
	print(
		f"Helpdesk's way, visiting {visits:,} open tickets: {medians['visit']:.2f} s, {each * 1000:.2f} ms each;"
		f" at that rate {whole:.0f} s for all {size:,}"
	)
	print(f"ratio, visiting every open ticket to our sweep: {whole / medians['sweep']:.0f}")


def scheduled_support_methods() -> list[str]:
	"""The functions of ERPNext's support module that its scheduler runs."""
	import frappe

	events = frappe.get_hooks("scheduler_events", app_name="erpnext")
	lists = [methods for event, methods in events.items() if event != "cron"]
	lists += list(events.get("cron", {}).values())
	return sorted(
		{method for methods in lists for method in methods if method.startswith("erpnext.support.")}
	)


def states_of(issues: list[str]) -> str:
	import frappe

	rows = frappe.get_all("Issue", filters={"name": ["in", issues]}, pluck="agreement_status")
	return ", ".join(f"{number} {state}" for state, number in Counter(rows).most_common())


def time_to_save(issues: list[str]) -> str:
	"""Save each overdue Issue, which is the only way to ERPNext's own verdict, and say what that took and gave."""
	import frappe

	taken = []
	for name in issues:
		as_in_a_new_request()
		started = time.perf_counter()
		frappe.get_doc("Issue", name).save()
		frappe.db.commit()
		taken.append(time.perf_counter() - started)
	return (
		f"{statistics.median(taken) * 1000:.1f} ms each; {len(issues)} of them are then: {states_of(issues)}"
	)


def visit(number: int) -> float:
	"""Seconds to visit open tickets as Helpdesk's hourly job does: read each, work its state out, store it, commit.

	Kinder than the original: the policy comes from the cache and the due times are there already.
	"""
	import frappe

	names = frappe.get_all(
		"Service Ticket", filters={"name": ["like", f"{load.PREFIX}%"]}, pluck="name", limit=number
	)
	rows = frappe.get_all(
		"SLA Clock", filters={"ticket": ["in", names]}, fields=["ticket", "policy", "due_at"]
	)
	clocks = {row.ticket: row for row in rows}
	started = time.perf_counter()
	for name in names:
		ticket = frappe.get_doc("Service Ticket", name)
		clock = clocks[name]
		frappe.get_cached_doc("SLA Policy", clock.policy)
		overdue = clock.due_at < frappe.utils.now_datetime()
		frappe.db.set_value(
			"Service Ticket", name, "stage", "Closed" if overdue else ticket.stage, update_modified=False
		)
		frappe.db.commit()
	return time.perf_counter() - started


def compare_acts(number: int, shared: dict, workflow: bool, made: list[tuple[str, str]]) -> None:
	"""Print what creating and moving takes on either side, in turns."""
	ours, theirs = defaultdict(list), defaultdict(list)
	values = {field: shared[field] for field in ("company", "customer")}
	for turn in range(number + 3):
		# The first ones fill what lives longer than a request.
		counted = turn >= 3
		ticket = timed(ours["create"], counted, partial(insert, load.TICKETS, offering=OFFERING, **values))
		made.append((load.TICKETS, ticket))
		issue = timed(
			theirs["create"], counted, partial(insert, load.ISSUES, raised_by="Administrator", **values)
		)
		made.append((load.ISSUES, issue))
		for (our_title, ours_act), (their_title, their_act) in zip(TICKET_ACTS, ISSUE_ACTS, strict=True):
			timed(ours[our_title], counted, partial(take, load.TICKETS, ticket, ours_act))
			way = partial(take, load.ISSUES) if workflow else set_status
			timed(theirs[their_title], counted, partial(way, issue, their_act))
	print(f"  {'':<10}{'fsm_app':>19}{'ERPNext':>19}{'ratio':>8}")
	for title in ours:
		print_row(title, ours[title], theirs[title])
	acts = [title for title, _ in TICKET_ACTS]
	print_row("all acts", *([taken for title in acts for taken in side[title]] for side in (ours, theirs)))


def print_row(title: str, ours: list["Taken"], theirs: list["Taken"]) -> None:
	medians = [
		(statistics.median(t.seconds for t in side), statistics.median(t.workflow for t in side))
		for side in (ours, theirs)
	]
	cells = "".join(f"{whole * 1000:>9.1f} ms ({part * 1000:4.1f})" for whole, part in medians)
	print(f"  {title:<10}{cells}{medians[0][0] / medians[1][0]:>8.2f}")


class Taken(NamedTuple):
	"""Seconds of one act, and those of them in which Frappe wrote Workflow Actions."""

	seconds: float
	workflow: float


def timed(taken: list[Taken], counted: bool, act: Callable[[], str]) -> str:
	"""Do the act as a request of its own and note what it takes."""
	from frappe.workflow.doctype.workflow_action import workflow_action

	parts = []
	process = workflow_action.process_workflow_actions

	def timed_process(*args, **kwargs) -> None:
		started = time.perf_counter()
		process(*args, **kwargs)
		parts.append(time.perf_counter() - started)

	as_in_a_new_request()
	with mock.patch.object(workflow_action, "process_workflow_actions", timed_process):
		started = time.perf_counter()
		result = act()
		seconds = time.perf_counter() - started
	if counted:
		# Each document that is saved on the way calls it, one within the other; the longest holds the others.
		taken.append(Taken(seconds, max(parts, default=0)))
	return result


def as_in_a_new_request() -> None:
	"""Empty what Frappe keeps for one request only; Redis keeps what it has."""
	import frappe

	frappe.local.cache = {}
	frappe.local.role_permissions = {}
	frappe.local.valid_columns = {}
	frappe.local.new_doc_templates = {}
	frappe.local.message_log = []
	frappe.db.value_cache.clear()


def insert(doctype: str, **values) -> str:
	import frappe

	document = frappe.get_doc({"doctype": doctype, "subject": "Benchmark", **values}).insert()
	frappe.db.commit()
	return document.name


def take(doctype: str, name: str, action: str) -> None:
	import frappe
	from frappe.model.workflow import apply_workflow

	apply_workflow(frappe.get_doc(doctype, name).as_dict(), action)
	frappe.db.commit()


def set_status(issue: str, action: str) -> None:
	import frappe

	document = frappe.get_doc("Issue", issue)
	document.status = ACTIONS[action]
	document.save()
	frappe.db.commit()


if __name__ == "__main__":
	parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
	parser.add_argument("--size", type=int, default=OPEN)
	parser.add_argument("--rounds", type=int, default=3)
	parser.add_argument("--number", type=int, default=100, help="acts of each kind in 2 and 3")
	parser.add_argument("--visits", type=int, default=2_000, help="open tickets visited in Helpdesk's way")
	main(**vars(parser.parse_args()))
