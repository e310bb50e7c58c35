"""Each month a case review talks about the best and worst tickets, and says by what they are it (G4)."""

from datetime import timedelta

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.api import case_reviews as api
from fsm_app.case_reviews import meetings
from fsm_app.case_reviews.meetings import MeetingError, open_monthly_case_reviews
from fsm_app.case_reviews.people import CannotTakePart
from tests.app import case_meetings as c
from tests.app import factories as f
from tests.app.test_bad_input import refused
from tests.app.tickets import act


@pytest.fixture(autouse=True)
def people(freeze):
	freeze(c.OPENED)
	c.people()


def agenda(meeting) -> dict:
	return {row.ticket or row.action: (row.kind, row.points, row.reason) for row in meeting.agenda}


def prepared():
	assert open_monthly_case_reviews(c.PREPARED) == 1
	return frappe.get_doc("Service Case Review", {"company": f.company(), "month": c.MONTH})


def test_the_agenda_names_the_best_and_the_worst_tickets_and_by_what(freeze):
	good = c.done()
	frappe.db.set_value("Service Ticket", good.name, "done_at", c.OPENED)
	bad = c.done()
	c.complain(bad)
	bad = act(bad, "Reopen", c.OPENED)
	made = prepared()
	found = agenda(made)
	assert found[bad.name] == ("Worst Ticket", 5 + 3, "complaints: 1; times reopened: 1")
	kind, points, reason = found[good.name]
	assert (kind, points) == ("Best Ticket", 2 + 1)
	assert reason.startswith("all ") and reason.endswith("SLA targets kept; solved in one visit")
	assert [row.engineer for row in made.agenda] == [bad.engineer, good.engineer]
	assert (str(made.start_date), str(made.end_date), made.state) == ("2028-06-01", "2028-06-30", "Planned")
	assert made.name == f"CR-{f.company()}-{c.MONTH}"


def test_missed_targets_and_low_marks_are_counted(freeze):
	ticket = c.done()
	frappe.db.set_value("SLA Clock", {"ticket": ticket.name, "metric": "Resolution"}, "breached", 1)
	survey = f.make("Service Survey", ticket=ticket.name, customer=ticket.customer)
	frappe.db.set_value("Service Survey", survey.name, {"state": "Answered", "stars": 2, "nps": "3"})
	reason = agenda(prepared())[ticket.name][2]
	assert "2 of 5 stars, recommendation 3 of 10" in reason
	assert "SLA targets missed: 1 of " in reason


def test_an_answer_that_a_manager_left_out_does_not_count():
	ticket = c.done()
	survey = f.make("Service Survey", ticket=ticket.name, customer=ticket.customer)
	frappe.db.set_value("Service Survey", survey.name, {"state": "Answered", "stars": 1, "excluded": 1})
	assert agenda(prepared())[ticket.name][0] == "Best Ticket"


def test_tickets_of_other_months_cancelled_and_imported_ones_are_left_out(freeze):
	early = c.done()
	frappe.db.set_value("Service Ticket", early.name, "done_at", "2028-05-31 23:59:59")
	late = c.done()
	frappe.db.set_value("Service Ticket", late.name, "done_at", "2028-07-01 00:00:00")
	imported = c.done()
	frappe.db.set_value("Service Ticket", imported.name, "source", "Import")
	assert agenda(prepared()) == {}


def test_as_many_as_the_settings_say_and_points_are_settings():
	tickets = [c.done() for _ in range(3)]
	for ticket in tickets[:2]:
		c.complain(ticket)
	frappe.db.set_single_value("Field Service Settings", "case_review_tickets", 1)
	made = prepared()
	assert sorted(row.kind for row in made.agenda) == ["Best Ticket", "Worst Ticket"]
	frappe.db.set_single_value("Field Service Settings", "case_review_tickets", 3)
	frappe.db.set_single_value("Field Service Settings", "case_points_complaint", 0)
	api.refresh_agenda(made.name)
	made.reload()
	assert [row.kind for row in made.agenda] == ["Best Ticket"] * 3


def test_it_is_prepared_once_from_its_day_on_and_not_where_that_is_switched_off():
	assert open_monthly_case_reviews(get_datetime("2028-07-02 23:00:00")) == 0
	frappe.db.set_single_value("Field Service Settings", "open_case_reviews", 0)
	assert open_monthly_case_reviews(c.PREPARED) == 0
	frappe.db.set_single_value("Field Service Settings", "open_case_reviews", 1)
	assert open_monthly_case_reviews(c.PREPARED + timedelta(days=9)) == 1
	assert open_monthly_case_reviews(c.PREPARED + timedelta(days=10)) == 0


def test_a_company_whose_review_fails_keeps_no_other_waiting(monkeypatch):
	other = f.other_company("Other Appliances", "OA")
	engineer = f.engineer("Other One")
	frappe.db.set_value("Service Engineer", engineer.name, "company", other)
	fill = meetings.fill_agenda

	def fail_for_one(meeting):
		if meeting.company == other:
			raise ValueError("a broken record")
		fill(meeting)

	monkeypatch.setattr(meetings, "fill_agenda", fail_for_one)
	assert open_monthly_case_reviews(c.PREPARED) == 1


