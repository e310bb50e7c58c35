"""The report Training Completion, and both of its rates as KPIs (H4)."""

import pytest

import frappe
from frappe.utils import get_datetime, getdate

from fsm_app.common import clock
from fsm_app.performance.kpi_query import figures
from fsm_app.service_training.report.training_completion.training_completion import execute
from tests.app import devices
from tests.app import factories as f

COURSE, EXAMINED, EXAM = "Completion Course", "Completion Examined", "Completion Exam"
PERIOD = {"from_date": "2026-01-01", "to_date": "2026-01-31"}


@pytest.fixture(autouse=True)
def _today():
	with clock.at(get_datetime("2026-02-01 09:00:00")):
		yield


@pytest.fixture
def engineers():
	"""Two engineers of two teams; the first has completed one of three courses in time and one late, and failed one exam of two."""
	frappe.db.delete("Training Assignment")
	frappe.db.delete("Exam Attempt")
	f.make("Service Exam", name=EXAM, exam_name=EXAM, time_limit_minutes=10, pass_mark=80, disabled=1,
		rules=[{"question_count": 1}])  # fmt: skip
	f.make("Training Course", name=COURSE, course_name=COURSE)
	f.make("Training Course", name=EXAMINED, course_name=EXAMINED, exam=EXAM, completed_by="Attendance")
	first = f.engineer(
		"First",
		team=f.team("Completion A"),
		user=f.user("completion.first@example.com", "Service Engineer"),
	).name
	second = f.engineer("Second", team=f.team("Completion B")).name
	assigned(first, "2026-01-10", completed_on="2026-01-10")
	assigned(first, "2026-01-31", EXAMINED, completed_on="2026-02-01")
	assigned(first, "2026-01-31")
	assigned(second, "2026-01-01", completed_on="2025-12-20")
	assigned(second, "2026-01-15", EXAMINED, state="Cancelled")
	assigned(second, "2026-02-01")
	sat(first, "2026-01-01 00:00:00", passed=0)
	sat(first, "2026-01-31 23:59:00", passed=1)
	sat(first, "2026-01-12 10:00:00", passed=0, annulled=1)
	sat(second, "2026-02-01 00:00:00", passed=0)
	return first, second


def assigned(engineer: str, due_date: str, course: str = COURSE, completed_on: str | None = None, **values):
	made = f.make("Training Assignment", engineer=engineer, course=course, due_date=due_date)
	state = values.get("state") or ("Completed" if completed_on else "Open")
	frappe.db.set_value("Training Assignment", made.name, {"state": state, "completed_on": completed_on})


def sat(engineer: str, at: str, **values):
	f.make(
		"Exam Attempt",
		engineer=engineer,
		exam=EXAM,
		company=f.company(),
		state="Submitted",
		submitted_at=at,
		**values,
	)


def report(**filters) -> dict[str, tuple]:
	_columns, rows, _message, _chart, _summary = execute({**PERIOD, **filters})
	fields = ("due", "completed", "on_time", "overdue", "sittings")
	return {
		row["group"]: (*(row[field] for field in fields), row["completion_rate"], row["pass_rate"])
		for row in rows
	}


def test_what_was_due_done_late_and_passed_by_each_engineer(engineers):
	first, second = engineers
	assert report() == {
		first: (3, 2, 1, 1, 2, pytest.approx(200 / 3), 50),
		second: (1, 1, 1, 0, 0, 100, None),
	}


def test_the_same_by_team_and_by_course(engineers):
	assert report(group_by="Team") == {
		"Completion A": (3, 2, 1, 1, 2, pytest.approx(200 / 3), 50),
		"Completion B": (1, 1, 1, 0, 0, 100, None),
	}
	assert report(group_by="Course") == {
		COURSE: (3, 2, 2, 1, 0, pytest.approx(200 / 3), None),
		EXAMINED: (1, 1, 0, 0, 2, 100, 50),
	}
	assert set(report(team="Completion B")) == {engineers[1]}
	assert report(course=EXAMINED) == {engineers[0]: (1, 1, 0, 0, 2, 100, 50)}


def test_rates_are_held_against_the_targets_of_the_settings(engineers):
	*_rest, summary = execute(PERIOD)
	assert [(row["value"], row["indicator"]) for row in summary] == [(75, "Red"), (50, "Red")]
	frappe.db.set_single_value("Field Service Settings", "training_completion_target", 75)
	_columns, rows, *_rest, summary = execute(PERIOD)
	assert [row["indicator"] for row in summary] == ["Green", "Red"]
	assert [row["below"] for row in rows if row["group"] == engineers[0]] == [
		["completion_rate", "pass_rate"]
	]


def test_an_engineer_sees_their_own_row_alone(engineers, as_user):
	with as_user("completion.first@example.com"):
		assert set(report()) == {engineers[0]}


def test_dates_that_run_backwards_are_refused(engineers):
	with pytest.raises(frappe.ValidationError, match="lies before From"):
		execute({"from_date": "2026-02-01", "to_date": "2026-01-01"})


def test_it_asks_as_many_queries_for_much_as_for_little(engineers, monkeypatch):
	execute(PERIOD)
	few = devices.queries(monkeypatch, lambda: execute(PERIOD))
	for number in range(3):
		engineer = f.engineer(f"Further {number}", team=f.team("Completion A")).name
		assigned(engineer, "2026-01-20")
		sat(engineer, "2026-01-20 10:00:00", passed=1)
	assert 0 < devices.queries(monkeypatch, lambda: execute(PERIOD)) == few


def test_both_rates_are_kpis(engineers):
	first, second = engineers
	month = getdate("2026-01-01"), getdate("2026-01-31")
	completed = figures(frappe.get_doc("KPI Definition", "Training Completion"), *month)
	passed = figures(frappe.get_doc("KPI Definition", "Exam Pass Rate"), *month)
	assert completed[first].value == pytest.approx(200 / 3)
	assert (completed[second].value, completed[second].denominator) == (100, 1)
	assert (passed[first].value, second in passed) == (50, False)
