"""Requests that arrive together, at a site served by several processes (C2, Q5).

These tests need a bench: they commit, and remove what they made. The rate is printed (pytest -s), not asserted.
"""

import random
import time
from collections import Counter

import pytest

import frappe

from fsm_app.engine.stages import TICKET
from tests import host
from tests.app.intake_load import OPEN_TICKET, problems, site_under_load, with_repeats

pytestmark = [
	pytest.mark.commits,
	pytest.mark.skipif(not host.ON_BENCH, reason="needs a bench: devsite is one process with one connection"),
]

TOGETHER = 12


@pytest.fixture
def served():
	with site_under_load() as site:
		yield site


def bodies(site, *keys: str) -> list[dict]:
	return [{"subject": f"Race {key}", "client_key": key, **site.common} for key in keys]


def stored(*keys: str) -> list[str]:
	frappe.db.rollback()  # what others have committed shows in a new transaction
	return frappe.get_all(TICKET, filters={"client_key": ["in", keys]}, pluck="name")


def check_that_one_wins(served):
	key = f"race-{frappe.generate_hash(length=8)}"
	answers = served.at_the_same_instant(f"/api/resource/{TICKET}", bodies(served, *[key] * TOGETHER))
	statuses = Counter(answer.status for answer in answers)
	# Refused as the key is taken (417), or as the database made them give way to the one that takes it (409).
	assert statuses[200] == 1 and statuses[417] + statuses[409] == TOGETHER - 1, answers
	assert [answer.name for answer in answers if answer.status == 200] == stored(key)


def test_requests_with_one_key_at_the_same_instant_open_one_ticket_and_all_learn_its_name(served):
	for attempt in range(3):
		key = f"race-{frappe.generate_hash(length=8)}-{attempt}"
		answers = served.at_the_same_instant(OPEN_TICKET, bodies(served, *[key] * TOGETHER))
		assert Counter(answer.status for answer in answers) == {200: TOGETHER}, answers
		assert {answer.name for answer in answers} == set(stored(key)) and len(stored(key)) == 1


def test_of_frappes_own_calls_with_one_key_one_wins_and_the_others_are_refused(served):
	check_that_one_wins(served)


@pytest.fixture
def new_series(served):
	"""Tickets are numbered under a series that is not there yet, as on the first of January."""
	from frappe.custom.doctype.property_setter.property_setter import make_property_setter

	series = f"RACE-{frappe.generate_hash(length=6)}-.#####"
	made = [
		make_property_setter(TICKET, "naming_series", kind, series, "Text", validate_fields_for_doctype=False)
		for kind in ("options", "default")
	]
	frappe.db.commit()
	yield series
	frappe.db.rollback()
	for setter in made:
		frappe.delete_doc("Property Setter", setter.name, force=True)
	frappe.db.delete("Series", {"name": series.replace(".#####", "")})
	frappe.db.commit()
	frappe.clear_cache(doctype=TICKET)


def test_also_of_frappes_own_calls_while_a_series_is_made(served, new_series):
	check_that_one_wins(served)


def test_the_first_tickets_of_a_year_may_arrive_together(served, new_series):
	"""MariaDB has all but one of them give way while the series is made; they begin again."""
	mark = frappe.generate_hash(length=8)
	keys = [f"race-{mark}-{n}" for n in range(TOGETHER)]
	answers = served.at_the_same_instant(OPEN_TICKET, bodies(served, *keys))
	assert Counter(answer.status for answer in answers) == {200: TOGETHER}, answers
	assert {answer.name for answer in answers} == set(stored(*keys))
	assert {answer.name[:-2] for answer in answers} == {new_series.replace(".#####", "000")}


def test_no_ticket_is_lost_or_doubled_under_load(served):
	mark = frappe.generate_hash(length=8)
	keys = [f"load-{mark}-{n}" for n in range(320)]
	sent = with_repeats(keys, random.Random(1))
	start = time.perf_counter()
	answers = served.open_tickets(sent, clients=16)
	spent = time.perf_counter() - start
	assert problems(answers, len(keys)) == []
	start = time.perf_counter()
	issues = served.open_issues(sent, clients=16)
	print(
		f"\n{len(answers) / spent:.1f} tickets a second,"
		f" {len(issues) / (time.perf_counter() - start):.1f} Issues a second"
	)
	clocks = frappe.get_all(
		"SLA Clock", filters={"ticket": ["in", [answer.name for answer in answers]]}, pluck="ticket", limit=0
	)
	per_ticket = Counter(clocks)
	assert len(per_ticket) == len(keys) and len(set(per_ticket.values())) == 1
