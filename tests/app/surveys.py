"""Closed tickets and their surveys, for tests; alike on every host."""

import secrets

import frappe

from fsm_app.feedback import survey_links
from tests.app import factories as f
from tests.app.tickets import walk

TO_CLOSING = ("Triage", "Dispatch", "Accept", "Arrive", "Complete", "Verify", "Close")
ANSWER = "/api/method/fsm_app.api.survey.answer"
ADDRESS = "buyer@customer.example"
CLIENT_KEY = "0123456789abcdef0123456789abcdef"


def settings(**values) -> None:
	"""Set Field Service Settings, as they are with a new site where they are not named."""
	standard = {
		"send_surveys": 1,
		"survey_valid_days": 14,
		"survey_reminder_days": 5,
		"engineers_see_surveys": 1,
		"low_mark_follow_up": "Complaint",
		"low_stars": 2,
		"low_nps": 4,
		"survey_watch_below": 60,
		"plan_callbacks": 1,
		"callback_every": 1,
		"callback_role": None,
		"callback_from_days": 3,
		"callback_until_days": 7,
		"callback_calendar": None,
	}
	for field, value in {**standard, **values}.items():
		frappe.db.set_single_value("Field Service Settings", field, value)


def no_other_engineers() -> None:
	"""No engineer but those of the test takes tickets."""
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")


def closed_ticket(opened_at: str = "2026-03-02 10:00:00", **values):
	"""A ticket of the only engineer, closed at the present moment."""
	values = {"contact_email": ADDRESS, **values}
	return walk(f.ticket(opened_at=opened_at, **values), *TO_CLOSING)


def survey_of(ticket, cycle: int = 0):
	"""The ticket's survey of a cycle."""
	return frappe.get_doc("Service Survey", {"ticket": ticket.name, "cycle": cycle})


def key_of(survey) -> str:
	"""What the survey's link carries."""
	return survey_links.key_of(survey.name)


def body(survey, **values) -> dict:
	"""What the page sends."""
	return {"k": key_of(survey), "client_key": CLIENT_KEY, "stars": 5, **values}


def sender() -> dict:
	"""The header of a sender whom no test has counted yet: what is counted outlives a rollback."""
	return {"X-Forwarded-For": f"2001:db8::{secrets.token_hex(2)}:{secrets.token_hex(2)}"}


def answered(client, survey, **values):
	"""The survey after its customer has answered through the link."""
	answer = client.post(ANSWER, json=body(survey, **values), **sender())
	assert answer.status_code == 200, answer.json
	return frappe.get_doc("Service Survey", survey.name)


def mails_about(ticket) -> list:
	"""The e-mails about the ticket that ask for an answer, the oldest first."""
	names = frappe.get_all(
		"Email Queue",
		filters={"reference_doctype": "Service Ticket", "reference_name": ticket.name},
		pluck="name",
		order_by="creation, name",
	)
	mails = [frappe.get_doc("Email Queue", name) for name in names]
	return [mail for mail in mails if "List-Unsubscribe:" in mail.message]
