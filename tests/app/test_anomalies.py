"""What is conspicuous about a month is noted with the reason, for managers, and changes no score (J6)."""

import pytest

import frappe

from fsm_app.feedback.survey_links import prepare
from fsm_app.performance.anomalies import look_for_anomalies
from fsm_app.performance.closing import close_cycle
from fsm_app.performance.scoring import score_cycle
from tests.app import factories as f
from tests.app import score_month as m
from tests.app.two_teams import no_engineers


@pytest.fixture
def engineer():
	no_engineers()
	return m.hired("Conspicuous", user=f.user("conspicuous@example.com", "Service Engineer"))


@pytest.fixture
def cycle():
	return m.month_cycle("Anomaly May")


def found(cycle) -> dict[str, frappe._dict]:
	rows = frappe.get_all("Score Anomaly", {"cycle": cycle.name}, ["kind", "reason", "documents", "engineer"])
	return {row.kind: row for row in rows}


def earlier_months(engineer, *totals: float) -> None:
	for place, total in enumerate(totals, 1):
		name = f.make(
			"Performance Cycle", cycle_name=f"Earlier {place}", company=f.company(), status="Closed",
			start_date=f"2031-0{place}-01", end_date=f"2031-0{place}-28",
		).name  # fmt: skip
		f.make(
			"Performance Appraisal", cycle=name, engineer=engineer.name, scheme="Standard Scheme", total_score=total
		)  # fmt: skip


@pytest.mark.parametrize(("before", "is_sudden"), [((40, 50), True), ((70, 80), False), ((40,), False)])
def test_a_sudden_change_against_the_months_before(engineer, cycle, before, is_sudden):
	frappe.db.set_single_value("Field Service Settings", "sudden_change_points", 25)
	earlier_months(engineer, *before)
	m.whole_month(engineer.name)
	close_cycle(cycle.name)
	assert ("Sudden Change" in found(cycle)) == is_sudden
	if is_sudden:
		assert "after 45.0 on average over the last 2 months" in found(cycle)["Sudden Change"].reason


def test_full_marks_everywhere(engineer, cycle):
	m.first_done(engineer.name, good=10, again=0)
	m.clocks(engineer.name, "Resolution", [60] * 10)
	m.clocks(engineer.name, "First Response", [0] * 10)
	m.surveys(engineer.name, [5] * 10)
	close_cycle(cycle.name)
	assert found(cycle)["Too Good to Be True"].reason.startswith("full marks in 4 KPIs")


def test_check_ins_far_away_and_photos_from_before(engineer, cycle):
	m.visits(engineer.name, [30, 30, 30])
	first, second, third = frappe.get_all(
		"Service Visit", {"engineer": engineer.name}, pluck="name", order_by="name"
	)
	for name in (first, second):
		frappe.db.set_value("Service Visit", name, {"far_from_customer": 1, "checked_in_at": m.DAY})
	for visit, taken in ((third, "2031-05-12 08:00:00"), (first, "2031-05-12 09:30:00")):
		m.insert_rows(
			"Service Evidence",
			[
				{
					"name": frappe.generate_hash(length=10),
					"visit": visit,
					"recorded_at": m.DAY,
					"taken_at": taken,
					"kind": "Photo",
				}
			],
		)
	close_cycle(cycle.name)
	assert found(cycle)["Check-in Far Away"].documents.split("\n") == [first, second]
	assert found(cycle)["Evidence Older than the Visit"].reason.startswith("1 photos")


def test_several_customers_on_one_device(engineer, cycle):
	m.surveys(engineer.name, [5, 5, 5])
	customers = [f.customer(f"Customer {number}") for number in range(3)]
	names = frappe.get_all("Service Survey", filters={"engineer": engineer.name}, pluck="name")
	for survey, customer in zip(names, customers, strict=True):
		frappe.db.set_value("Service Survey", survey, "customer", customer)
		prepare(survey)
		frappe.db.set_value("Service Survey Link", {"survey": survey}, "device_mark", "hash")
	close_cycle(cycle.name)
	assert found(cycle)["Surveys from One Device"].reason.startswith("3 surveys")


def test_it_is_noted_once_changes_no_score_and_is_not_the_engineers_to_see(engineer, cycle, as_user):
	m.visits(engineer.name, [30])
	frappe.db.set_value(
		"Service Visit", {"engineer": engineer.name}, {"far_from_customer": 1, "checked_in_at": m.DAY}
	)
	score_cycle(cycle.name)
	before = frappe.get_all(
		"Performance Appraisal", {"cycle": cycle.name}, ["total_score", "rank", "modified"]
	)
	assert (look_for_anomalies(cycle), look_for_anomalies(cycle)) == (1, 0)
	after = frappe.get_all(
		"Performance Appraisal", {"cycle": cycle.name}, ["total_score", "rank", "modified"]
	)
	assert after == before
	name = frappe.db.get_value("Score Anomaly", {"cycle": cycle.name})
	with as_user("conspicuous@example.com"), pytest.raises(frappe.PermissionError):
		frappe.get_doc("Score Anomaly", name).check_permission("read")
