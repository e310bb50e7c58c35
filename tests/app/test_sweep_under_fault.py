"""Every step of every ladder happens exactly once and in order, whatever becomes of the processes that sweep (B4, Q5).

These tests need a real site: several processes, each with a connection of its own, and real commits. What they commit
lies in 2001, where no other clock is due, and is removed at the end. Sweeps of the site's own scheduler are put off.
"""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest

import frappe
from frappe.utils import get_datetime
from frappe.utils.password import delete_all_passwords_for

from fsm_app.service_levels import sla_sweep
from fsm_app.workforce.audience import Audience
from tests import host
from tests.app import factories as f
from tests.app.tickets import act, clock_of, trail

pytestmark = [
	pytest.mark.commits,
	pytest.mark.skipif(not host.ON_BENCH, reason="needs a bench: devsite is one process with one connection"),
]

OPENED = get_datetime("2001-03-05 10:00:00")  # a Monday
NAME = "Fault Test"
STEPS = [
	"warning:50", "warning:75", "warning:90", "warning:100", "breach", "ladder:1", "ladder:2", "ladder:3",
]  # fmt: skip
OUTAGE = timedelta(hours=50)
PATIENCE = 120


@pytest.fixture
def tickets():
	"""make(count): committed tickets with one clock each, of 4 h from 10:00, whose policy warns and has three rungs."""
	made: list[str] = []
	series = set(_series())
	customer = None if frappe.db.exists("Customer", f.CUSTOMER) else f.CUSTOMER
	with sla_sweep.paused():
		try:
			_policy()
			_clocks_of_others()

			def make(count: int) -> list[str]:
				offering = f.offering(NAME, sla_policy=NAME)
				made.extend(
					f.ticket(offering=offering, opened_at=OPENED, team=NAME, priority="Medium").name
					for _ in range(count)
				)
				frappe.db.commit()
				return made

			yield make
		finally:
			frappe.db.rollback()
			_remove(made, customer, set(_series()) - series)


def _series() -> list[str]:
	series = frappe.qb.DocType("Series")
	return frappe.qb.from_(series).select(series.name).run(pluck=True)


def _clocks_of_others() -> None:
	"""Many clocks that are not due: in a table of due ones alone the database reads, and locks, every row."""
	frappe.db.bulk_insert(
		"SLA Clock",
		["name", "ticket", "metric", "state", "next_action_at"],
		[[f"{NAME} {number}", NAME, "Resolution", "Running", "2099-01-01"] for number in range(5000)],
	)
	frappe.db.commit()
	frappe.db.sql("analyze table `tabSLA Clock`")


def _policy() -> None:
	f.team(NAME, supervisor="Administrator")
	hook = frappe.get_doc(
		{
			"doctype": "Service Webhook",
			"webhook_name": NAME,
			"kind": "JSON",
			"enabled": 1,
			"url": "https://203.119.1.1",
		}
	).insert()
	f.policy(
		NAME,
		targets=(("Resolution", "", 4 * 3600),),
		calendar=f.calendar(NAME),
		warnings=[{"percent": percent, "notify": "Team Supervisor"} for percent in (50, 75, 90, 100)],
		ladder=[
			{"level": 1, "percent": 100, "notify": "Team Supervisor", "action": "Notify"},
			{
				"level": 2,
				"percent": 100,
				"delay": 3600,
				"notify": "Team Supervisor",
				"channel": "Webhook",
				"webhook": hook.name,
				"action": "Notify",
			},
			{
				"level": 3,
				"percent": 200,
				"notify": "User",
				"user": "Administrator",
				"action": "Raise Priority",
			},
		],
	)


