"""Training is assigned, held, completed and overdue, and comes by itself where a plan says so (H1, H4)."""

from datetime import timedelta

import pytest

import frappe
from frappe.utils import get_datetime, getdate

from fsm_app.common import clock
from fsm_app.service_training.assignments import AssignmentError, mark_overdue
from fsm_app.service_training.plans import PlanError, assign_planned_training
from fsm_app.service_training.sessions import SessionError
from tests.app import factories as f

ENGINEER = "trainee@example.com"
START = get_datetime("2026-03-02 09:00:00")


def at(day: str):
	return clock.at(get_datetime(f"{day} 08:00:00"))


def course(name: str = "Test Course", **values) -> str:
	return f.make("Training Course", name=name, course_name=name, **values).name


def assignment(engineer: str, due: str = "2026-03-31", **values):
	values.setdefault("course", course())
	return frappe.get_doc(
		{"doctype": "Training Assignment", "engineer": engineer, "due_date": due, **values}
	).insert()


def plan(**values):
	values.setdefault("course", course())
	return frappe.get_doc({"doctype": "Training Plan", "plan_name": "Test Plan", **values}).insert()


def session(*attendees, **values):
	return frappe.get_doc(
		{
			"doctype": "Training Session",
			"course": course(),
			"company": f.company(),
			"start": START,
			"end": START + timedelta(hours=4),
			"attendees": [row if isinstance(row, dict) else {"engineer": row} for row in attendees],
			**values,
		}
	).insert()


def states(engineer: str, course_name: str = "Test Course") -> list[tuple]:
	rows = frappe.get_all(
		"Training Assignment",
		filters={"engineer": engineer, "course": course_name},
		fields=["state", "due_date", "reason"],
		order_by="due_date",
	)
	return [(row.state, str(row.due_date), row.reason) for row in rows]


@pytest.fixture
def engineer():
	"""An engineer who alone is not Left, so that plans find nobody else."""
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	frappe.db.set_value("Training Plan", {"disabled": 0}, "disabled", 1)
	f.user(ENGINEER, "Service Engineer")
	return f.engineer("Trainee", user=ENGINEER).name


def test_an_assignment_is_told_and_becomes_overdue(engineer):
	made = assignment(engineer, state="Completed", completed_on="2026-01-01")
	assert (made.state, made.completed_on, made.company) == ("Open", None, f.company())
	told = frappe.get_all("Notification Log", filters={"for_user": ENGINEER}, pluck="document_name")
	assert told == [made.name]
	with at("2026-03-31"):
		mark_overdue()
		assert states(engineer)[0][0] == "Open"
	with at("2026-04-01"):
		mark_overdue()
		assert states(engineer)[0][0] == "Overdue"


def test_nobody_has_the_same_course_to_do_twice(engineer):
	assignment(engineer)
	with pytest.raises(AssignmentError, match="Test Course to do by"):
		assignment(engineer, due="2026-05-01")


def test_what_the_app_writes_about_an_assignment_cannot_be_sent(engineer):
	made = assignment(engineer)
	made.update({"state": "Completed", "completed_on": "2026-03-01", "due_date": "2026-04-15"})
	made.save()
	made.reload()
	assert (made.state, made.completed_on, str(made.due_date)) == ("Open", None, "2026-04-15")


def test_being_there_completes_a_course(engineer):
	other = f.engineer("Absent").name
	for name in (engineer, other):
		assignment(name)
	held = session({"engineer": engineer, "present": 1}, other)
	assert states(engineer)[0][0] == "Open"
	held.state = "Held"
	with at("2026-03-03"):
		held.save()
	assert states(engineer) == [("Completed", "2026-03-31", "By Hand")]
	assert states(other)[0][0] == "Open"


def test_attendance_can_be_corrected(engineer):
	other = f.engineer("Late").name
	for name in (engineer, other):
		assignment(name)
	with at("2026-03-03"):
		held = session({"engineer": engineer, "present": 1}, other, state="Held")
		held.attendees[0].present, held.attendees[1].present = 0, 1
		held.save()
	assert (states(engineer)[0][0], states(other)[0][0]) == ("Open", "Completed")


def test_who_fails_in_a_session_has_it_to_do_again(engineer):
	assignment(engineer)
	with at("2026-03-03"):
		session({"engineer": engineer, "present": 1, "result": "Failed"}, state="Held")
		assert states(engineer)[0][0] == "Failed"
		session({"engineer": engineer, "present": 1, "result": "Passed"}, state="Held")
	assert states(engineer)[0][0] == "Completed"


