"""What Frappe makes of a mail that it receives, for an account that appends to nothing."""

import pytest

import frappe

from tests import host
from tests.app.mailing import ADDRESS, account, raw

SENDER = "pat@sender.example"


def receive(content: bytes):
	from frappe.email.receive import InboundMail

	return InboundMail(content, account(append_to=None)).process()


def test_a_mail_becomes_a_message():
	message = receive(
		raw(
			"Hello",
			sender=f"Pat Doe <{SENDER}>",
			subject="Greetings",
			Message_ID="<1@sender.example>",
			CC="c@x.example",
		)
	)
	stored = frappe.get_doc("Communication", message.name)
	assert (stored.subject, stored.sender, stored.sent_or_received) == ("Greetings", SENDER, "Received")
	assert (stored.message_id, stored.communication_medium) == ("1@sender.example", "Email")
	assert (stored.recipients, stored.cc) == (ADDRESS, "c@x.example")
	assert "Hello" in stored.content and not stored.reference_doctype


def test_a_message_id_makes_one_message():
	first = receive(raw(sender=SENDER, Message_ID="<2@sender.example>"))
	assert receive(raw(sender=SENDER, Message_ID="<2@sender.example>")).name == first.name
	assert receive(raw(sender=SENDER)).name != receive(raw(sender=SENDER)).name


def test_markup_is_sanitised():
	content = receive(raw("", sender=SENDER, html="<p>Hi</p><script>alert(1)</script>")).content
	assert "Hi" in content and "<script" not in content


def test_the_sender_is_the_one_in_reply_to():
	assert receive(raw(sender=SENDER, Reply_To="other@sender.example")).sender == "other@sender.example"


def test_the_subject_is_its_first_encoded_part_and_whole_from_16_on():
	assert receive(raw(sender=SENDER, subject=None)).subject == "No Subject"
	content = raw(sender=SENDER, subject="X").replace(b"Subject: X", b"Subject: Re: =?gb18030?B?t/7O8cb3?=")
	assert receive(content).subject == ("Re:" if host.frappe_version() < 16 else "Re: 服务器")


def test_an_answer_follows_the_document_of_the_mail_that_it_answers():
	first = receive(raw(sender=SENDER, Message_ID="<3@sender.example>"))
	frappe.db.set_value("Communication", first.name, {"reference_doctype": "User", "reference_name": "Guest"})
	answer = receive(raw(sender="any@body.example", In_Reply_To="<3@sender.example>"))
	assert (answer.in_reply_to, answer.reference_doctype, answer.reference_name) == (
		first.name,
		"User",
		"Guest",
	)


def test_a_mail_that_the_account_sent_itself_is_no_message():
	from frappe.email.receive import SentEmailInInboxError

	with pytest.raises(SentEmailInInboxError):
		receive(raw(sender=ADDRESS))
