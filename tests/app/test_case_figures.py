"""Cases written, their quality and how they help others are figures of the score, from real cases (G3, J1)."""

import json

import pytest

import frappe

from fsm_app.common import configuration
from fsm_app.knowledge import uses
from fsm_app.performance.kpi_query import figures
from tests.app import cases as c
from tests.app import factories as f
from tests.app import surveys as s
from tests.app.tickets import walk

# Later than anything the site may hold.
NOW, FIRST, LAST = "2028-06-05 10:00:00", "2028-06-01", "2028-06-30"


@pytest.fixture(autouse=True)
def ids(freeze):
	freeze(NOW)
	s.no_other_engineers()
	return c.people()


def of(kpi: str) -> dict:
	found = figures(frappe.get_doc("KPI Definition", kpi), FIRST, LAST)
	return {engineer: (figure.value, figure.denominator) for engineer, figure in found.items()}


def test_a_case_counts_once_in_the_month_of_its_first_publication(ids, as_user, freeze):
	made = c.published(as_user)
	with as_user(c.ANN):
		c.draft()
	assert of("Cases Published") == {ids["Ann"]: (1, 1)}
	freeze("2028-07-05 10:00:00")
	with as_user(c.REVIEWER):
		made = frappe.get_doc("Knowledge Case", made.name)
		made.cause = "Another one"
		made.save()
		c.act(made.name, "Retire")
	july = figures(frappe.get_doc("KPI Definition", "Cases Published"), "2028-07-01", "2028-07-31")
	assert july == {}
	assert of("Cases Published") == {ids["Ann"]: (1, 1)}


def test_quality_is_the_mean_of_the_reviewers_marks(ids, as_user):
	made = c.published(as_user)
	rubric = frappe.get_doc(
		"Assessment Rubric", frappe.get_all("Assessment Rubric", pluck="name", limit=1)[0]
	)
	for user, share in ((c.REVIEWER, 1.0), (c.OTHER_REVIEWER, 0.5)):
		scores = [
			{"criterion": row.criterion, "points": share * row.max_points, "max_points": row.max_points}
			for row in rubric.criteria
		]
		with as_user(user):
			f.make("Knowledge Review", knowledge_case=made.name, rubric=rubric.name, scores=scores)
	assert of("Case Quality") == {ids["Ann"]: (75, 2)}


def test_a_colleagues_solved_ticket_counts_for_the_author_and_ones_own_does_not(ids, as_user):
	made = c.published(as_user)
	frappe.db.set_value("Service Engineer", ids["Bo"], "status", "Active")
	for engineer, status in (("Bo", "On Leave"), ("Ann", "Active")):
		frappe.db.set_value(
			"Service Engineer", ids["Ann"], "status", "Active" if engineer == "Ann" else "On Leave"
		)
		ticket = walk(f.ticket(), "Triage", "Dispatch", "Accept")
		assert ticket.engineer == ids[engineer]
		frappe.db.set_value("Service Engineer", ids[engineer], "status", status)
		user = c.BO if engineer == "Bo" else c.ANN
		with as_user(user):
			uses.note_result(made.name, ticket.name, "Used")
			uses.note_result(made.name, ticket.name, "Solved It")
	assert of("Cases That Helped Others") == {ids["Ann"]: (1, 1)}


def test_a_scheme_that_was_changed_or_is_in_force_stays_as_it_is_when_the_app_is_upgraded():
	"""As of before this version: the After-sales scheme without cases."""
	scheme = frappe.get_doc("KPI Scheme", "After-sales Scheme")
	scheme.set("items", [row for row in scheme.items if row.category != "Knowledge"])
	scheme.append("items", {"category": "Knowledge", "kpi": "Training Completion", "weight": 10})
	scheme.append("items", {"category": "Knowledge", "kpi": "Exam Pass Rate", "weight": 10})
	scheme.save()
	content = json.dumps(
		configuration._projection(scheme.reload(), configuration._all_fields(scheme)), sort_keys=True
	)
	frappe.db.set_value(
		"Shipped Configuration",
		{"reference_doctype": "KPI Scheme", "reference_name": scheme.name},
		{"shipped_content": content, "shipped_hash": configuration.content_hash(json.loads(content))},
	)
	frappe.db.set_value("KPI Scheme", "Standard Scheme", "disabled", 1)
	scheme.disabled = 0
	scheme.save()
	configuration.install_shipped_records()
	kpis = [row.kpi for row in frappe.get_doc("KPI Scheme", scheme.name).items]
	assert "Cases Published" not in kpis and "Exam Pass Rate" in kpis
