"""An engineer is proposed for the next level, sees what is missing, and is raised by approval (H1)."""

import pytest

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import get_datetime, getdate

from fsm_app.careers.promotion import PromotionRefused, WorkflowWithoutStage, propose_promotions
from fsm_app.common import clock
from fsm_app.engine.promotion import Requirement
from tests.app import factories as f
from tests.app.devices import queries
from tests.app.test_training import assignment, course

ENGINEER, MANAGER, HR = "candidate@example.com", "manager@example.com", "hr@example.com"


@pytest.fixture
def engineer():
	"""A junior since 2025-01-15, at a site whose Intermediate asks for a course, a certificate, a year and 80 points."""
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	f.user(ENGINEER, "Service Engineer")
	f.user(MANAGER, "Service Manager")
	f.user(HR, "HR Manager")
	level = frappe.get_doc("Engineer Level", "Intermediate")
	f.make("Service Certification", certification_name="Test Certification", kind="Internal")
	level.update({"minimum_months": 12, "minimum_score": 80, "score_months": 2})
	level.required_courses, level.required_certifications = [], []
	level.append("required_courses", {"course": course()})
	level.append("required_certifications", {"certification": "Test Certification"})
	level.save()
	return f.engineer("Candidate", level="Junior", user=ENGINEER, level_since="2025-01-15")


def propose(engineer, **values):
	return frappe.get_doc(
		{"doctype": "Promotion Proposal", "engineer": engineer.name, "to_level": "Intermediate", **values}
	).insert()


def act(proposal, action: str):
	return apply_workflow(frappe.get_doc("Promotion Proposal", proposal.name), action)


def shown(proposal) -> dict[str, tuple]:
	return {row.kind: (row.fulfilled, row.detail) for row in proposal.requirements}


def fulfil(engineer, scores=(90, 75)):
	"""Give the engineer everything that Intermediate asks for."""
	made = assignment(engineer.name)
	frappe.db.set_value("Training Assignment", made.name, "state", "Completed")
	frappe.get_doc(
		{
			"doctype": "Engineer Certification",
			"engineer": engineer.name,
			"certification": "Test Certification",
			"verification": "Verified",
			"valid_from": "2025-06-01",
		}
	).insert()
	for month, score in enumerate(scores, start=1):
		cycle = f.make(
			"Performance Cycle",
			cycle_name=f"Test 2019-{month}",
			company=f.company(),
			start_date=f"2019-{month:02}-01",
			end_date=f"2019-{month:02}-28",
			status="Closed",
		)
		scheme = frappe.get_all("KPI Scheme", pluck="name", limit_page_length=1)[0]
		f.make(
			"Performance Appraisal",
			cycle=cycle.name,
			engineer=engineer.name,
			company=f.company(),
			scheme=scheme,
			level="Junior",
			total_score=score,
		)


def test_a_proposal_says_what_is_missing(engineer):
	with clock.at(get_datetime("2025-12-31 10:00:00")):
		proposal = propose(engineer, fulfilled=1)
	assert (proposal.from_level, proposal.stage, proposal.fulfilled) == ("Junior", "Proposed", 0)
	assert shown(proposal) == {
		"Course": (0, None),
		"Certification": (0, None),
		"Months at Level": (0, "11 of 12"),
		"Score": (0, "Not enough scored months (target 80)"),
	}


def test_a_proposal_is_brought_up_to_date_until_it_is_decided(engineer, as_user):
	with clock.at(get_datetime("2025-12-31 10:00:00")):
		proposal = propose(engineer)
	fulfil(engineer)
	with clock.at(get_datetime("2026-01-15 10:00:00")), as_user(MANAGER):
		proposal = act(proposal, "Submit for Review")
		assert shown(proposal) == {
			"Course": (1, None),
			"Certification": (1, None),
			"Months at Level": (1, "12 of 12"),
			"Score": (1, "82.5 of 80"),
		}
		act(proposal, "Approve")
	engineer.reload()
	assert (engineer.level, engineer.level_since) == ("Intermediate", getdate("2026-01-15"))
	decided = frappe.get_doc("Promotion Proposal", proposal.name)
	assert (decided.stage, decided.decided_by, decided.decided_on) == (
		"Approved",
		MANAGER,
		getdate("2026-01-15"),
	)