def test_managers_are_told_of_the_agenda_and_who_takes_part_of_the_time(as_user):
	c.done()
	made = prepared()
	assert [row.user for row in made.participants] == [c.ENGINEER, c.REVIEWER]
	assert len(c.told(c.MANAGER)) == 1 and c.told(c.ENGINEER) == []
	with as_user(c.MANAGER):
		made = frappe.get_doc("Service Case Review", made.name)
		made.update({"meeting_at": "2028-07-10 14:00:00", "place": "Room 3"}).save()
		assert len(c.told(c.ENGINEER)) == len(c.told(c.REVIEWER)) == 1
		made.reload().save()
		made.append("participants", {"user": c.DISPATCHER})
		made.save()
		assert len(c.told(c.ENGINEER)) == 1 and len(c.told(c.DISPATCHER)) == 1
		made.meeting_at = "2028-07-11 14:00:00"
		made.save()
	assert len(c.told(c.ENGINEER)) == len(c.told(c.DISPATCHER)) == 2
	assert len(c.told(c.MANAGER)) == 1


def test_what_was_written_stays_when_the_agenda_is_looked_up_again(as_user):
	ticket = c.done()
	with as_user(c.REVIEWER):
		made = c.meeting()
		made.agenda[0].lessons = "The pump leaks when it is cold."
		made.append("agenda", {"reason": "Winter tyres"})
		made.save()
	bad = c.done()
	c.complain(bad)
	with as_user(c.REVIEWER):
		api.refresh_agenda(made.name)
		made.reload()
	assert [(row.kind, row.ticket, row.lessons or row.reason) for row in made.agenda] == [
		("Worst Ticket", bad.name, "complaints: 1"),
		("Best Ticket", ticket.name, "The pump leaks when it is cold."),
		("Topic", None, "Winter tyres"),
	]


def test_what_the_app_found_cannot_be_rewritten_nor_made_up(as_user):
	ticket = c.done()
	with as_user(c.MANAGER):
		made = c.meeting(agenda=[{"kind": "Worst Ticket", "reason": "I do not like it", "points": 99}])
		assert [(row.kind, row.points) for row in made.agenda] == [("Best Ticket", 3)]
		made.agenda[0].update({"kind": "Worst Ticket", "points": 99, "reason": "Bad", "decision": "Praise"})
		made.append("agenda", {"kind": "Worst Ticket", "ticket": ticket.name, "points": 5})
		made.save()
	assert [(row.kind, row.points or 0) for row in made.agenda] == [("Best Ticket", 3), ("Topic", 0)]
	assert made.agenda[0].decision == "Praise" and made.agenda[0].reason != "Bad"


def test_a_meeting_is_closed_with_its_minutes_and_stays_as_it_is(as_user):
	c.done()
	with as_user(c.MANAGER):
		made = c.meeting()
		with pytest.raises(MeetingError, match="Minutes"):
			api.hold(made.name)
		made.reload()
		made.minutes = "<p>We talked.</p>"
		made.agenda[0].decision = "Write a case"
		made.state = "Held"
		made.save()
		assert made.state == "Planned"
		api.hold(made.name)
		assert made.reload().state == "Held"
		made.minutes = "<p>We did not.</p>"
		with pytest.raises(MeetingError, match="stays as it is"):
			made.save()
		for call in (api.hold, api.refresh_agenda):
			with pytest.raises(MeetingError):
				call(made.name)
	assert len(c.told(c.ENGINEER)) == len(c.told(c.REVIEWER)) == 1


def test_who_takes_part_reads_it_and_nobody_else_of_the_engineers(as_user):
	c.done()
	made = c.meeting()
	readers = {c.ENGINEER, c.MANAGER, c.REVIEWER, c.AUDITOR}
	for user in (*readers, c.COLLEAGUE, c.DISPATCHER):
		with as_user(user):
			seen = user in readers
			names = frappe.get_list("Service Case Review", pluck="name", limit_page_length=0)
			assert (made.name in names) == seen, user
			assert frappe.get_doc("Service Case Review", made.name).has_permission("read") == seen
			rows = frappe.get_list(
				"Service Case Review Item",
				filters={"parent": made.name},
				parent_doctype="Service Case Review",
				pluck="name",
			)
			assert bool(rows) == seen, user


def test_who_may_not_write_neither_closes_nor_looks_up(as_user):
	c.done()
	made = c.meeting()
	for user in (c.ENGINEER, c.COLLEAGUE, c.DISPATCHER, c.AUDITOR):
		with as_user(user):
			for call in (api.hold, api.refresh_agenda):
				with pytest.raises(frappe.PermissionError):
					call(made.name)


def test_only_staff_who_can_read_it_is_named(as_user):
	f.user("customer.review@example.com", "Customer")
	made = c.meeting()
	for values in (
		{"chair": "customer.review@example.com"},
		{"participants": [{"user": "customer.review@example.com"}]},
	):
		with pytest.raises(CannotTakePart):
			frappe.get_doc("Service Case Review", made.name).update(values).save()


@pytest.mark.parametrize("month", ["2028-13", "June", "2028-6", "2029-01"])
def test_a_month_that_is_none_or_has_not_begun_is_refused(month):
	refused(MeetingError, "Service Case Review", month, company=f.company(), month=month)


def test_a_deleted_ticket_leaves_the_words():
	ticket = c.done()
	made = c.meeting()
	frappe.db.set_value("Service Case Review Item", made.agenda[0].name, "lessons", "Learnt")
	frappe.delete_doc("Service Ticket", ticket.name)
	made.reload()
	assert (made.agenda[0].ticket, made.agenda[0].lessons) == (None, "Learnt")
	made.save()