def _remove(tickets: list[str], customer: str | None, series: set[str]) -> None:
	"""Take away every row that the test and its processes have committed."""
	names = [*tickets, NAME]
	actions = frappe.get_all("Workflow Action", filters={"reference_name": ["in", tickets]}, pluck="name")
	frappe.db.delete("Workflow Action Permitted Role", {"parent": ["in", actions]})
	for doctype, field in (
		("SLA Event", "ticket"),
		("SLA Clock", "ticket"),
		("Ticket Handover", "ticket"),
		("Webhook Delivery", "ticket"),
		("Notification Log", "document_name"),
		("Workflow Action", "reference_name"),
		("Comment", "reference_name"),
		("Version", "docname"),
		("Service Ticket", "name"),
	):
		frappe.db.delete(doctype, {field: ["in", names]})
	for doctype, name in (
		("Service Offering", NAME),
		("SLA Policy", NAME),
		("Service Webhook", NAME),
		("Service Team", NAME),
		("Service Calendar", NAME),
		("Customer", customer),
	):
		if name:
			for field in frappe.get_meta(doctype).get_table_fields():
				frappe.db.delete(field.options, {"parent": name, "parenttype": doctype})
			frappe.db.delete(doctype, {"name": name})
	delete_all_passwords_for("Service Webhook", NAME)
	frappe.db.delete("Series", {"name": ["in", list(series)]})
	frappe.db.commit()


def start(after: timedelta, **options) -> subprocess.Popen:
	"""Start a process that sweeps at this time after the opening."""
	arguments = {"site": frappe.local.site, "at": str(OPENED + after), **options}
	return subprocess.Popen(
		[sys.executable, "-W", "ignore", "-m", "tests.app.sweeping_process", json.dumps(arguments)],
		cwd=os.getcwd(),
		stdin=subprocess.PIPE,
		stdout=subprocess.PIPE,
		stderr=subprocess.PIPE,
		text=True,
	)


def swept(process: subprocess.Popen) -> int:
	"""Wait for the process to end well; returns how many clocks it swept."""
	out, errors = process.communicate(timeout=PATIENCE)
	assert process.returncode == 0, errors
	frappe.db.rollback()  # to see what it has committed
	return int(out.split()[-1])


def steps_of(tickets: list[str]) -> list[list[str]]:
	"""The steps of each ticket's clock in the order in which they were written."""
	frappe.db.rollback()
	clocks = frappe.get_all("SLA Clock", filters={"ticket": ["in", tickets]}, pluck="name")
	assert len(clocks) == len(tickets)
	return [[step for step in trail(clock) if ":" in step or step == "breach"] for clock in clocks]


def assert_everything_happened_once(tickets: list[str]) -> None:
	"""Each step once and in order, and with it each notification, message, comment and raise of priority."""
	frappe.db.rollback()
	assert steps_of(tickets) == [STEPS] * len(tickets)
	told = frappe.get_all(
		"Notification Log",
		filters={"document_name": ["in", tickets], "for_user": "Administrator"},
		fields=["document_name", "subject"],
	)
	# four warnings, the first and the third rung; a breach is told to the engineer, whom these tickets have not
	assert set(Counter((row.document_name, row.subject) for row in told).values()) == {1}
	assert Counter(row.document_name for row in told) == {ticket: 6 for ticket in tickets}
	managers = len([user for user in Audience().managers() if user != "Administrator"])
	rest = {"document_name": ["in", tickets], "for_user": ["!=", "Administrator"]}
	assert frappe.db.count("Notification Log", rest) == managers * len(tickets)
	messages = frappe.get_all(
		"Webhook Delivery", filters={"ticket": ["in", tickets]}, fields=["ticket", "delivery_key"]
	)
	assert sorted(row.ticket for row in messages) == sorted(tickets)
	assert all(row.delivery_key.endswith(":ladder:2") for row in messages)
	comments = frappe.get_all(
		"Comment",
		filters={"reference_name": ["in", tickets], "comment_type": "Info"},
		fields=["reference_name", "content"],
	)
	assert Counter(row.reference_name for row in comments) == {ticket: len(STEPS) for ticket in tickets}
	priorities = frappe.get_all("Service Ticket", filters={"name": ["in", tickets]}, pluck="priority")
	assert set(priorities) == {"High"}
	failed = frappe.get_all("Error Log", filters={"reference_doctype": "SLA Clock"}, pluck="reference_name")
	assert not [name for name in failed if name.rsplit("-Resolution", 1)[0] in tickets]