def test_what_is_missing_stops_the_approval_unless_a_reason_is_given(engineer, as_user):
	proposal = propose(engineer)
	with as_user(MANAGER):
		proposal = act(proposal, "Submit for Review")
		with pytest.raises(PromotionRefused, match="still lacks: Course Test Course"):
			act(proposal, "Approve")
		assert frappe.db.get_value("Service Engineer", engineer.name, "level") == "Junior"
		proposal.reload()
		proposal.remarks = "Has done the work of the level for a year."
		proposal.save()
		act(proposal, "Approve")
	assert frappe.db.get_value("Service Engineer", engineer.name, "level") == "Intermediate"


def test_nobody_approves_their_own_promotion(engineer, as_user):
	user = frappe.get_doc("User", ENGINEER)
	user.append("roles", {"role": "Service Manager"})
	user.save(ignore_permissions=True)
	fulfil(engineer)
	with as_user(ENGINEER):
		proposal = act(propose(engineer), "Submit for Review")
		with pytest.raises(PromotionRefused, match="you cannot approve your own"):
			act(proposal, "Approve")


def test_personnel_proposes_and_does_not_approve(engineer, as_user):
	with as_user(HR):
		proposal = act(propose(engineer), "Submit for Review")
		with pytest.raises(frappe.ValidationError, match="Not a valid Workflow Action"):
			act(proposal, "Approve")


def test_a_promotion_goes_one_level_up(engineer):
	for level in ("Senior", "Junior"):
		with pytest.raises(PromotionRefused, match="the next level is Intermediate"):
			propose(engineer, to_level=level)


def test_one_proposal_at_a_time(engineer, as_user):
	first = propose(engineer)
	with pytest.raises(PromotionRefused, match=first.name):
		propose(engineer)
	with as_user(MANAGER):
		act(first, "Withdraw")
	assert propose(engineer).name != first.name


def test_who_has_everything_is_proposed_by_itself_and_once(engineer):
	with clock.at(get_datetime("2026-02-01 01:00:00")):
		assert propose_promotions() == 0
		fulfil(engineer)
		assert propose_promotions() == 1
		assert propose_promotions() == 0
	assert frappe.db.get_value("Promotion Proposal", {"engineer": engineer.name}, "fulfilled") == 1


def test_the_daily_look_costs_the_same_for_many_as_for_few(engineer, monkeypatch):
	with clock.at(get_datetime("2025-06-01 01:00:00")):
		propose_promotions()
		few = queries(monkeypatch, propose_promotions)
		for number in range(5):
			f.engineer(f"Junior {number}", level="Junior")
		assert 0 < queries(monkeypatch, propose_promotions) == few


def test_a_proposal_that_fails_keeps_nobody_else_from_theirs(engineer, monkeypatch):
	from fsm_app.careers import promotion

	other = f.engineer("Other Candidate", level="Junior", level_since="2025-01-15")
	fulfilled = [Requirement("Course", "Test Course", True)]
	monkeypatch.setattr(
		promotion,
		"requirements_of_all",
		lambda names, *_args: dict.fromkeys(["No Such Engineer", *names], fulfilled),
	)
	assert propose_promotions() == 2
	proposed = frappe.get_all("Promotion Proposal", pluck="engineer")
	assert {engineer.name, other.name} <= set(proposed)
	assert frappe.db.exists("Error Log", {"method": ["like", "%No Such Engineer%"]})


def test_a_level_changed_by_hand_counts_from_that_day(engineer):
	with clock.at(get_datetime("2026-05-04 10:00:00")):
		engineer.level = "Senior"
		engineer.save()
	assert engineer.level_since == getdate("2026-05-04")
	engineer.max_open_tickets = 3
	engineer.save()
	assert getdate(engineer.level_since) == getdate("2026-05-04")


def test_the_workflow_must_say_its_stages():
	workflow = frappe.get_doc("Workflow", "Promotion Proposal")
	workflow.states[1].update_value = "Somewhere"
	with pytest.raises(WorkflowWithoutStage):
		workflow.save()
