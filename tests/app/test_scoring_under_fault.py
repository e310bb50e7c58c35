"""A month is scored right and once, whatever becomes of the processes that score it (J3).

These tests need a real site: several processes, each with a connection of its own, and real commits. What they commit lies in
2001 in a company of its own and is removed at the end.
"""

import json
import os
import signal
import subprocess
import sys

import pytest

import frappe

from fsm_app.performance.snapshots import prove
from tests import host
from tests.app import score_month as m

pytestmark = [
	pytest.mark.commits,
	pytest.mark.skipif(not host.ON_BENCH, reason="needs a bench: devsite is one process with one connection"),
]

COMPANY, CYCLE = "Fault Scoring", "Fault Scoring May"
ENGINEERS = 30
PATIENCE = 120
DOCTYPES = ("Service Ticket", "SLA Clock", "Service Survey")
WRITTEN = ("Score Snapshot", "Score Anomaly", "Performance Appraisal")


@pytest.fixture
def cycle():
	"""A committed month of 30 engineers of a company of their own."""
	frappe.db.rollback()
	try:
		_remove()
		# Its row alone: what ERPNext makes of a company nobody needs here.
		m.insert_rows("Company", [{"name": COMPANY, "company_name": COMPANY, "abbr": "FLT"}])
		names = [f"{COMPANY} {number}" for number in range(ENGINEERS)]
		m.insert_rows(
			"Service Engineer",
			[
				{"name": n, "engineer_name": n, "company": COMPANY, "level": "Senior", "status": "Active"}
				for n in names
			],
		)
		for place, name in enumerate(names):
			_documents(name, 3 + place % 4)
		m.month_cycle(CYCLE, COMPANY)
		frappe.db.commit()
		yield CYCLE
	finally:
		frappe.db.rollback()
		_remove()


def _documents(engineer: str, stars: int) -> None:
	m.tickets(engineer, closed=2)
	m.first_done(engineer, good=3, again=1)
	m.clocks(engineer, "Resolution", [60] * 4, late=1)
	m.surveys(engineer, [min(5, stars)])


def _remove() -> None:
	engineers = frappe.get_all("Service Engineer", {"company": COMPANY}, pluck="name") or [""]
	for doctype in DOCTYPES:
		frappe.db.delete(doctype, {"engineer": ["in", engineers]})
	frappe.db.delete("Service Ticket", {"first_done_by": ["in", engineers]})
	appraisals = frappe.get_all("Performance Appraisal", {"cycle": CYCLE}, pluck="name") or [""]
	for table in ("Performance Appraisal Score", "Performance Appraisal Part"):
		frappe.db.delete(table, {"parent": ["in", appraisals]})
	for doctype in WRITTEN:
		frappe.db.delete(doctype, {"cycle": CYCLE})
	frappe.db.delete("Performance Cycle", {"name": CYCLE})
	frappe.db.delete("Service Engineer", {"company": COMPANY})
	frappe.db.delete("Company", {"name": COMPANY})
	frappe.db.commit()


def scorer(**options):
	return subprocess.Popen(
		[sys.executable, "-m", "tests.app.scoring_process", json.dumps({"site": frappe.local.site, "cycle": CYCLE, **options})],
		stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ, cwd=os.getcwd(),
	)  # fmt: skip


def outcome(process) -> str:
	return process.communicate(timeout=PATIENCE)[0].split()[-1]


def totals() -> dict:
	frappe.db.rollback()  # a new look
	rows = frappe.get_all("Performance Appraisal", {"cycle": CYCLE}, ["engineer", "total_score", "rank"])
	assert len({row.engineer for row in rows}) == len(rows)
	return {row.engineer: (round(row.total_score, 6), row["rank"]) for row in rows}


def by_hand(engineer_number: int) -> float:
	"""SLA 3 of 4: 50 (35); first-time fix 3 of 4: 50 (25); the stars (15); no response (25)."""
	stars = {3: 40, 4: 75, 5: 100}[min(5, 3 + engineer_number % 4)]
	return (35 * 50 + 25 * 50 + 15 * stars) / 75


def check_all() -> None:
	found = totals()
	assert len(found) == ENGINEERS
	for number in range(ENGINEERS):
		assert found[f"{COMPANY} {number}"][0] == pytest.approx(by_hand(number), abs=1e-5)


@pytest.mark.parametrize("close", [False, True])
@pytest.mark.parametrize("die_after", [1, 2])
def test_killed_half_way_and_run_again(cycle, close, die_after):
	process = scorer(close=close, die_after=die_after)
	process.wait(PATIENCE)
	assert process.returncode == -signal.SIGKILL
	assert totals() == {}
	assert frappe.db.get_value("Performance Cycle", CYCLE, "status") == "Open"
	assert outcome(scorer(close=close)) == "done"
	check_all()


@pytest.mark.parametrize("close", [False, True])
def test_two_at_once_give_it_once(cycle, close):
	both = [scorer(close=close, wait=True) for _n in range(2)]
	for process in both:
		assert process.stdout.readline().strip() == "ready"
	for process in both:
		process.stdin.write("\n")
		process.stdin.flush()
	results = sorted(outcome(process) for process in both)
	assert "done" in results and set(results) <= {"done", "CycleBusy", "CycleClosed"}
	if close:
		assert results != ["done", "done"]
	check_all()
	assert frappe.db.count("Score Snapshot", {"cycle": CYCLE}) == (ENGINEERS if close else 0)


def test_what_is_written_meanwhile_counts_wholly_or_not_at_all(cycle):
	"""While one process closes the month, others' surveys come in: what is stored is what is frozen."""
	process = scorer(close=True, wait=True)
	assert process.stdout.readline().strip() == "ready"
	process.stdin.write("\n")
	process.stdin.flush()
	added = 0
	while process.poll() is None and added < 200:
		m.surveys(f"{COMPANY} {added % ENGINEERS}", [1])
		frappe.db.commit()
		added += 1
	assert outcome(process) == "done" and added
	frappe.db.rollback()
	for name in frappe.get_all("Performance Appraisal", {"cycle": CYCLE}, pluck="name"):
		assert prove(frappe.get_doc("Performance Appraisal", name))["differences"] == []
