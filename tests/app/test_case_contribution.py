"""Who has written which cases, how good they are and whom they helped, for those who may know it (G3)."""

import pytest

import frappe

from fsm_app.knowledge.report.knowledge_contribution.knowledge_contribution import execute
from tests.app import cases as c
from tests.app import factories as f
from tests.app import score_month as m
from tests.app import surveys as s
from tests.app.devices import queries

PERIOD = {"from_date": "2031-05-01", "to_date": "2031-05-31"}


@pytest.fixture(autouse=True)
def ids(freeze):
	freeze("2031-05-20 10:00:00")
	s.no_other_engineers()
	s.settings(case_duty=1)
	found = c.people()
	frappe.db.set_value("Service Engineer", {"name": ["in", list(found.values())]}, "status", "Active")
	return found


def rows(**filters) -> dict:
	return {row["engineer"]: row for row in execute({**PERIOD, **filters})[1]}


def test_each_figure_is_that_of_the_period_and_of_colleagues_tickets(ids):
	m.cases(ids["Ann"], 2, [70, 90], 3)
	found = rows()
	row = found[ids["Ann"]]
	assert (row["published"], row["due"], row["done"]) == (2, 1, 1)
	assert (row["mark"], row["marks"]) == (80, 2)
	assert (row["used"], row["solved"], row["not_solved"]) == (4, 3, 1)
	none = found[ids["Bo"]]
	assert (none["published"], none["done"], none["mark"], none["used"]) == (0, 0, None, 0)
	assert rows(from_date="2031-04-01", to_date="2031-04-30")[ids["Ann"]]["published"] == 0
	assert rows(from_date="2031-04-15", to_date="2031-06-02")[ids["Ann"]]["due"] == 3


def test_engineers_see_themselves_a_supervisor_the_team_and_reviewers_all(ids, as_user):
	engineer = frappe.get_doc("Service Engineer", ids["Bo"])
	engineer.team = f.team("Contribution Team", c.ANN)
	engineer.save()
	for user, seen in (
		(c.ANN, {ids["Ann"], ids["Bo"]}),
		(c.BO, {ids["Bo"]}),
		(c.REVIEWER, set(ids.values())),
		(c.MANAGER, set(ids.values())),
		(c.AUDITOR, set(ids.values())),
	):
		with as_user(user):
			assert set(rows()) == seen, user


def test_without_a_duty_nothing_is_due_and_a_wrong_period_is_refused(ids):
	s.settings(case_duty=0)
	assert rows()[ids["Ann"]]["done"] is None
	with pytest.raises(frappe.ValidationError, match="To"):
		execute({"from_date": "2031-05-31", "to_date": "2031-05-01"})


def test_the_queries_do_not_grow_with_the_engineers(ids, monkeypatch):
	execute(PERIOD)  # what is cached from here on
	few = queries(monkeypatch, lambda: execute(PERIOD))
	for number in range(4):
		f.engineer(f"More {number}")
	assert queries(monkeypatch, lambda: execute(PERIOD)) == few > 0
