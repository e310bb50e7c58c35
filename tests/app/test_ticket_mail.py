"""E-mails about a ticket on a site whose outgoing mail is not set up: refused when somebody waits, logged when nobody does."""

import pytest

import frappe

from fsm_app.service_desk import ticket_mail, ticket_timeline
from tests.app import factories as f

ADDRESS = "grace.caller@ticketmail.example"


@pytest.fixture
def ticket():
	return f.ticket(contact_email=f" {ADDRESS} ")


@pytest.fixture
def takes_none(monkeypatch):
	"""Frappe puts nothing into its queue, and says nothing."""
	monkeypatch.setattr(frappe, "sendmail", lambda **_values: None)


def test_what_is_not_queued_is_said_to_whoever_sends_it(ticket, takes_none):
	with pytest.raises(ticket_mail.MailNotQueued, match="outgoing e-mail account") as refused:
		ticket_mail.queue(ticket, ADDRESS, "Hello", "<p>Hello</p>")
	assert ADDRESS not in str(refused.value)


def test_where_nobody_waits_it_is_logged_and_what_was_written_is_undone(ticket, takes_none):
	said = {"reference_name": ticket.name, "comment_type": "Info", "content": "The customer was told"}

	def send():
		ticket_timeline.say(ticket.name, said["content"])
		ticket_mail.queue(ticket, ADDRESS, "Hello", "<p>Hello</p>")

	frappe.clear_messages()
	assert not ticket_mail.is_queued(send, ticket, "Greeting")
	assert not frappe.db.exists("Comment", said)
	(log,) = frappe.get_all("Error Log", {"reference_name": ticket.name}, ["method", "reference_doctype"])
	assert (log.method, log.reference_doctype) == ("Greeting", "Service Ticket")
	assert not frappe.get_message_log()


def test_what_is_queued_goes_to_the_address_without_what_was_typed_around_it(ticket, mail):
	address = ticket_mail.usable_address_of(ticket)
	assert ticket_mail.is_queued(
		lambda: ticket_mail.queue(ticket, address, "Hello", "<p>Hello</p>"), ticket, "Greeting"
	)
	(queued,) = frappe.get_all(
		"Email Queue", {"reference_doctype": "Service Ticket", "reference_name": ticket.name}, pluck="name"
	)
	assert [row.recipient for row in frappe.get_doc("Email Queue", queued).recipients] == [ADDRESS]


@pytest.mark.parametrize("typed", ["", "nobody", "a b@c"])
def test_what_is_no_address_is_not_written_to(typed, monkeypatch):
	monkeypatch.setattr(ticket_mail, "address_of", lambda _ticket: typed)
	assert ticket_mail.usable_address_of(None) is None
