"""The survey goes out by itself, once more where no answer comes, and never to who does not want it (I1)."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

import frappe

from fsm_app.feedback import survey_mail, unsubscriptions
from fsm_app.feedback.survey_mail import remind_customers, send_opened
from fsm_app.service_desk.ticket_notices import nobody_is_told
from tests.app import factories as f
from tests.app.surveys import (
	ADDRESS,
	answered,
	closed_ticket,
	mails_about,
	no_other_engineers,
	sender,
	settings,
	survey_of,
)
from tests.app.tickets import act

UNSUBSCRIBE = "/api/method/fsm_app.api.survey.unsubscribe"


@pytest.fixture
def ready(freeze, mail):
	settings()
	no_other_engineers()
	f.engineer("Fitting One")
	freeze("2026-03-02 12:00:00")


@pytest.fixture
def ticket(ready, jobs):
	ticket = closed_ticket()
	frappe.db.commit()
	assert not jobs.failed
	return ticket


def words(mail) -> str:
	"""The mail's raw text, with soft line breaks undone."""
	return re.sub(r"=\r?\n", "", mail.message).replace("=3D", "=")


def test_closing_sends_it_once(ticket):
	(mail,) = mails_about(ticket)
	assert [row.recipient for row in mail.recipients] == [ADDRESS]
	survey = survey_of(ticket)
	assert (survey.delivery, str(survey.mailed_at)) == ("Queued", "2026-03-02 12:00:00")
	assert f"/service-survey?k={survey.name}." in words(mail)
	assert "Rate our service" in words(mail)
	send_opened(survey.name)
	assert len(mails_about(ticket)) == 1


def test_it_is_written_in_the_language_of_the_customer(ready, jobs):
	frappe.db.set_value("Customer", f.customer(), "language", "zh")
	survey = survey_of(closed_ticket())
	frappe.db.commit()
	text = survey_mail._message(
		survey, frappe.get_doc("Service Ticket", survey.ticket), "zh", "https://x.example"
	)
	assert "评价我们的服务" in text and "以后不再询问" in text and "_lang=zh" in text
	assert len(mails_about(frappe.get_doc("Service Ticket", survey.ticket))) == 1


@pytest.mark.parametrize(
	("values", "delivery"),
	[({"contact_email": None}, "No Address"), ({"contact_email": ADDRESS}, "Not Sent")],
)
def test_what_is_not_sent_says_why(ready, jobs, values, delivery):
	settings(send_surveys=int(delivery == "No Address"))
	ticket = closed_ticket(**values)
	frappe.db.commit()
	assert (mails_about(ticket), survey_of(ticket).delivery) == ([], delivery)


def test_a_survey_that_is_over_at_once_is_not_sent(ready, jobs):
	settings(survey_valid_days=0)
	ticket = closed_ticket()
	frappe.db.commit()
	assert (mails_about(ticket), survey_of(ticket).delivery) == ([], "Not Sent")


def test_a_site_without_mail_closes_its_tickets_all_the_same(ready, jobs, monkeypatch):
	def broken(**_values):
		raise frappe.OutgoingEmailError("no account")

	monkeypatch.setattr(frappe, "sendmail", broken)
	ticket = closed_ticket()
	frappe.db.commit()
	assert not jobs.failed
	assert survey_of(ticket).delivery == "Failed"


def test_a_past_that_is_replayed_asks_nobody(ready, jobs):
	with nobody_is_told():
		ticket = closed_ticket()
	frappe.db.commit()
	assert (mails_about(ticket), survey_of(ticket).delivery) == ([], "Not Sent")


def test_one_reminder_where_no_answer_came(ticket, freeze):
	freeze("2026-03-07 11:00:00")
	assert remind_customers() == 0
	freeze("2026-03-07 12:00:00")
	assert remind_customers() == 1
	freeze("2026-03-12 12:00:00")
	assert remind_customers() == 0
	first, second = mails_about(ticket)
	assert "A reminder" not in words(first) and "reminder" in words(second)