@pytest.mark.parametrize("die_after", [80, 215])
def test_a_sweep_that_is_killed_and_run_again(tickets, die_after):
	names = tickets(60)
	killed = start(OUTAGE, batch=10, die_after=die_after)
	killed.communicate(timeout=PATIENCE)
	assert killed.returncode == -signal.SIGKILL
	# Whole batches of ten clocks with eight steps each are there, and nothing of the one that was under way.
	whole = (die_after - 1) // 80 * 10
	assert Counter(len(steps) for steps in steps_of(names)) == Counter({8: whole, 0: 60 - whole}) - Counter()
	assert swept(start(OUTAGE, batch=10)) == 60 - whole
	assert_everything_happened_once(names)
	assert swept(start(OUTAGE, batch=10)) == 0


def start_together(*workers: dict) -> list[subprocess.Popen]:
	"""Start processes that all begin to sweep, in small batches, when the last of them is ready."""
	processes = [start(OUTAGE, batch=4, wait=True, **options) for options in workers]
	for process in processes:
		assert process.stdout.readline().strip() == "ready"
	for process in processes:
		process.stdin.write("go\n")
		process.stdin.flush()
	return processes


def test_two_workers_sweep_at_once(tickets):
	names = tickets(40)
	shares = [swept(worker) for worker in start_together({}, {})]
	assert sum(shares) == 40 and min(shares) > 0, shares
	assert_everything_happened_once(names)


def test_one_of_two_workers_is_killed(tickets):
	names = tickets(40)
	killed, other = start_together({"die_after": 60}, {})
	killed.communicate(timeout=PATIENCE)
	assert killed.returncode == -signal.SIGKILL
	swept(other)
	swept(start(OUTAGE))
	assert_everything_happened_once(names)


def test_after_an_outage_of_two_days(tickets):
	names = tickets(12)
	assert swept(start(timedelta(hours=2, minutes=1))) == 12
	assert steps_of(names) == [["warning:50"]] * 12
	assert swept(start(OUTAGE)) == 12
	assert_everything_happened_once(names)


def test_the_clock_goes_back_an_hour(tickets):
	names = tickets(12)
	hour = timedelta(hours=1)
	assert swept(start(hour * 4.5)) == 12
	done = steps_of(names)
	assert done == [STEPS[:6]] * 12
	for again in (3.5, 3.75, 4.25, 4.5):
		assert swept(start(hour * again)) == 0
		assert steps_of(names) == done
	assert swept(start(hour * 5.1)) == 12
	assert swept(start(hour * 4.1)) == 0
	assert swept(start(OUTAGE)) == 12
	assert swept(start(OUTAGE - hour)) == 0
	assert_everything_happened_once(names)


def test_a_ticket_ends_while_a_sweep_records_its_breach(tickets):
	(name,) = tickets(1)
	frappe.db.rollback()
	# The request has begun to read: from here on it sees the site as it was before the sweep.
	assert clock_of(name, "Resolution").breached == 0
	sweeping = start(timedelta(hours=4.5))
	_out, errors = sweeping.communicate(timeout=PATIENCE)
	assert sweeping.returncode == 0, errors
	act(name, "Cancel", OPENED + timedelta(hours=4.6), cancel_reason="Opened twice")
	frappe.db.commit()
	resolution = clock_of(name, "Resolution")
	assert (resolution.state, resolution.breached) == ("Cancelled", 1)
	assert resolution.breached_at == OPENED + timedelta(hours=4)
	assert trail(resolution.name).count("breach") == 1
