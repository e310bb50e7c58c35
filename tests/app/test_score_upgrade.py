"""What an upgrade makes of scores: nothing closed behind anybody's back, one appraisal each, a complaint rate that is one."""

import json

import pytest

import frappe

from fsm_app.common import configuration
from fsm_app.performance.appraisal_rows import insert_rows
from fsm_app.performance.cycles import score_open_cycles
from fsm_app.performance.scoring import latest_scores
from fsm_app.performance.upgrade import complete_appraisals, let_past_cycles_be
from tests.app import score_month as m
from tests.app.two_teams import no_engineers

RATE = "Complaint Rate"
# As it was shipped before.
OLD = {
	"doctype": "KPI Definition", "name": RATE, "kpi_name": RATE, "unit": "complaints", "minimum_sample": 1,
	"description": "Complaints about the engineer that were received in the month and not rejected.",
	"source_doctype": "Service Complaint", "engineer_field": "engineer", "date_field": "received_at",
	"aggregate": "Count", "value_field": "", "divide_by": 1,
	"filters": [{"applies_to": "All Documents", "fieldname": "state", "operator": "!=", "value": "Rejected"}],
	"curve": [{"value": v, "score": s} for v, s in ((0, 100), (1, 80), (2, 60), (3, 30), (5, 0))],
}  # fmt: skip


def as_shipped_before():
	kpi = frappe.get_doc("KPI Definition", RATE)
	kpi.update({"per_kpi": None, "target": 0, "direction": "", **OLD})
	kpi.save()
	content = {key: value for key, value in OLD.items() if key not in ("doctype", "name")}
	content = configuration._projection(kpi, content)
	frappe.db.set_value(
		"Shipped Configuration",
		{"reference_doctype": "KPI Definition", "reference_name": RATE},
		{
			"shipped_content": json.dumps(content, sort_keys=True),
			"shipped_hash": configuration.content_hash(content),
		},
	)
	return kpi


def test_the_complaint_rate_becomes_one_where_it_is_as_shipped():
	as_shipped_before()
	configuration.install_shipped_records()
	kpi = frappe.get_doc("KPI Definition", RATE)
	assert (kpi.per_kpi, kpi.per_factor, kpi.curve[1].value) == ("Closed Tickets", 100, 2)
	assert configuration.install_shipped_records()["updated"] == 0


def test_an_edited_one_stays_as_it_is():
	kpi = as_shipped_before()
	kpi.curve[1].score = 70
	kpi.save()
	configuration.install_shipped_records()
	assert not frappe.db.get_value("KPI Definition", RATE, "per_kpi")


def test_the_scheme_in_force_stays_the_only_one():
	schemes = dict(frappe.get_all("KPI Scheme", fields=["name", "disabled"], as_list=True))
	assert schemes == {
		"Standard Scheme": 0,
		**dict.fromkeys(("After-sales Scheme", "Engineering Scheme", "Case Scheme"), 1),
	}


def test_months_that_have_ended_wait_for_people(freeze):
	cycle = m.month_cycle("Upgraded May")
	freeze("2031-07-01 02:00:00")
	let_past_cycles_be()
	score_open_cycles()
	assert frappe.db.get_value("Performance Cycle", cycle.name, "status") == "Open"


@pytest.fixture
def engineer():
	no_engineers()
	return m.hired("Upgraded")


def old_appraisal(name: str, engineer, rank: int, total: float, modified: str) -> None:
	values = {"cycle": "Upgraded May", "engineer": engineer.name, "scheme": "Standard Scheme"}
	insert_rows(
		"Performance Appraisal",
		[
			{
				"name": name,
				**values,
				"rank": rank,
				"total_score": total,
				"modified": modified,
			}
		],
	)
	insert_rows(
		"Performance Appraisal Score",
		[
			{
				"name": f"row {name}",
				"parent": name,
				"parenttype": "Performance Appraisal",
				"parentfield": "scores",
				"kpi": "SLA Rate",
			}
		],
	)


def test_of_two_appraisals_for_one_month_the_latest_stays_and_is_completed(engineer):
	m.month_cycle("Upgraded May", status="Closed")
	old_appraisal("Old A", engineer, 1, 50.0, "2031-06-01 10:00:00")
	old_appraisal("Old B", engineer, 1, 70.0, "2031-06-02 10:00:00")
	complete_appraisals()
	(row,) = frappe.get_all("Performance Appraisal", {"engineer": engineer.name}, ["*"])
	assert (row.name, row.has_data, row.kpi_score) == ("Old B", 1, 70)
	assert (row.appraisal_key, row.title) == (f"Upgraded May:{engineer.name}", "Upgraded – May 2031")
	assert not frappe.db.exists("Performance Appraisal Score", {"parent": "Old A"})
	assert latest_scores([engineer.name], 3) == {engineer.name: [70.0]}
	complete_appraisals()
	assert frappe.db.get_value("Performance Appraisal", row.name, "modified") == row.modified


def test_one_without_documents_was_no_zero(engineer):
	m.month_cycle("Upgraded May", status="Closed")
	old_appraisal("Old A", engineer, 0, 0.0, "2031-06-01 10:00:00")
	complete_appraisals()
	assert frappe.db.get_value("Performance Appraisal", "Old A", "has_data") == 0
	assert latest_scores([engineer.name], 3) == {}