def test_no_reminder_after_an_answer(ticket, rest, freeze):
	answered(rest, survey_of(ticket))
	freeze("2026-03-08 12:00:00")
	assert remind_customers() == 0


def test_no_reminder_after_the_end_nor_when_withdrawn(ticket, freeze):
	other = closed_ticket()
	frappe.db.commit()
	act(other.name, "Reopen")
	freeze("2026-03-17 12:00:00")
	assert remind_customers() == 0


def test_no_reminder_where_the_settings_want_none(ticket, freeze):
	settings(survey_reminder_days=0)
	freeze("2026-03-08 12:00:00")
	assert remind_customers() == 0


def unsubscribe_link(mail) -> dict:
	"""What the header's link carries."""
	link = re.search(r"^List-Unsubscribe: <(.*)>$", mail.message, re.M)[1]
	assert urlsplit(link).path == UNSUBSCRIBE
	return {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}


def test_who_unsubscribes_is_asked_no_more(ticket, rest, jobs, freeze):
	(mail,) = mails_about(ticket)
	assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in mail.message
	link = unsubscribe_link(mail)
	assert ADDRESS not in str(link)
	# a mail scanner opens everything
	assert rest.get(UNSUBSCRIBE, params=link, **sender()).status_code == 403
	assert not unsubscriptions.is_unsubscribed(ADDRESS)
	for _click in range(2):
		assert rest.post(UNSUBSCRIBE, json=link, **sender()).status_code == 200
	assert unsubscriptions.is_unsubscribed(ADDRESS.upper() + " ")
	kept = frappe.get_all("Survey Unsubscription", fields=["*"])
	assert [row.address_shown for row in kept] == ["b****@customer.example"]
	assert ADDRESS not in str(kept)
	freeze("2026-03-08 12:00:00")
	assert remind_customers() == 0
	other = closed_ticket()
	frappe.db.commit()
	assert (mails_about(other), survey_of(other).delivery) == ([], "Unsubscribed")


def test_a_link_that_was_handed_on_still_answers_though_its_new_owner_unsubscribed(ticket, rest):
	unsubscriptions.unsubscribe(*_made_for("friend@customer.example"))
	answered(rest, survey_of(ticket), stars=4)
	assert not unsubscriptions.is_unsubscribed(ADDRESS)


def _made_for(address: str) -> tuple[str, str, str]:
	_page, one_click = unsubscriptions.links_for(address, "en")
	query = parse_qs(urlsplit(one_click).query)
	return query["a"][0], query["m"][0], query["s"][0]


def test_a_changed_link_unsubscribes_nobody(ticket, rest):
	link = unsubscribe_link(mails_about(ticket)[0])
	for change in (
		{"a": unsubscriptions.mark_of("other@customer.example")},
		{"m": "<b>x</b>"},
		{"s": ""},
		{"s": "密码"},
	):
		answer = rest.post(UNSUBSCRIBE, json={**link, **change}, **sender())
		assert (answer.status_code, answer.json["exc_type"]) == (403, "UnsubscriptionNotGenuine")
	assert not frappe.get_all("Survey Unsubscription")


def test_staff_puts_an_address_on_the_list_and_takes_it_off(ready):
	made = f.make("Survey Unsubscription", address="Ann@Customer.example")
	assert (made.address, made.via, made.address_shown) == (None, "Staff", "A****@Customer.example")
	assert unsubscriptions.is_unsubscribed("ann@customer.example")
	with pytest.raises(unsubscriptions.UnsubscribedAlready):
		f.make("Survey Unsubscription", address="ann@customer.example")
	with pytest.raises(unsubscriptions.NoAddress):
		f.make("Survey Unsubscription", address="nobody")
	made.delete()
	assert not unsubscriptions.is_unsubscribed("ann@customer.example")
