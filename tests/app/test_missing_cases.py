"""Frequent faults without a case: whoever solved them best is asked to write one, and told (G3)."""

from datetime import timedelta

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.api import knowledge_duty as api
from fsm_app.knowledge.gap_tasks import GapRefused, NotYourGap, propose_gaps
from tests.app import cases as c
from tests.app import factories as f
from tests.app import surveys as s

CASE, GAP = "Knowledge Case", "Knowledge Gap"
# Later than anything the site may hold.
NOW = get_datetime("2028-06-05 10:00:00")


@pytest.fixture(autouse=True)
def ids(freeze):
	freeze(NOW)
	s.no_other_engineers()
	s.settings(gap_tickets=3, gap_months=3)
	found = c.people()
	frappe.db.set_value("Service Engineer", {"name": ["in", list(found.values())]}, "status", "Active")
	return found


def solved(engineer: str | None, code: str | None = None, reopened: int = 0, done_at=NOW, **values):
	"""A ticket as it is when its work has ended."""
	ticket = f.ticket(fault_code=code, **values)
	frappe.db.set_value(
		"Service Ticket",
		ticket.name,
		{"engineer": engineer, "stage": "Done", "done_at": done_at, "reopen_count": reopened},
	)
	return ticket.name


def the_gap():
	return frappe.get_last_doc(GAP) if frappe.db.count(GAP) == 1 else pytest.fail("not one gap")


def told(user: str) -> list[str]:
	return frappe.get_all(
		"Notification Log",
		filters={"for_user": user, "document_type": GAP},
		pluck="subject",
		order_by="creation, name",
	)


def test_the_best_solver_is_asked_once_whatever_the_code_is_written_like(ids):
	solved(ids["Ann"], "E-21", reopened=1)
	solved(ids["Ann"], "E21")
	example = solved(ids["Bo"], "e 21")
	latest = solved(ids["Bo"], "E-21", done_at=NOW + timedelta(hours=1))
	assert propose_gaps(NOW + timedelta(days=1)) == 1
	gap = the_gap()
	assert (gap.kind, gap.about, gap.tickets, gap.engineer) == ("Fault Code", "E-21", 4, ids["Bo"])
	assert (gap.lasting, gap.example, gap.state) == (2, latest, "Open")
	assert example != latest
	assert len(told(c.BO)) == 1 and "E-21" in told(c.BO)[0]
	assert told(c.ANN) == []
	assert propose_gaps(NOW + timedelta(days=2)) == 0


def test_too_few_old_imported_or_cancelled_tickets_make_no_gap(ids):
	solved(ids["Ann"], "E1"), solved(ids["Ann"], "E1")
	solved(ids["Ann"], "E1", done_at=NOW - timedelta(days=120))
	frappe.db.set_value("Service Ticket", solved(ids["Ann"], "E1"), "source", "Import")
	frappe.db.set_value("Service Ticket", solved(ids["Ann"], "E1"), "stage", "Cancelled")
	assert propose_gaps(NOW) == 0
	s.settings(gap_tickets=0)
	assert propose_gaps(NOW) == 0
	s.settings(gap_tickets=2)
	assert propose_gaps(NOW) == 1


def test_an_offering_without_a_case_is_a_gap_too_and_one_with_a_case_is_none(ids, as_user):
	offering = f.offering("Belt Change")
	for _ in range(3):
		solved(ids["Ann"], offering=offering)
		solved(ids["Ann"], "E-9")
	c.published(as_user, fault_codes=[{"code": "E 9"}])
	assert propose_gaps(NOW) == 1
	assert (the_gap().kind, the_gap().about, the_gap().offering) == ("Offering", "Belt Change", "Belt Change")


def test_a_case_for_another_company_alone_fills_no_gap(ids, as_user):
	made = c.published(as_user, fault_codes=[{"code": "E1"}])
	frappe.db.set_value(CASE, made.name, "only_company", f.other_company("Other Appliances", "OA"))
	for _ in range(3):
		solved(ids["Ann"], "E1")
	assert propose_gaps(NOW) == 1


def test_whoever_is_asked_begins_the_case_with_one_click_and_publishing_it_ends_the_task(ids, as_user):
	for _ in range(3):
		ticket = solved(ids["Ann"], "E1")
	propose_gaps(NOW)
	gap = the_gap()
	with as_user(c.ANN):
		assert [row["about"] for row in api.my_duty()["gaps"]] == ["E1"]
		name = api.write_case(gap.name)
		assert api.write_case(gap.name) == name
		case = frappe.get_doc(CASE, name)
		assert (case.author, case.from_ticket) == (ids["Ann"], ticket)
		assert [row.code for row in case.fault_codes] == ["E1"]
		case.update({"solution": "<p>Replace the fuse.</p>"}).save()
		c.act(name, "Submit for Review")
		assert gap.reload().state == "Open"
	with as_user(c.REVIEWER):
		c.act(name, "Publish")
	gap.reload()
	assert (gap.state, gap.knowledge_case) == ("Written", name)
	assert propose_gaps(NOW) == 0
	with as_user(c.REVIEWER):
		c.act(name, "Retire")
	assert propose_gaps(NOW) == 1