def test_who_comes_without_having_to_has_done_it_too(engineer):
	with at("2026-03-03"):
		held = session({"engineer": engineer, "present": 1}, state="Held")
		held.save()
	assert states(engineer) == [("Completed", "2026-03-02", "By Hand")]
	assert not frappe.get_all("Notification Log", filters={"for_user": ENGINEER})


def test_attending_does_not_complete_a_course_with_an_exam(engineer):
	course(completed_by="Exam")
	assignment(engineer)
	with at("2026-03-03"):
		session({"engineer": engineer, "present": 1}, state="Held")
	assert states(engineer)[0][0] == "Open"


@pytest.mark.parametrize(
	("values", "message"),
	[
		({"end": START}, "does not lie after Start"),
		({"start": "2099-01-01 09:00:00", "end": "2099-01-01 10:00:00", "state": "Held"}, "begins only on"),
		({"attendees": ["twice"]}, "stands there already"),
	],
)
def test_a_session_that_cannot_be_is_refused(engineer, values, message):
	if values.get("attendees"):
		values = {"attendees": [{"engineer": engineer}, {"engineer": engineer}]}
	with pytest.raises(SessionError, match=message):
		session(**values)


def test_a_held_session_stays_held(engineer):
	with at("2026-03-03"):
		held = session(engineer, state="Held")
		held.state = "Cancelled"
		with pytest.raises(SessionError, match="was held"):
			held.save()


def test_a_recurring_plan_assigns_ahead_and_once(engineer):
	plan(starts_on="2026-01-01", every_months=3, ahead_days=30, due_within_days=60)
	with at("2026-03-01"):
		assign_planned_training()
		assert [row[1] for row in states(engineer)] == ["2026-03-02"]
	with at("2026-03-02"):
		assign_planned_training()
		assign_planned_training()
	assert states(engineer) == [
		("Open", "2026-03-02", "Plan"),
		("Open", "2026-05-31", "Plan"),
	]


def test_after_an_outage_the_missed_periods_do_not_pile_up(engineer):
	plan(starts_on="2024-01-01", every_months=3, ahead_days=10, due_within_days=30)
	with at("2026-01-15"):
		assign_planned_training()
	assert states(engineer) == [("Open", "2026-01-31", "Plan")]


def test_periods_do_not_drift_over_short_months(engineer):
	plan(starts_on="2026-01-31", every_months=1, ahead_days=0, due_within_days=0)
	for day in ("2026-02-28", "2026-03-30", "2026-03-31", "2026-04-30"):
		with at(day):
			assign_planned_training()
	assert [row[1] for row in states(engineer)] == ["2026-02-28", "2026-03-31", "2026-04-30"]


def test_a_plan_is_for_whom_it_says(engineer):
	plan(starts_on="2026-01-01", every_months=3, due_within_days=60, level="Senior")
	with at("2026-01-05"):
		assign_planned_training()
	assert states(engineer) == []


def test_onboarding_comes_for_those_who_join_from_then_on(engineer):
	plan(kind="Onboarding", starts_on="2026-02-01", due_within_days=14)
	frappe.db.set_value("Service Engineer", engineer, "joined_on", "2026-01-31")
	late = f.engineer("New", joined_on="2026-02-10").name
	with at("2026-02-09"):
		assign_planned_training()
		assert states(late) == []
	for day in ("2026-02-10", "2026-02-11"):
		with at(day):
			assign_planned_training()
	assert states(engineer) == []
	assert states(late) == [("Open", "2026-02-24", "Onboarding")]


def test_a_plan_that_never_comes_back_is_refused():
	with pytest.raises(PlanError, match="1 or more"):
		plan(every_months=0)


def test_shipped_courses_are_those_of_the_regulations():
	required = {
		level: {row.course for row in frappe.get_doc("Engineer Level", level).required_courses}
		for level in ("Junior", "Intermediate", "Senior")
	}
	assert required == {
		"Junior": {"Product Basics", "Customer Manners", "Safe Operation"},
		"Intermediate": {"Fault-Location Drill", "Cross-Department Simulation"},
		"Senior": {"Project Management", "Customer Relations", "Technical Innovation"},
	}
	assert getdate("2026-01-01") < getdate(
		frappe.db.get_value("Training Plan", "Quarterly Rotation", "starts_on")
	)
