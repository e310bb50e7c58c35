"""Two customers want the same engineer's time in the same second: one gets it, the other hears so (N2, Q5).

These tests need a real site: several processes, each with a connection of its own, and real commits. What they commit is
removed at the end.
"""

import json
import os
import subprocess
import sys

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.common import clock
from fsm_app.service_levels import sla_sweep
from tests import host
from tests.app import customer_pages as c
from tests.app import factories as f
from tests.app.test_offer_races import _delete, _series
from tests.app.tickets import walk

pytestmark = [
	pytest.mark.commits,
	pytest.mark.skipif(not host.ON_BENCH, reason="needs a bench: devsite is one process with one connection"),
]

NAME = "Customer Race Test"
FITTER = "fitter.race@customer-page.example"
NOW, WANTED = "2026-03-02 09:00:00", "2026-03-03 15:00:00"
PATIENCE = 120


@pytest.fixture
def race():
	"""Two committed tickets of one engineer, with appointments of their own; yields their names."""
	series = set(_series())
	made = [] if frappe.db.exists("Customer", f.CUSTOMER) else [("Customer", f.CUSTOMER)]
	rules = frappe.db.exists("Customer Page Rules", {"company": f.company()})
	tickets: list[str] = []
	with sla_sweep.paused():
		try:
			made.append(("User", f.user(FITTER, "Service Engineer")))
			c.decided(send_links=0)
			f.team(NAME)
			f.policy(NAME, targets=(("Dispatch", "", 3600),), calendar=f.calendar(NAME))
			f.offering(NAME, sla_policy=NAME, skills=(NAME,))
			engineer = f.engineer(NAME, team=NAME, skills=(NAME,), user=FITTER, max_open_tickets=0)
			made.append(("Service Engineer", engineer.name))
			with clock.at(get_datetime(NOW)):
				for hour in (10, 12):
					ticket = f.ticket(
						offering=NAME,
						engineer=engineer.name,
						appointment_start=f"2026-03-03 {hour}:00:00",
						appointment_end=f"2026-03-03 {hour + 1}:00:00",
					)
					tickets.append(ticket.name)
					walk(ticket, "Triage", "Dispatch", "Accept")
			frappe.db.commit()
			yield tickets
		finally:
			frappe.db.rollback()
			_remove(made, tickets, None if rules else f.company())
			frappe.db.delete("Series", {"name": ["in", list(set(_series()) - series)]})
			frappe.db.commit()


def _remove(made: list[tuple[str, str]], tickets: list[str], rules: str | None) -> None:
	"""Take away every row that the test and its processes have committed."""
	hung = []
	for doctype in (
		"Appointment Answer",
		"Dispatch Decision",
		"SLA Event",
		"SLA Clock",
		"Ticket Handover",
		"Ticket Offer",
		"Ticket Caller",
		"Ticket Link",
		"Service Visit",
		"Visit Notice",
	):
		for name in frappe.get_all(doctype, filters={"ticket": ["in", tickets]}, pluck="name"):
			hung.append(name)
			_delete(doctype, name)
	names = [*tickets, *hung, NAME, *(name for _doctype, name in made)]
	for doctype, field in (
		("Comment", "reference_name"),
		("Version", "docname"),
		("Notification Log", "document_name"),
		("ToDo", "reference_name"),
	):
		frappe.db.delete(doctype, {field: ["in", names]})
	# They have the company's name, whose own notes stay.
	frappe.db.delete("Version", {"ref_doctype": "Customer Page Rules", "docname": rules or ""})
	frappe.db.delete("Comment", {"reference_doctype": "Customer Page Rules", "reference_name": rules or ""})
	fixed = (
		("Service Skill", NAME),
		("Service Calendar", NAME),
		("SLA Policy", NAME),
		("Service Team", NAME),
		("Service Offering", NAME),
		*((("Customer Page Rules", rules),) if rules else ()),
	)
	tickets_made = [("Service Ticket", name) for name in tickets]
	for doctype, name in reversed([*fixed, *made, *tickets_made]):
		_delete(doctype, name)
	frappe.db.delete("Notification Settings", {"name": FITTER})
	frappe.db.delete("Notification Log", {"for_user": FITTER})
	frappe.clear_cache(doctype="Customer Page Rules")


def at_once(*wishes: tuple[str, str]) -> list[dict]:
	"""Let each (ticket, key) ask for the same time at once; returns how each ended, in that order."""
	processes = [
		subprocess.Popen(
			[
				sys.executable, "-W", "ignore", "-m", "tests.app.customer_moving_process",
				json.dumps({"site": frappe.local.site, "ticket": ticket, "start": WANTED, "key": key, "at": NOW}),
			],
			cwd=os.getcwd(),
			stdin=subprocess.PIPE,
			stdout=subprocess.PIPE,
			stderr=subprocess.PIPE,
			text=True,
		)
		for ticket, key in wishes
	]  # fmt: skip
	for process in processes:
		assert process.stdout.readline().strip() == "ready", process.stderr.read()
	for process in processes:
		process.stdin.write("go\n")
		process.stdin.flush()
	outcomes = []
	for process in processes:
		out, errors = process.communicate(timeout=PATIENCE)
		assert process.returncode == 0, errors
		outcomes.append(json.loads(out.splitlines()[-1]))
	frappe.db.rollback()  # to see what they have committed
	for outcome in outcomes:
		assert outcome.get("error") in (None, "TimeNotFree", "QueryDeadlockError"), outcome
	return outcomes


def planned(tickets: list[str]) -> list[str]:
	rows = frappe.get_all("Service Visit", filters={"ticket": ["in", tickets]}, pluck="planned_start")
	return sorted(str(start) for start in rows)


def test_of_two_who_want_one_time_one_gets_it(race):
	outcomes = at_once((race[0], "a" * 32), (race[1], "b" * 32))
	assert sum("done" in outcome for outcome in outcomes) == 1, outcomes
	assert planned(race).count(WANTED) == 1
	assert frappe.db.count("Appointment Answer", {"ticket": ["in", race]}) == 1


def test_a_doubled_click_moves_once(race):
	outcomes = at_once((race[0], "a" * 32), (race[0], "a" * 32))
	assert any("done" in outcome for outcome in outcomes), outcomes
	assert planned(race).count(WANTED) == 1
	assert frappe.db.count("Appointment Answer", {"ticket": ["in", race]}) == 1
