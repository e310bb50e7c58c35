"""E-mails to customers carry a link to the page of their ticket, where the company wants that (N2)."""

import re
from datetime import datetime

import pytest

import frappe

from fsm_app.common.said_times import to_the_minute
from fsm_app.customer_page import mails, on_the_way
from fsm_app.customer_page.links import LINK
from fsm_app.field_work.report_mail import send_now
from fsm_app.service_desk.customer_page_link import link_as_html
from fsm_app.service_desk.ticket_notices import nobody_is_told
from tests import host
from tests.app import customer_pages as c
from tests.app import dispatching as d
from tests.app import factories as f
from tests.app import mailing
from tests.app.test_service_report import assets  # noqa: F401 (a fixture)
from tests.app.tickets import act, walk


@pytest.fixture
def engineer(freeze, mail):
	freeze(c.NOW)
	c.decided()
	return c.alone()


def sent(ticket) -> list[str]:
	"""The e-mails about the ticket that carry a link, the oldest first, with soft line breaks undone."""
	rows = frappe.get_all(
		"Email Queue",
		filters={"reference_doctype": "Service Ticket", "reference_name": ticket.name},
		fields=["message"],
		order_by="creation, name",
	)
	texts = [re.sub(r"=\r?\n", "", row.message).replace("=3D", "=") for row in rows]
	return [text for text in texts if "/service-ticket-status?k=" in text]


def token_in_mail(text: str) -> str:
	return re.search(r"/service-ticket-status\?k=([\w-]{43})", text)[1]


def new(**values):
	return f.ticket(contact_email=c.ADDRESS, **d.appointment("10:00", "11:00"), **values)


def test_each_step_sends_one_e_mail_with_a_link_of_its_own(engineer, jobs, rest, freeze):
	ticket = new()
	frappe.db.commit()
	assert not jobs.failed and len(sent(ticket)) == 1
	walk(ticket, "Triage", "Dispatch")
	frappe.db.commit()
	assert len(sent(ticket)) == 1
	act(ticket, "Accept")
	frappe.db.commit()
	freeze("2026-03-03 09:30:00")
	act(ticket, "Travel")
	frappe.db.commit()
	assert not jobs.failed
	received, agreed, coming = sent(ticket)
	assert "We have received your request" in received and "on the way" in coming
	assert "confirm the appointment" in agreed.replace("\n", " ")
	tokens = {token_in_mail(text) for text in sent(ticket)}
	assert len(tokens) == 3
	for token in tokens:
		assert rest.get("/service-ticket-status", params={"k": token}).status_code == 200
	occasions = frappe.get_all(LINK, filters={"ticket": ticket.name}, pluck="occasion", order_by="creation")
	assert sorted(occasions) == ["Appointment", "On the Way", "Request Received"]


def test_on_the_way_the_e_mail_says_when_they_arrive_where_the_company_shows_it(engineer, freeze):
	engineer.starts_from = d.address("Depot", 31.2304, 121.4737)
	engineer.save()
	ticket = walk(new(latitude=31.2304, longitude=121.6838), "Triage", "Dispatch", "Accept")
	freeze("2026-03-03 09:20:00")
	ticket = act(ticket, "Travel")
	at = on_the_way.shown(ticket)["arrives_at"]
	assert mails.send(ticket.name, "On the Way")
	(text,) = [text for text in sent(ticket) if "is expected at" in text.replace("\n", " ")]
	assert f"3 Mar 2026, {at:%H:%M}." in text.replace("\n", " ")
	assert "31.2" not in text and "121." not in text
	c.decided(arrival_shown=0)
	frappe.db.delete(LINK, {"ticket": ticket.name, "occasion": "On the Way"})
	assert mails.send(ticket.name, "On the Way")
	assert len([text for text in sent(ticket) if "is expected at" in text.replace("\n", " ")]) == 1


@pytest.mark.parametrize(
	("language", "told"),
	[
		("en", "3 Mar 2026, 09:05"),
		("zh", "2026年3月3日 09:05"),
		("zh-TW", "2026年3月3日 09:05"),
		("de", "3 März 2026, 09:05"),
		("xx", "3 Mar 2026, 09:05"),
		("", "3 Mar 2026, 09:05"),
	],
)
def test_moments_are_written_in_the_customers_language(language, told):
	assert to_the_minute(datetime(2026, 3, 3, 9, 5, 59), language) == told


def test_the_same_job_started_twice_sends_once(engineer):
	ticket = new()
	assert mails.send(ticket.name, "Request Received") and not mails.send(ticket.name, "Request Received")
	assert len(sent(ticket)) == 1


def test_what_is_over_is_not_told_any_more(engineer):
	ticket = act(new(), "Triage")
	assert not mails.send(ticket.name, "Request Received") and not sent(ticket)


def test_in_the_customers_language(engineer):
	ticket = new()
	frappe.db.set_value("Customer", ticket.customer, "language", "zh")
	assert mails.send(ticket.name, "Request Received")
	assert "_lang=zh" in sent(ticket)[0]


def test_a_company_that_has_not_decided_sends_nothing(engineer, jobs):
	frappe.delete_doc("Customer Page Rules", f.company(), ignore_permissions=True)
	ticket = walk(new(), "Triage", "Dispatch", "Accept")
	frappe.db.commit()
	assert not sent(ticket) and not frappe.db.count(LINK) and not jobs.failed
	assert link_as_html(ticket, "en", "Service Report") == ""


def test_nobody_is_told_of_the_past_and_without_an_address_nobody_can_be(engineer):
	with nobody_is_told():
		past = new()
	silent = f.ticket(**d.appointment("10:00", "11:00"))
	frappe.db.commit()
	assert not sent(past) and not sent(silent) and not frappe.db.count(LINK)


def test_a_site_without_mail_loses_nothing(engineer, monkeypatch):
	def fails(**_values):
		raise frappe.OutgoingEmailError

	monkeypatch.setattr(frappe, "sendmail", fails)
	ticket = new()
	assert not mails.send(ticket.name, "Request Received")
	assert not frappe.db.count(LINK, {"ticket": ticket.name})


def test_the_acknowledgement_of_an_e_mail_carries_the_link_and_the_timeline_does_not(engineer, jobs):
	mailing.settings(
		acknowledge_requests=1,
		default_company=f.company(),
		default_offering=f.offering(),
		unknown_sender_customer=f.customer(),
	)
	ticket = mailing.ticket_of(mailing.receive_mail(Message_ID="<page@customer-page.example>"))
	frappe.db.commit()
	assert frappe.get_all(LINK, filters={"ticket": ticket.name}, pluck="occasion") == ["Acknowledgement"]
	assert len(sent(ticket)) == 1
	for row in frappe.get_all("Communication", filters={"reference_name": ticket.name}, pluck="content"):
		assert "service-ticket-status" not in row


@pytest.mark.skipif(not host.ON_BENCH, reason="only a bench prints")
def test_the_service_report_carries_the_link_to_the_customer_alone(engineer, assets):  # noqa: F811
	frappe.db.delete("Service Offering Evidence")
	ticket = walk(new(), "Triage", "Dispatch", "Accept", "Arrive", "Complete")
	send_now(ticket)
	assert len(sent(ticket)) == 1
	send_now(ticket, "somebody-else@customer-page.example")
	assert len(sent(ticket)) == 1
