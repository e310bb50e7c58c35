"""Two customers want the same engineer's time in the same second: one gets it, the other hears so (N2, Q5).

These tests need a real site: several processes, each with a connection of its own, and real commits. What they commit is
removed at the end.
"""

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.common import clock
from tests.app import customer_pages as c
from tests.app import factories as f
from tests.app import races
from tests.app.tickets import walk

pytestmark = races.MARKS

NAME = "Customer Race Test"
RULES = "Customer Page Rules"
FITTER = "fitter.race@customer-page.example"
NOW, WANTED = "2026-03-02 09:00:00", "2026-03-03 15:00:00"


@pytest.fixture
def rules():
	"""The company sends no links; it has the rules that it had, or none, afterwards."""
	company = f.company()
	were_there = frappe.db.exists(RULES, {"company": company})
	try:
		c.decided(send_links=0)
		yield
	finally:
		frappe.db.rollback()
		if not were_there:
			# They have the company's name, whose own notes stay.
			frappe.db.delete("Version", {"ref_doctype": RULES, "docname": company})
			frappe.db.delete("Comment", {"reference_doctype": RULES, "reference_name": company})
			for field in frappe.get_meta(RULES).get_table_fields():
				frappe.db.delete(field.options, {"parent": company, "parenttype": RULES})
			frappe.db.delete(RULES, {"name": company})
		frappe.db.commit()
		frappe.clear_cache(doctype=RULES)


@pytest.fixture
def race(rules):
	"""Two committed tickets of one engineer, with appointments of their own; yields their names."""
	with races.committed() as kept:
		kept.user(FITTER, "Service Engineer")
		kept.grounds(NAME)
		f.team(NAME)
		f.policy(NAME, targets=(("Dispatch", "", 3600),), calendar=f.calendar(NAME))
		f.offering(NAME, sla_policy=NAME, skills=(NAME,))
		engineer = f.engineer(NAME, team=NAME, skills=(NAME,), user=FITTER, max_open_tickets=0)
		kept.add("Service Engineer", engineer.name)
		with clock.at(get_datetime(NOW)):
			for hour in (10, 12):
				ticket = f.ticket(
					offering=NAME,
					engineer=engineer.name,
					appointment_start=f"2026-03-03 {hour}:00:00",
					appointment_end=f"2026-03-03 {hour + 1}:00:00",
				)
				kept.ticket(ticket.name)
				walk(ticket, "Triage", "Dispatch", "Accept")
		frappe.db.commit()
		yield kept.tickets


def at_once(*wishes: tuple[str, str]) -> list[dict]:
	"""Let each (ticket, key) ask for the same time at once; returns how each ended, in that order."""
	outcomes = races.let_go(
		*(
			races.start("customer_moving_process", ticket=ticket, start=WANTED, key=key, at=NOW)
			for ticket, key in wishes
		)
	)
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
