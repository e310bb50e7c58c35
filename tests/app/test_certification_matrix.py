"""The report Certification Matrix: who holds what until when, and what is missing (H2, H3)."""

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.common import clock
from fsm_app.workforce.report.certification_matrix.certification_matrix import execute
from tests.app import devices
from tests.app import factories as f

ONE, TWO = "Matrix One", "Matrix Two"


@pytest.fixture(autouse=True)
def _today():
	with clock.at(get_datetime("2026-03-01 09:00:00")):
		yield


@pytest.fixture
def team():
	"""A team whose juniors need the first certification; of other teams nobody is there."""
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	for name in (ONE, TWO):
		f.make("Service Certification", name=name, certification_name=name, kind="Internal")
	level = frappe.get_doc("Engineer Level", "Junior")
	level.required_certifications = []
	level.append("required_certifications", {"certification": ONE})
	level.save()
	return f.team("Matrix Team", supervisor=f.user("matrix.supervisor@example.com", "Service Engineer"))


def held(engineer, certification=ONE, **values):
	return f.make("Engineer Certification", engineer=engineer.name, certification=certification, **values)


def matrix(**filters) -> dict[str, dict]:
	"""For each engineer's name what the report says of each certification: (text, standing)."""
	columns, rows = execute(filters)
	certifications = {
		c["fieldname"]: c["label"] for c in columns if c["fieldname"].startswith("certification_")
	}
	return {
		row["engineer_name"]: {
			label: (row[fieldname], row["standings"][fieldname])
			for fieldname, label in certifications.items()
		}
		for row in rows
	}


def test_each_cell_says_until_when_and_how_that_stands(team, as_user):
	holder = f.engineer("Holder", level="Junior", team=team)
	held(holder, valid_until="2026-03-10", valid_from="2024-03-11")
	held(holder, valid_from="2026-03-11", valid_until="2028-03-10")
	held(holder, TWO)
	held(f.engineer("Late", level="Junior", team=team), valid_until="2026-02-28")
	held(f.engineer("Soon", level="Junior", team=team), valid_until="2026-05-30")
	held(f.engineer("Next", level="Senior", team=team), valid_from="2026-04-01")
	f.engineer("Bare", level="Junior", team=team)
	f.engineer("Free", level="Senior", team=team)
	waiting = f.engineer(
		"Waiting", level="Junior", team=team, user=f.user("matrix.waiting@example.com", "Service Engineer")
	)
	with as_user("matrix.waiting@example.com"):
		held(waiting)
	found = matrix(team=team)
	assert found["Holder"] == {ONE: ("2028-03-10", "Holds"), TWO: ("Without End", "Holds")}
	assert found["Late"][ONE] == ("2026-02-28", "Ended")
	assert found["Soon"][ONE] == ("2026-05-30", "Ends Soon")
	assert found["Next"][ONE][1] == "Begins Later"
	assert found["Bare"] == {ONE: ("Missing", "Missing"), TWO: (None, "None")}
	assert found["Free"][ONE] == (None, "None")
	assert found["Waiting"][ONE] == ("Unverified", "Unverified")


def test_what_an_authorised_offering_needs_is_missing_too(team):
	offering = f.offering("Matrix Repair", certifications=[{"certification": TWO}])
	f.engineer("Authorised", level="Senior", team=team, authorised_offerings=[{"offering": offering}])
	assert matrix(team=team)["Authorised"] == {TWO: ("Missing", "Missing")}


def test_revoked_certificates_and_engineers_who_left_do_not_show(team):
	engineer = f.engineer("Forger", level="Junior", team=team)
	held(engineer, valid_until="2028-01-01")
	revoked = held(engineer, TWO)
	revoked.update({"revoked": 1, "revoked_reason": "Found to be forged."})
	revoked.save()
	f.engineer("Gone", level="Junior", team=team, status="Left")
	assert matrix(team=team) == {"Forger": {ONE: ("2028-01-01", "Holds")}}


def test_filters_choose_rows_and_columns(team):
	held(f.engineer("Junior One", level="Junior", team=team), TWO)
	f.engineer("Senior One", level="Senior", team=team)
	assert set(matrix(level="Senior", team=team)) == {"Senior One"}
	assert matrix(certification=TWO, team=team)["Junior One"] == {TWO: ("Without End", "Holds")}


def test_a_supervisor_sees_the_team_and_an_engineer_their_own(team, as_user):
	mail = f.user("matrix.engineer@example.com", "Service Engineer")
	f.engineer("Member", level="Junior", team=team, user=mail)
	f.engineer("Colleague", level="Junior", team=team)
	f.engineer("Stranger", level="Junior", team=f.team("Other Matrix Team"))
	with as_user("matrix.supervisor@example.com"):
		assert set(matrix()) == {"Member", "Colleague"}
	with as_user(mail):
		assert set(matrix()) == {"Member"}
	with as_user(f.user("matrix.auditor@example.com", "Service Auditor")):
		assert set(matrix()) == {"Member", "Colleague", "Stranger"}


def test_it_asks_as_many_queries_for_many_engineers_as_for_few(team, monkeypatch):
	held(f.engineer("First", level="Junior", team=team))
	execute({"team": team})
	few = devices.queries(monkeypatch, lambda: execute({"team": team}))
	for number in range(4):
		held(f.engineer(f"Further {number}", level="Junior", team=team), TWO)
	assert 0 < devices.queries(monkeypatch, lambda: execute({"team": team})) == few
