"""Mails that become tickets, and those that do not (C2)."""

from base64 import b64encode
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

import frappe

from fsm_app.service_desk.ticket_caller import caller_of
from tests import host
from tests.app import factories as f
from tests.app.devices import serial_no
from tests.app.mailing import (
	ADDRESS,
	ANN,
	BOB,
	account,
	contact,
	left_out,
	raw,
	receive,
	receive_mail,
	settings,
	ticket_of,
)
from tests.app.tickets import clock_of

TICKET = "Service Ticket"
STRANGER = "stranger@nowhere.example"
DISPATCHER = "mail-dispatcher@example.com"


@pytest.fixture(autouse=True)
def customer():
	settings(
		default_company=f.company(),
		default_offering=f.offering(),
		unknown_sender_customer=None,
		trusted_mail_server=None,
		acknowledge_requests=0,
	)
	f.user(DISPATCHER, "Service Dispatcher")
	name = f.customer("Ann Company")
	contact(ANN, name)
	return name


def unknown_customer() -> str:
	name = f.customer("Unknown Senders")
	settings(unknown_sender_customer=name)
	return name


def error_logs() -> list[str]:
	return frappe.get_all("Error Log", filters={"method": ["like", "E-mail without ticket%"]}, pluck="error")


def comments(ticket) -> str:
	rows = frappe.get_all("Comment", filters={"reference_name": ticket.name}, pluck="content")
	return "\n".join(rows)


def told(ticket) -> list[str]:
	return frappe.get_all("Notification Log", filters={"document_name": ticket.name}, pluck="for_user")


def kept_without_ticket(message) -> bool:
	stored = frappe.get_doc("Communication", message.name)
	return not stored.reference_doctype and not stored.reference_name


def test_a_mail_of_a_contact_opens_a_ticket_of_the_contacts_customer(customer):
	message = receive_mail(sender=f"Ann Lee <{ANN}>", Message_ID="<1@customer.example>")
	ticket = ticket_of(message)
	assert (ticket.customer, ticket.company, ticket.offering) == (customer, f.company(), f.offering())
	assert (ticket.source, ticket.stage, ticket.subject) == ("E-mail", "Received", "The pump leaks")
	assert (caller_of(ticket).contact_email, caller_of(ticket).reported_by) == (ANN, "Ann Lee")
	assert (
		caller_of(ticket).contact
		and frappe.db.get_value("Contact", caller_of(ticket).contact, "email_id") == ANN
	)
	assert "It leaks since this morning." in ticket.description
	assert message.sender == ANN


def test_the_request_starts_the_first_response_and_no_next_reply():
	ticket = ticket_of(receive_mail())
	assert clock_of(ticket, "First Response").state == "Running"
	assert not clock_of(ticket, "Next Reply")


def test_a_mail_fetched_twice_opens_one_ticket():
	first = receive_mail(Message_ID="<twice@customer.example>")
	before = frappe.db.count(TICKET)
	assert receive_mail(Message_ID="<twice@customer.example>").name == first.name
	frappe.db.set_value("Communication", first.name, "message_id", "lost")
	again = receive_mail(Message_ID="<twice@customer.example>")
	assert again.name != first.name and again.reference_name == first.reference_name
	assert frappe.db.count(TICKET) == before


def test_a_mail_without_message_id_opens_one_ticket_too():
	content = raw("No id at all", subject="Compressor")
	assert receive(content).reference_name == receive(content).reference_name
	assert (
		receive(raw("Another text", subject="Compressor")).reference_name != receive(content).reference_name
	)


def test_somebody_elses_message_id_takes_no_ticket_away():
	f.customer("Bob Company")
	contact(BOB, "Bob Company", "Bob")
	first = receive_mail(Message_ID="<same@x.example>")
	frappe.db.set_value("Communication", first.name, "message_id", "lost")
	second = ticket_of(receive_mail(sender=BOB, Message_ID="<same@x.example>"))
	assert second.name != first.reference_name and second.customer == "Bob Company"


def test_the_same_subject_written_anew_is_a_new_request():
	first = ticket_of(receive_mail(Message_ID="<a@x.example>"))
	second = ticket_of(receive_mail("Another pump", Message_ID="<b@x.example>"))
	assert first.name != second.name


