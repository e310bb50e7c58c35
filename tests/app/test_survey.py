"""After closing the customer is asked, once for each closing (I1)."""

import pytest

import frappe

from fsm_app.feedback.survey import SurveyAnswerError, expire_surveys
from tests.app import factories as f
from tests.app.tickets import walk

TO_CLOSING = ("Triage", "Dispatch", "Accept", "Arrive", "Complete", "Verify", "Close")


@pytest.fixture
def survey(freeze):
	f.engineer("Fitting One")
	freeze("2026-03-02 12:00:00")
	ticket = walk(f.ticket(opened_at="2026-03-02 10:00:00"), *TO_CLOSING)
	return frappe.get_doc("Service Survey", {"ticket": ticket.name})


def test_the_survey_names_ticket_customer_and_engineer(survey):
	ticket = frappe.get_doc("Service Ticket", survey.ticket)
	assert (survey.state, survey.customer, survey.engineer) == ("Open", ticket.customer, ticket.engineer)
	assert str(survey.expires_at)[:10] == "2026-03-16"


def test_an_answer_is_taken_once_and_not_changed_afterwards(survey, freeze):
	freeze("2026-03-03 09:00:00")
	survey.update({"stars": 4, "nps": "9", "comment": "Came on time", "state": "Open"})
	survey.save()
	assert (survey.state, str(survey.answered_at)[:16]) == ("Answered", "2026-03-03 09:00")
	survey.stars = 1
	with pytest.raises(SurveyAnswerError):
		survey.save()
	assert frappe.db.get_value("Service Survey", survey.name, "stars") == 4


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_stars_out_of_range_are_refused(survey, stars):
	survey.update({"stars": stars, "comment": "x"})
	with pytest.raises(SurveyAnswerError):
		survey.save()


def test_an_unknown_mark_for_recommending_is_refused(survey):
	survey.update({"stars": 5, "nps": "11"})
	with pytest.raises(frappe.ValidationError):
		survey.save()


def test_an_expired_survey_takes_no_answer(survey, freeze):
	freeze("2026-03-16 12:00:01")
	survey.stars = 5
	with pytest.raises(SurveyAnswerError):
		survey.save()
	expire_surveys()
	assert frappe.db.get_value("Service Survey", survey.name, "state") == "Expired"


def test_nobody_but_those_with_the_role_writes_an_answer(survey, as_user):
	f.user("engineer@example.com", "Service Engineer")
	with as_user("engineer@example.com"), pytest.raises(frappe.PermissionError):
		frappe.get_doc("Service Survey", survey.name).update({"stars": 5}).save()
