"""What a case review agrees on has an owner and a day, and is followed up until it is done (G4)."""

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.api import case_reviews as api
from fsm_app.case_reviews.actions import ActionRefused, NotYourAction
from fsm_app.case_reviews.follow_up import follow_case_actions
from fsm_app.case_reviews.people import CannotTakePart
from tests.app import case_meetings as c
from tests.app import factories as f
from tests.app.test_bad_input import refused

BEFORE = get_datetime("2028-07-12 06:00:00")
SOON = get_datetime("2028-07-13 06:00:00")
LATE = get_datetime("2028-07-16 06:00:00")


@pytest.fixture(autouse=True)
def people(freeze):
	freeze(c.OPENED)
	c.people()


@pytest.fixture
def meeting():
	c.done()
	return c.meeting(chair=c.REVIEWER)


def test_who_is_responsible_is_told_and_told_again_of_another_day(meeting, as_user):
	with as_user(c.MANAGER):
		agreed = c.action(meeting)
		assert (agreed.state, agreed.company) == ("Open", f.company())
		assert len(c.told(c.ENGINEER)) == 1
		agreed.due_on = "2028-07-20"
		agreed.save()
		assert len(c.told(c.ENGINEER)) == 2
		agreed.action = "Order two pumps"
		agreed.save()
		assert len(c.told(c.ENGINEER)) == 2
		agreed.responsible = c.COLLEAGUE
		agreed.save()
	assert (len(c.told(c.ENGINEER)), len(c.told(c.COLLEAGUE))) == (2, 1)


def test_who_is_responsible_closes_it_with_what_came_of_it(meeting, as_user):
	agreed = c.action(meeting)
	with as_user(c.COLLEAGUE), pytest.raises(frappe.PermissionError):
		api.close_action(agreed.name, "Done by me")
	with as_user(c.ENGINEER):
		with pytest.raises(ActionRefused, match="Result"):
			api.close_action(agreed.name, " ")
		with pytest.raises(NotYourAction):
			api.close_action(agreed.name, "I do not want to", dropped=1)
		api.close_action(agreed.name, "Ordered")
	agreed.reload()
	assert (agreed.state, agreed.result, agreed.closed_by) == ("Done", "Ordered", c.ENGINEER)
	assert agreed.closed_on == c.OPENED.date()
	assert [subject for subject in c.told(c.REVIEWER) if subject.startswith("Done")] == [
		"Done: Order a second pump"
	]
	with as_user(c.MANAGER):
		with pytest.raises(ActionRefused):
			api.close_action(agreed.name, "Once more")
		agreed.action = "Something else"
		with pytest.raises(ActionRefused, match="stays as it is"):
			agreed.save()


def test_a_manager_drops_one_with_the_reason(meeting, as_user):
	agreed = c.action(meeting)
	with as_user(c.MANAGER):
		api.close_action(agreed.name, "The customer has left", dropped=1)
	assert agreed.reload().state == "Dropped"
	assert c.told(c.ENGINEER)[-1] == "Dropped: Order a second pump"


def test_one_is_reminded_once_before_the_day_and_told_once_after_it(meeting):
	agreed = c.action(meeting)
	assert follow_case_actions(BEFORE) == 0
	assert follow_case_actions(SOON) == 1
	assert follow_case_actions(SOON) == 0
	assert c.told(c.ENGINEER)[-1].startswith("Due on ")
	assert follow_case_actions(LATE) == 1
	assert follow_case_actions(LATE) == 0
	assert c.told(c.ENGINEER)[-1].startswith("Overdue since ")
	assert c.told(c.REVIEWER)[-1].startswith("Overdue since ")
	agreed.reload()
	agreed.due_on = "2028-07-25"
	agreed.save()
	assert follow_case_actions(get_datetime("2028-07-24 06:00:00")) == 1


def test_nobody_is_reminded_of_what_is_done_or_where_reminders_are_switched_off(meeting):
	agreed = c.action(meeting)
	frappe.db.set_single_value("Field Service Settings", "case_action_reminder_days", 0)
	assert follow_case_actions(SOON) == 0
	api.close_action(agreed.name, "Ordered")
	assert follow_case_actions(LATE) == 0


def test_what_is_overdue_comes_onto_the_next_agenda(meeting, freeze, as_user):
	agreed = c.action(meeting)
	done = c.action(meeting, action="Buy oil")
	api.close_action(done.name, "Bought")
	later = c.action(meeting, action="Train", due_on="2028-09-30")
	freeze("2028-08-03 09:00:00")
	with as_user(c.MANAGER):
		made = f.make("Service Case Review", company=f.company(), month="2028-07")
	assert [(row.kind, row.action, row.reason) for row in made.agenda] == [
		("Overdue Action", agreed.name, "Order a second pump")
	]
	assert follow_case_actions(get_datetime("2028-10-01 06:00:00")) == 2
	made.reload()
	assert [row.action for row in made.agenda] == [agreed.name, later.name]
	content = frappe.get_all(
		"Notification Log", {"for_user": c.ENGINEER, "document_name": later.name}, pluck="email_content"
	)
	assert any(made.name in text for text in content)


def test_one_that_fails_keeps_no_other_waiting(meeting, monkeypatch):
	from fsm_app.case_reviews import follow_up

	first, second = c.action(meeting), c.action(meeting)
	put = follow_up.put_overdue

	def fail_for_one(action):
		if action.name == first.name:
			raise ValueError("a broken record")
		return put(action)

	monkeypatch.setattr(follow_up, "put_overdue", fail_for_one)
	assert follow_case_actions(LATE) == 1
	assert frappe.db.get_value("Service Case Review Action", second.name, "overdue_for")
	assert not frappe.db.get_value("Service Case Review Action", first.name, "overdue_for")


def test_one_reads_ones_own_and_those_of_meetings_in_which_one_takes_part(meeting, as_user):
	own = c.action(meeting, responsible=c.COLLEAGUE)
	other = c.action(meeting, responsible=c.MANAGER)
	for user, seen in (
		(c.COLLEAGUE, {own.name}),
		(c.ENGINEER, {own.name, other.name}),
		(c.AUDITOR, {own.name, other.name}),
		(c.DISPATCHER, set()),
	):
		with as_user(user):
			assert set(frappe.get_list("Service Case Review Action", pluck="name")) == seen, user
			readable = {
				each.name
				for each in (own, other)
				if frappe.get_doc("Service Case Review Action", each.name).has_permission("read")
			}
			assert readable == seen
	with as_user(c.COLLEAGUE), pytest.raises(frappe.PermissionError):
		api.actions_of(meeting.name)
	with as_user(c.ENGINEER):
		assert {row["name"] for row in api.actions_of(meeting.name)} == {own.name, other.name}


def test_what_cannot_be_is_refused_by_its_field(meeting):
	values = {"meeting": meeting.name, "action": "Order", "responsible": c.ENGINEER, "due_on": "2028-07-15"}
	refused(ActionRefused, "Service Case Review Action", "Due On", **{**values, "due_on": "2028-06-04"})
	f.user("customer.review@example.com", "Customer")
	refused(
		CannotTakePart,
		"Service Case Review Action",
		"customer.review",
		**{**values, "responsible": "customer.review@example.com"},
	)


def test_what_follows_is_not_typed_in(meeting):
	agreed = c.action(meeting, state="Done", result="Made up", closed_by=c.MANAGER)
	assert (agreed.state, agreed.result, agreed.closed_by) == ("Open", None, None)
