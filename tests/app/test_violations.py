"""Violations and safety incidents: recorded by managers, told to the engineer, counted, and objected to by the appeal (J1, C9)."""

import pytest

import frappe

from fsm_app.performance.closing import close_cycle
from fsm_app.performance.corrections import correct
from fsm_app.performance.kpi_query import figures
from fsm_app.performance.scoring import score_cycle
from fsm_app.performance.violations import ViolationRefused
from tests.app import factories as f
from tests.app import score_month as m
from tests.app.reviews import told
from tests.app.test_schemes_by_hand import appraisal_of, put_in_force, rows_of
from tests.app.two_teams import no_engineers

VIOLATION = "Service Violation"
MANAGER, ENGINEER, COLLEAGUE, SUPERVISOR = (
	f"{name}@violation.example.com" for name in ("manager", "engineer", "colleague", "supervisor")
)
DAY = "2031-05-12"


@pytest.fixture(autouse=True)
def people(freeze):
	freeze("2031-05-20 10:00:00")
	no_engineers()
	f.user(MANAGER, "Service Manager", "Service Engineer")
	for user in (ENGINEER, COLLEAGUE, SUPERVISOR):
		f.user(user, "Service Engineer")
	team = f.team("Violation Team", supervisor=SUPERVISOR)
	m.hired("A Colleague", user=COLLEAGUE)
	return m.hired("Broke a Rule", user=ENGINEER, team=team)


@pytest.fixture
def engineer(people):
	return people


def recorded(as_user, engineer, **values):
	with as_user(MANAGER):
		return frappe.get_doc(
			{
				"doctype": VIOLATION,
				"engineer": engineer.name,
				"occurred_on": DAY,
				"description": "No helmet on the roof",
				"points": 3,
				**values,
			}
		).insert()


def withdraw(as_user, violation, reason="It was somebody else"):
	with as_user(MANAGER):
		violation.reload()
		violation.update({"state": "Withdrawn", "withdrawn_reason": reason})
		violation.save()


def test_a_manager_records_it_and_the_engineer_is_told_each_time(engineer, as_user):
	violation = recorded(as_user, engineer)
	assert (violation.company, violation.recorded_by) == (f.company(), MANAGER)
	with as_user(MANAGER):
		violation.save()
		violation.points = 2
		violation.save()
	withdraw(as_user, violation)
	words = [text.split(" was ")[1] for text in told(ENGINEER, VIOLATION)]
	assert words == ["recorded.", "changed.", "withdrawn."]
	assert not told(COLLEAGUE, VIOLATION)


@pytest.mark.parametrize(
	("values", "words"),
	[
		({"occurred_on": "2031-05-21"}, "Occurred On"),
		({"state": "Withdrawn"}, "Why Withdrawn"),
		({"points": -1}, "Points"),
	],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(engineer, as_user, values, words):
	with pytest.raises(frappe.ValidationError, match=words):
		recorded(as_user, engineer, **values)
	assert not frappe.db.count(VIOLATION) and not told(ENGINEER, VIOLATION)


def test_nobody_writes_about_themselves(as_user):
	own = m.hired("Manages Too", user=MANAGER)
	with pytest.raises(frappe.PermissionError):
		recorded(as_user, own)
	violation = frappe.get_doc(
		{"doctype": VIOLATION, "engineer": own.name, "occurred_on": DAY, "description": "x", "points": 1}
	).insert()
	with pytest.raises(frappe.PermissionError):
		withdraw(as_user, violation)


def test_withdrawn_it_stays_so_and_nobody_deletes_it(engineer, as_user):
	violation = recorded(as_user, engineer)
	withdraw(as_user, violation)
	with as_user(MANAGER):
		violation.state = "In Force"
		with pytest.raises(ViolationRefused, match="Record it anew"):
			violation.save()
		with pytest.raises(frappe.PermissionError):
			violation.delete()


def test_it_follows_nobody_to_another_engineer_or_company(engineer, as_user):
	violation = recorded(as_user, engineer)
	other = frappe.db.get_value("Service Engineer", {"user": COLLEAGUE})
	with as_user(MANAGER):
		violation.engineer = other
		with pytest.raises(frappe.CannotChangeConstantError):
			violation.save()


@pytest.mark.parametrize(("user", "sees"), [(ENGINEER, True), (SUPERVISOR, True), (COLLEAGUE, False)])
def test_who_sees_it_and_no_engineer_writes_it(engineer, as_user, user, sees):
	name = recorded(as_user, engineer).name
	with as_user(user):
		assert frappe.get_list(VIOLATION, pluck="name") == ([name] if sees else [])
		violation = frappe.get_doc(VIOLATION, name)
		assert violation.has_permission("read") == sees
		with pytest.raises(frappe.PermissionError):
			violation.save()
		with pytest.raises(frappe.PermissionError):
			frappe.get_doc({"doctype": VIOLATION, "engineer": engineer.name}).insert()


def test_it_counts_until_it_is_withdrawn_and_who_has_none_has_full_marks(engineer, as_user):
	put_in_force("Engineering Scheme")
	m.whole_month(engineer.name)
	cycle = m.month_cycle()
	violation = recorded(as_user, engineer)
	recorded(as_user, engineer, kind="Safety Incident", points=7)
	score_cycle(cycle.name)
	appraisal = appraisal_of(cycle, engineer)
	row = rows_of(appraisal)["Violation Points"]
	assert (row.value, row.score, row.scored) == (3, 60, 1)
	assert appraisal.total_score == pytest.approx(76.5)
	withdraw(as_user, violation)
	score_cycle(cycle.name)
	assert appraisal_of(cycle, engineer).total_score == pytest.approx(80.5)


def test_after_the_closing_only_an_appeal_changes_the_score(engineer, as_user):
	put_in_force("Engineering Scheme")
	m.whole_month(engineer.name)
	cycle = m.month_cycle()
	violation = recorded(as_user, engineer)
	close_cycle(cycle.name)
	withdraw(as_user, violation)
	appraisal = appraisal_of(cycle, engineer)
	assert appraisal.total_score == pytest.approx(76.5)
	after = correct(appraisal.name, {"Violation Points": 0}, "It was somebody else", "Administrator")
	assert after.total_score == pytest.approx(80.5)


def test_the_kpis_of_their_own_count_what_they_say(engineer, as_user):
	for kind, points in (("Violation", 1), ("Violation", 2.5), ("Safety Incident", 5)):
		recorded(as_user, engineer, kind=kind, points=points)
	recorded(as_user, engineer, occurred_on="2031-04-30", points=50)
	offering = f.offering("Yearly Inspection")
	frappe.db.set_value("Service Offering", offering, "category", "Inspection and Maintenance")
	m.tickets(engineer.name, closed=3, offering=offering)
	m.tickets(engineer.name, closed=1, offering=offering, stage="Working", done_at=None, closed_at=None)
	m.tickets(engineer.name, closed=5, offering=f.offering("A Repair"))
	found = {
		kpi: figures(frappe.get_doc("KPI Definition", kpi), m.START, m.END)[engineer.name].value
		for kpi in ("Violation Points", "Safety Incidents", "Inspections Done", "Inspection Completion")
	}
	assert found == {
		"Violation Points": 3.5,
		"Safety Incidents": 1,
		"Inspections Done": 3,
		"Inspection Completion": 75,
	}