def test_a_portal_user_is_known_too():
	name = f.customer("Portal Company")
	user = f.user("portal@third.example", "Customer")
	doc = frappe.get_doc("Customer", name)
	doc.append("portal_users", {"user": user})
	doc.save(ignore_permissions=True)
	assert ticket_of(receive_mail(sender=user)).customer == name
	frappe.db.set_value("User", user, "enabled", 0)
	assert kept_without_ticket(receive_mail(sender=user, subject="Other"))


def test_a_contact_that_a_website_user_made_gives_them_no_customer(customer):
	user = f.user("eve@fourth.example", "Customer")
	own = contact(user, customer, "Eve")
	frappe.db.set_value("Contact", own.name, "owner", user)
	assert kept_without_ticket(receive_mail(sender=user))


def test_a_disabled_customer_is_unknown(customer):
	frappe.db.set_value("Customer", customer, "disabled", 1)
	assert kept_without_ticket(receive_mail())


def test_an_unknown_senders_mail_is_kept_and_the_log_names_the_setting():
	before = frappe.db.count(TICKET)
	message = receive_mail(sender=STRANGER)
	assert kept_without_ticket(message) and frappe.db.count(TICKET) == before
	assert "It leaks" in message.content
	assert "Customer for Unknown Senders" in error_logs()[0] and STRANGER in error_logs()[0]


def test_an_unknown_senders_mail_goes_to_the_customer_of_the_settings():
	name = unknown_customer()
	ticket = ticket_of(receive_mail(sender=STRANGER))
	assert (ticket.customer, caller_of(ticket).contact, caller_of(ticket).contact_email) == (
		name,
		None,
		STRANGER,
	)
	assert STRANGER in comments(ticket) and DISPATCHER in told(ticket)


def test_who_writes_for_several_customers_is_asked_for_which():
	contact(ANN, f.customer("Ann Second Company"), "Ann Second")
	name = unknown_customer()
	ticket = ticket_of(receive_mail())
	assert ticket.customer == name
	assert "Ann Second Company" in comments(ticket)


def test_a_missing_default_is_named_in_the_log_and_the_mail_is_kept():
	settings(default_offering=None)
	assert kept_without_ticket(receive_mail())
	assert "Offering" in error_logs()[0] and "Field Service Settings" in error_logs()[0]


@pytest.mark.parametrize(
	"headers",
	[
		{"Auto_Submitted": "auto-replied"},
		{"X_Autoreply": "yes"},
		{"Return_Path": "<>"},
		{"sender": "MAILER-DAEMON@mx.example"},
		{"subject": "Automatic reply: The pump leaks", "X_Auto_Response_Suppress": "All"},
		{"subject": "自动回复: 水泵", "Precedence": "bulk"},
	],
)
def test_automatic_mails_open_no_ticket_and_leave_a_trace(headers):
	unknown_customer()
	before = frappe.db.count(TICKET)
	message = receive_mail(**headers)
	assert kept_without_ticket(message)
	assert frappe.db.count(TICKET) == before and not error_logs()
	(row,) = [row for row in left_out(DISPATCHER) if row["name"] == message.name]
	assert "A program wrote this e-mail" in row["why"]


@pytest.mark.parametrize(
	"subject",
	[
		"Delivery failed: the spare part for pump 7 did not come",
		"自动回复功能坏了",
		"Automatic reply: does not work on our telephone",
		"退信：上次的配件退回来了",
	],
)
def test_a_word_in_the_subject_makes_no_program_of_a_person(customer, subject):
	assert ticket_of(receive_mail(subject=subject)).customer == customer


def test_a_device_named_in_the_mail_is_on_the_ticket(customer):
	for number, owner in (("MP-1001", customer), ("MP-1002", f.customer()), ("MP-1003", customer)):
		serial_no(number, customer=owner)
	assert ticket_of(receive_mail("Number MP-1001, please come.")).serial_no == "MP-1001"
	assert not ticket_of(receive_mail("Number MP-1002.", subject="B")).serial_no
	assert not ticket_of(receive_mail("MP-1001 or MP-1003.", subject="C")).serial_no