def test_a_reviewer_who_begins_it_gets_nothing_of_the_ticket(ids, as_user):
	for _ in range(3):
		solved(ids["Ann"], "E1")
	propose_gaps(NOW)
	with as_user(c.REVIEWER):
		case = frappe.get_doc(CASE, api.write_case(the_gap().name))
	assert (case.title, case.from_ticket, case.author) == ("E1", None, ids["Ann"])
	assert [row.code for row in case.fault_codes] == ["E1"]


def test_a_case_that_somebody_else_publishes_ends_it_too(ids, as_user):
	for _ in range(3):
		solved(ids["Ann"], "E1")
	propose_gaps(NOW)
	other = c.published(as_user, author=c.BO, fault_codes=[{"code": "e-1"}])
	assert (the_gap().state, the_gap().knowledge_case) == ("Written", other.name)
	with as_user(c.ANN), pytest.raises(GapRefused):
		api.write_case(the_gap().name)


def test_who_declines_says_why_and_the_next_best_is_asked_and_then_the_reviewers(ids, as_user):
	for _ in range(2):
		solved(ids["Ann"], "E1")
	solved(ids["Bo"], "E1")
	propose_gaps(NOW)
	gap = the_gap()
	with as_user(c.BO), pytest.raises(frappe.PermissionError):
		api.decline_gap(gap.name, "Not mine")
	with as_user(c.ANN):
		with pytest.raises(GapRefused, match="Reason"):
			api.decline_gap(gap.name, " ")
		api.decline_gap(gap.name, "On parental leave")
		assert frappe.get_list(GAP, pluck="name") == []
	gap.reload()
	assert (gap.engineer, gap.lasting, gap.reason) == (ids["Bo"], 1, "Ann: On parental leave")
	assert len(told(c.BO)) == 1
	with as_user(c.BO):
		api.decline_gap(gap.name, "No time")
	gap.reload()
	assert (gap.engineer, gap.state) == (None, "Open")
	assert len(told(c.REVIEWER)) == len(told(c.MANAGER)) == 1
	assert propose_gaps(NOW) == 0
	with as_user(c.REVIEWER):
		gap = frappe.get_doc(GAP, gap.name)
		gap.update({"engineer": ids["Ann"], "about": "Something else", "state": "Written"})
		gap.save()
	gap.reload()
	assert (gap.engineer, gap.about, gap.state, gap.lasting) == (ids["Ann"], "E1", "Open", 2)
	assert len(told(c.ANN)) == 2


def test_a_reviewer_closes_what_needs_no_case_and_it_is_not_asked_for_again(ids, as_user):
	for _ in range(3):
		solved(ids["Ann"], "E1")
	propose_gaps(NOW)
	gap = the_gap()
	with as_user(c.ANN), pytest.raises(NotYourGap):
		api.close_gap(gap.name, "Not wanted")
	with as_user(c.REVIEWER):
		api.close_gap(gap.name, "The machine is sold no more")
	assert gap.reload().state == "Not Needed"
	assert propose_gaps(NOW) == 0
	with as_user(c.REVIEWER):
		gap.engineer = ids["Bo"]
		with pytest.raises(GapRefused):
			gap.save()


def test_nobody_is_asked_for_more_than_two_and_who_is_away_not_at_all(ids):
	for code in ("E1", "E2", "E3"):
		for _ in range(3):
			solved(ids["Ann"], code)
	assert propose_gaps(NOW) == 3
	assert sorted(frappe.get_all(GAP, pluck="engineer"), key=str) == [None, ids["Ann"], ids["Ann"]]
	frappe.db.delete(GAP)
	frappe.db.set_value("Service Engineer", ids["Ann"], "status", "On Leave")
	assert propose_gaps(NOW) == 3
	assert set(frappe.get_all(GAP, pluck="engineer")) == {None}


def test_one_sees_what_one_is_asked_for_and_reviewers_and_auditors_all(ids, as_user):
	for _ in range(3):
		solved(ids["Ann"], "E1")
	propose_gaps(NOW)
	gap = the_gap()
	for user, sees in (
		(c.ANN, True),
		(c.BO, False),
		(c.REVIEWER, True),
		(c.MANAGER, True),
		(c.AUDITOR, True),
	):
		with as_user(user):
			assert (gap.name in frappe.get_list(GAP, pluck="name")) == sees, user
			assert frappe.get_doc(GAP, gap.name).has_permission("read") == sees, user
	with as_user(c.ANN):
		assert not frappe.get_doc(GAP, gap.name).has_permission("write")


def test_one_that_fails_keeps_no_other_waiting(ids, monkeypatch):
	from fsm_app.knowledge import gap_tasks

	for code in ("E1", "E2"):
		for _ in range(3):
			solved(ids["Ann"], code)
	asked = gap_tasks._asked

	def fail_for_one(gap, *arguments):
		if gap.about == "E1":
			raise ValueError("a broken record")
		return asked(gap, *arguments)

	monkeypatch.setattr(gap_tasks, "_asked", fail_for_one)
	assert propose_gaps(NOW) == 1


def test_a_deleted_ticket_leaves_the_task(ids):
	for _ in range(3):
		ticket = solved(ids["Ann"], "E1")
	propose_gaps(NOW)
	frappe.delete_doc("Service Ticket", ticket)
	assert the_gap().example is None
