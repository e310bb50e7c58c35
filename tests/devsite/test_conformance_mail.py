"""Outgoing mail is queued in the transaction that sends it."""

from email import message_from_string, policy

import pytest

import frappe


@pytest.fixture(autouse=True)
def account(monkeypatch):
	monkeypatch.setitem(frappe.local.conf, "mail_server", "mail.example.com")
	monkeypatch.setitem(frappe.local.conf, "auto_email_id", "sender@example.com")
	monkeypatch.delattr(frappe.local, "outgoing_email_account", raising=False)


def send(**values):
	return frappe.sendmail(
		subject="About the pump",
		message="<p>It leaks</p>",
		reference_doctype="User",
		reference_name="Guest",
		add_unsubscribe_link=0,
		delayed=True,
		**values,
	)


def test_a_mail_waits_in_the_queue():
	queue = send(recipients=["a@example.com", "b@example.com", "a@example.com"])
	stored = frappe.get_doc("Email Queue", queue.name)
	assert (stored.status, stored.reference_doctype, stored.reference_name) == ("Not Sent", "User", "Guest")
	assert sorted((row.recipient, row.status) for row in stored.recipients) == [
		("a@example.com", "Not Sent"),
		("b@example.com", "Not Sent"),
	]
	assert "About the pump" in stored.message


def test_a_rollback_takes_it_back():
	name = send(recipients=["a@example.com"]).name
	frappe.db.rollback()
	assert not frappe.db.exists("Email Queue", name)


def test_without_recipients_nothing_is_queued():
	assert not send(recipients=[])


def test_an_attachment_lies_in_the_message():
	queue = send(recipients=["a@example.com"], attachments=[{"fname": "pump.pdf", "fcontent": b"%PDF-1.4 x"}])
	mail = message_from_string(frappe.get_doc("Email Queue", queue.name).message, policy=policy.default)
	(attachment,) = mail.iter_attachments()
	assert (attachment.get_filename(), attachment.get_content()) == ("pump.pdf", b"%PDF-1.4 x")
	assert attachment.get_content_type() == "application/pdf"
	assert "About the pump" in mail["Subject"]
