"""The monthly duty to write a case: engineers are reminded of it once, with what they could write about (G3)."""

from datetime import timedelta

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.api import knowledge_duty as api
from fsm_app.knowledge.duty import remind_of_duty
from fsm_app.knowledge.gap_tasks import propose_gaps
from tests.app import cases as c
from tests.app import surveys as s
from tests.app.test_missing_cases import solved

# Later than anything the site may hold.
FIFTH = get_datetime("2028-06-05 10:00:00")
TWENTIETH = get_datetime("2028-06-20 01:00:00")


@pytest.fixture(autouse=True)
def ids(freeze):
	freeze(FIFTH)
	s.no_other_engineers()
	s.settings(case_duty=1, case_duty_reminder_day=20, gap_tickets=3, gap_months=3)
	found = c.people()
	frappe.db.set_value("Service Engineer", {"name": ["in", list(found.values())]}, "status", "Active")
	return found


def told(user: str) -> list:
	return frappe.get_all(
		"Notification Log",
		filters={"for_user": user, "subject": ["like", "Your cases in%"]},
		fields=["subject", "document_type", "document_name"],
		order_by="creation, name",
	)


def test_who_has_published_none_is_reminded_once_a_month_from_the_day_on(as_user):
	c.published(as_user, author=c.BO)
	assert remind_of_duty(TWENTIETH - timedelta(days=1)) == 0
	assert remind_of_duty(TWENTIETH) == 1
	assert remind_of_duty(TWENTIETH + timedelta(days=3)) == 0
	assert [row.subject for row in told(c.ANN)] == ["Your cases in 2028-06: 0 of 1."]
	assert told(c.BO) == []
	assert remind_of_duty(TWENTIETH + timedelta(days=30)) == 2


def test_what_waits_for_a_reviewer_counts_and_a_new_version_of_an_old_case_does_not(ids, as_user, freeze):
	made = c.published(as_user)
	freeze(FIFTH + timedelta(days=30))
	with as_user(c.REVIEWER):
		document = frappe.get_doc("Knowledge Case", made.name)
		document.cause = "The spring is worn."
		document.save()
	with as_user(c.BO):
		waiting = c.draft()
		c.act(waiting.name, "Submit for Review")
		assert (api.my_duty()["published"], api.my_duty()["in_review"]) == (0, 1)
	assert remind_of_duty(TWENTIETH + timedelta(days=30)) == 1
	assert len(told(c.ANN)) == 1


def test_the_reminder_opens_what_one_was_asked_for_else_ones_latest_ticket(ids):
	for _ in range(3):
		solved(ids["Ann"], "E1")
	solved(ids["Bo"])
	latest = solved(ids["Bo"], done_at=FIFTH + timedelta(hours=1))
	propose_gaps(FIFTH)
	assert remind_of_duty(TWENTIETH) == 2
	row = told(c.ANN)[0]
	assert row.document_type == "Knowledge Gap" and "E1" in row.subject
	row = told(c.BO)[0]
	assert (row.document_type, row.document_name) == ("Service Ticket", latest)


def test_who_has_just_joined_is_spared_and_so_are_all_where_there_is_no_duty(ids):
	frappe.db.set_value("Service Engineer", ids["Ann"], "joined_on", "2028-06-12")
	frappe.db.set_value("Service Engineer", ids["Bo"], "status", "On Leave")
	assert remind_of_duty(TWENTIETH) == 0
	frappe.db.set_value("Service Engineer", ids["Bo"], "status", "Active")
	for values in ({"case_duty": 0}, {"case_duty_reminder_day": 0}):
		s.settings(**values)
		assert remind_of_duty(TWENTIETH) == 0
		s.settings(case_duty=1, case_duty_reminder_day=20)
	assert remind_of_duty(TWENTIETH) == 1


def test_a_day_that_the_month_does_not_have_is_its_last(ids):
	s.settings(case_duty_reminder_day=31)
	assert remind_of_duty(get_datetime("2028-06-29 01:00:00")) == 0
	assert remind_of_duty(get_datetime("2028-06-30 01:00:00")) == 2


def test_one_that_fails_keeps_no_other_waiting(ids, monkeypatch):
	from fsm_app.knowledge import duty

	remind = duty._remind

	def fail_for_one(engineer, *arguments):
		if engineer.user == c.ANN:
			raise ValueError("a broken record")
		remind(engineer, *arguments)

	monkeypatch.setattr(duty, "_remind", fail_for_one)
	assert remind_of_duty(TWENTIETH) == 1
	assert len(told(c.BO)) == 1