@pytest.mark.parametrize(
	"findings", ["mx.us; dmarc=fail", "mx.us; spf=fail smtp.mailfrom=x.example", "mx.us; dkim=fail"]
)
def test_a_forged_mail_is_not_the_customers(findings):
	name = unknown_customer()
	settings(trusted_mail_server="mx.us", acknowledge_requests=1)
	ticket = ticket_of(receive_mail(Authentication_Results=findings))
	assert ticket.customer == name
	assert "could not confirm" in comments(ticket) and DISPATCHER in told(ticket)
	assert not frappe.db.exists("Communication", {"recipients": ANN})


def test_findings_of_another_server_are_not_ours(customer):
	settings(trusted_mail_server="mx.us")
	assert ticket_of(receive_mail(Authentication_Results="mx.them; spf=fail")).customer == customer


def test_a_reply_to_address_gives_nobody_a_customer():
	message = receive_mail(sender=STRANGER, Reply_To=ANN)
	assert kept_without_ticket(message) and message.sender == STRANGER


def test_one_of_our_own_addresses_tells_no_customer(customer):
	contact(DISPATCHER, customer, "Dispatcher")
	name = unknown_customer()
	ticket = ticket_of(receive_mail(sender=DISPATCHER))
	assert ticket.customer == name and "own addresses" in comments(ticket)


def test_markup_in_a_mail_does_nothing():
	html = (
		'<p>It leaks</p><script>alert(1)</script><img src=x onerror="alert(1)"><a href="javascript:x()">x</a>'
	)
	message = receive_mail("", html=html, subject="Pump <img src=x onerror=alert(1)>")
	ticket = ticket_of(message)
	for text in (ticket.description, ticket.subject, message.content):
		assert not any(sign in text for sign in ("<script", 'onerror="', "javascript:"))
	assert "<img" not in ticket.description and "It leaks" in ticket.description
	plain = ticket_of(receive_mail("1 < 2 & <b>3</b>", subject="Plain"))
	assert "&lt;b&gt;3" in plain.description


def test_a_chinese_mail_is_read_whole():
	mail = MIMEText("服务器不启动，请尽快处理。", "plain", "gb18030")
	mail["From"], mail["To"] = ANN, ADDRESS
	mail["Subject"] = "Re: =?gb18030?B?" + b64encode("服务器".encode("gb18030")).decode() + "?="
	ticket = ticket_of(receive(mail.as_bytes()))
	assert ticket.subject == "Re: 服务器" and "服务器不启动，请尽快处理。" in ticket.description


def test_odd_subjects():
	assert ticket_of(receive_mail("First line\nmore", subject=None)).subject == "First line"
	assert ticket_of(receive_mail("x", subject="long " * 100)).subject == ("long " * 100)[:140].strip()
	assert ticket_of(receive_mail("", html="<p> </p>", subject="")).subject


def test_a_huge_mail_is_cut_in_the_description_and_whole_in_the_message():
	message = receive_mail("\n".join(["All work and no play."] * 40_000))
	assert len(ticket_of(message).description) < 60_000
	assert len(message.content or message.text_content) > 800_000


def test_malformed_mails_are_kept(customer):
	unknown_customer()
	twice = b"From: %s\r\nFrom: x@y.example\r\nTo: s@x\r\nSubject: Two\r\n\r\nHello\r\n" % ANN.encode()
	assert ticket_of(receive(twice)).customer != customer
	eight_bit = b"From: " + ANN.encode() + "\r\nSubject: 水泵\r\n\r\n漏水\r\n".encode()
	assert ticket_of(receive(eight_bit)).customer == customer


def test_an_account_that_appends_to_nothing_opens_nothing():
	before = frappe.db.count(TICKET)
	assert kept_without_ticket(receive(raw(), append_to=None))
	assert frappe.db.count(TICKET) == before


def test_a_ticket_that_cannot_be_opened_does_not_lose_the_mail(monkeypatch):
	f.offering("Mail Retired", status="Retired")
	settings(default_offering="Mail Retired")
	monkeypatch.setattr("fsm_app.intake.mail.placing.open_ticket", _refuse)
	message = receive_mail()
	assert kept_without_ticket(message) and "not today" in error_logs()[0]


def _refuse(*args, **kwargs):
	frappe.throw("not today")


@pytest.mark.skipif(not host.ON_BENCH, reason="devsite receives no attachments")
def test_attachments_stay_with_the_message_in_private(customer):
	mail = MIMEMultipart()
	mail["From"], mail["To"], mail["Subject"] = ANN, ADDRESS, "Log"
	mail.attach(MIMEText("See the files."))
	for name in ("log.html", "picture.svg", "setup.exe"):
		part = MIMEApplication(b"<script>alert(1)</script>" + name.encode(), "octet-stream")
		part.add_header("Content-Disposition", "attachment", filename=name)
		mail.attach(part)
	message = receive(mail.as_bytes())
	ticket = ticket_of(message)
	files = frappe.get_all(
		"File", filters={"attached_to_name": message.name}, fields=["file_name", "is_private", "file_url"]
	)
	assert len(files) == 3 and all(row.is_private and row.file_url.startswith("/private/") for row in files)
	assert not frappe.get_all("File", filters={"attached_to_name": ticket.name})


def acknowledgements(address: str = ANN) -> list:
	return frappe.get_all(
		"Communication",
		filters={"communication_type": "Automated Message", "recipients": address},
		fields=["name", "subject", "reference_name", "message_id"],
	)


@pytest.fixture
def outgoing(monkeypatch):
	monkeypatch.setitem(frappe.local.conf, "mail_server", "mail.example.com")
	monkeypatch.setitem(frappe.local.conf, "auto_email_id", "sender@example.com")
	monkeypatch.delattr(frappe.local, "outgoing_email_account", raising=False)


def test_the_sender_is_told_the_number_where_the_settings_say_so(outgoing):
	receive_mail(Message_ID="<q0@x.example>")
	assert not acknowledgements()
	settings(acknowledge_requests=1)
	ticket = ticket_of(receive_mail(subject="Second", Message_ID="<q@x.example>"))
	(sent,) = acknowledgements()
	assert sent.reference_name == ticket.name and f"(#{ticket.name})" in sent.subject
	queued = frappe.get_last_doc("Email Queue", filters={"reference_name": ticket.name})
	assert [row.recipient for row in queued.recipients] == [ANN]
	assert "Auto-Submitted: auto-replied" in queued.message.split("\n\n")[0]
	assert "In-Reply-To: <q@x.example>" in queued.message.split("\n\n")[0]


def test_it_is_written_in_the_customers_language(outgoing, customer, monkeypatch):
	settings(acknowledge_requests=1)
	frappe.db.set_value("Customer", customer, "language", "zh")
	asked = []
	monkeypatch.setattr(
		"fsm_app.intake.mail.acknowledgement._", lambda text, lang=None: asked.append(lang) or text
	)
	receive_mail()
	assert set(asked) == {"zh"}


def test_two_programs_do_not_answer_each_other_for_ever(outgoing, freeze):
	settings(acknowledge_requests=1)
	freeze("2026-03-02 10:00:00")
	receive_mail(subject="One")
	freeze("2026-03-02 10:59:00")
	receive_mail(subject="Two")
	assert len(acknowledgements()) == 1
	freeze("2026-03-02 11:00:01")
	receive_mail(subject="Three")
	assert len(acknowledgements()) == 2
	receive_mail(subject="Automatic reply: Four")
	receive_mail(subject="Five", Precedence="bulk")
	assert len(acknowledgements()) == 2


def test_an_acknowledgement_that_cannot_be_sent_does_not_stop_the_ticket(outgoing, monkeypatch):
	settings(acknowledge_requests=1)
	monkeypatch.setattr("fsm_app.intake.mail.acknowledgement._send", _refuse)
	assert ticket_of(receive_mail()).name and not acknowledgements()
	assert frappe.db.exists("Error Log", {"method": ["like", "Acknowledgement of%"]})


@pytest.mark.skipif(not host.ON_BENCH, reason="devsite fetches no mails")
def test_one_bad_mail_in_the_mailbox_holds_up_no_other(customer, monkeypatch):
	from frappe.email.receive import InboundMail

	box = account()
	mails = [InboundMail(raw(subject=subject, Message_ID=f"<{subject}@x.example>"), box) for subject in "ABC"]
	monkeypatch.setattr(mails[1], "as_dict", _refuse)
	monkeypatch.setattr(box, "get_inbound_mails", lambda: mails)
	with pytest.raises(Exception, match="not today"):
		box.receive()
	opened = frappe.get_all(TICKET, filters={"customer": customer}, pluck="subject", order_by="subject")
	assert opened == ["A", "C"]
	assert frappe.db.exists("Error Log", {"method": "EmailAccount.receive"})
