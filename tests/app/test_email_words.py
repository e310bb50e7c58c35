"""The words of mails as the world sends them: encodings, senders, quotes, numbers of devices, and what is left out (C2)."""

from base64 import b64encode

import pytest

import frappe

from fsm_app.service_desk.ticket_caller import caller_of
from tests.app import factories as f
from tests.app.devices import serial_no
from tests.app.mailing import ANN, contact, left_out, raw, receive, receive_mail, settings, ticket_of
from tests.app.two_teams import another_company

TICKET, STRANGER, DISPATCHER = "Service Ticket", "stranger@nowhere.example", "mail-dispatcher@example.com"


@pytest.fixture(autouse=True)
def customer():
	settings(
		default_company=f.company(),
		default_offering=f.offering(),
		unknown_sender_customer=None,
		trusted_mail_server=None,
		acknowledge_requests=0,
		encoding_of_unlabelled_mails=None,
	)
	f.user(DISPATCHER, "Service Dispatcher")
	name = f.customer("Ann Company")
	contact(ANN, name)
	return name


def comments(ticket) -> str:
	rows = frappe.get_all("Comment", filters={"reference_name": ticket.name}, pluck="content")
	return "\n".join(rows)


def test_a_mail_that_opened_no_ticket_becomes_one_with_a_click(customer, rest):
	message = receive_mail(
		"Gone\n> 80 degrees", sender=f"Ann <{ANN}>", subject="Away <now>", Auto_Submitted="auto-replied"
	)
	dispatcher = rest.login(DISPATCHER)
	shown = dispatcher.get("/api/method/fsm_app.api.mail.left_out", params={"mail": message.name}).json[
		"message"
	]
	assert (shown["customer"], shown["sender"], shown["subject"]) == (customer, ANN, "Away ‹now›")
	assert "> 80 degrees" in shown["text"] and "Auto-Submitted" in shown["why"]
	body = {"mail": message.name, "customer": customer}
	first = dispatcher.post("/api/method/fsm_app.api.mail.open_ticket", json=body).json["message"]
	again = dispatcher.post("/api/method/fsm_app.api.mail.open_ticket", json=body).json["message"]
	assert first["name"] == again["name"] and again["opened_before"]
	ticket = ticket_of(frappe.get_doc("Communication", message.name))
	assert (ticket.name, ticket.customer, caller_of(ticket).contact_email, ticket.subject) == (
		first["name"],
		customer,
		ANN,
		"Away ‹now›",
	)
	assert message.name not in [row["name"] for row in left_out(DISPATCHER)]
	answer = dispatcher.get("/api/method/fsm_app.api.mail.left_out", params={"mail": message.name})
	assert (answer.status_code, answer.json["exc_type"]) == (417, "NotLeftOut")


def test_mails_are_for_those_who_read_callers_of_their_company(rest):
	"""An engineer may open tickets; whose mails these are is for who coordinates, as it is on a ticket."""
	message = receive_mail(sender=STRANGER)
	frappe.db.set_single_value("Field Service Settings", "default_company", f.company())
	f.user("mail-engineer@example.com", "Service Engineer")
	f.user("mail-elsewhere@example.com", "Service Manager")
	limit = {"user": "mail-elsewhere@example.com", "allow": "Company", "for_value": another_company()}
	f.make("User Permission", **limit)
	for user in ("mail-engineer@example.com", "mail-elsewhere@example.com"):
		client = rest.login(user)
		answer = client.get("/api/method/fsm_app.api.mail.left_out", params={"mail": message.name})
		assert (answer.status_code, answer.json["exc_type"]) == (403, "MailNotForYou"), user
		assert STRANGER not in answer.get_data(as_text=True)
		with pytest.raises(frappe.PermissionError):
			left_out(user)


def test_who_may_open_no_tickets_reads_no_mails(rest):
	message = receive_mail(sender=STRANGER)
	f.user("mail-auditor@example.com", "Service Auditor")
	auditor = rest.login("mail-auditor@example.com")
	answers = (
		auditor.get("/api/method/fsm_app.api.mail.left_out", params={"mail": message.name}),
		auditor.post(
			"/api/method/fsm_app.api.mail.open_ticket", json={"mail": message.name, "customer": f.customer()}
		),
	)
	assert [answer.status_code for answer in answers] == [403, 403]


def test_a_mail_about_something_else_is_none_of_ours(rest):
	message = receive(raw(), append_to=None)
	assert message.name not in [row["name"] for row in left_out(DISPATCHER)]


@pytest.mark.parametrize(
	("html", "words"),
	[
		("<blockquote><p>Pump 7 leaks, refund!</p></blockquote>", "Pump 7 leaks, refund!"),
		("<p>FYI</p><blockquote type=cite>三号泵漏水</blockquote>", "三号泵漏水"),
		(
			"<div>---------- Forwarded message ---------<blockquote>It stopped</blockquote></div>",
			"It stopped",
		),
	],
)
@pytest.mark.parametrize("subject", ["Pump", "Fwd: Pump", "转发：水泵"])
def test_what_an_html_mail_quotes_or_forwards_is_in_the_description(html, words, subject):
	ticket = ticket_of(
		receive_mail(
			"", html=html, subject=subject, References="<elsewhere@x.example>" if ":" in subject else None
		)
	)
	assert words in ticket.description


def test_warning_words_in_a_quote_of_the_request_are_read():
	f.make(
		"Message Warning Rule",
		name="Quote",
		rule_name="Quote",
		kind="Words",
		weight=9,
		words="refund",
		notify="Service Manager",
	)
	settings(message_warning_threshold=5)
	assert frappe.db.get_value(
		TICKET,
		ticket_of(receive_mail("", html="<blockquote>I want a refund</blockquote>")).name,
		"tone_warning",
	)


@pytest.mark.parametrize(
	("label", "sent_as", "text"),
	[
		("gb2312", "gbk", "李喆：空调不制冷"),
		("iso-8859-1", "cp1252", "It’s 80 °C – €5"),
		("ks_c_5601-1987", "cp949", "펲시 똠방"),
		("shift_jis", "cp932", "①髙橋㈱"),
		("big5", "big5hkscs", "冷氣嘅水喺度漏"),
		("us-ascii", "utf-8", "水泵漏水"),
		("us-ascii", "gbk", "水泵漏水了，请来"),
	],
)
def test_each_label_is_read_by_its_superset(label, sent_as, text):
	encoded = b64encode(text.encode(sent_as))
	mail = b"From: =?%s?B?%s?= <%s>\r\nTo: s@x\r\nSubject: =?%s?B?%s?=\r\nMIME-Version: 1.0\r\n" % (
		label.encode(),
		encoded,
		ANN.encode(),
		label.encode(),
		encoded,
	) + b"Content-Type: text/plain; charset=%s\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s\r\n" % (
		label.encode(),
		text.encode(sent_as),
	)
	message = receive(mail)
	ticket = ticket_of(message)
	assert (ticket.subject, caller_of(ticket).reported_by) == (text, text)
	assert text in ticket.description and text in message.content and text in message.text_content
	assert message.subject == text and message.sender_full_name == text
	assert ("gb18030" in comments(ticket)) == (label == "us-ascii" and sent_as == "gbk")


@pytest.mark.parametrize(
	("sent_as", "text"), [("utf-8", "水泵漏水"), ("gbk", "水泵漏水"), ("cp1252", "Café défaut n° 5")]
)
def test_raw_bytes_in_headers_are_read(customer, sent_as, text):
	content = text.encode(sent_as)
	mail = b"From: %s <%s>\r\nTo: %s <s@x.example>\r\nSubject: %s\r\n\r\nHello\r\n" % (
		content,
		ANN.encode(),
		content,
		content,
	)
	message = receive(mail)
	ticket = ticket_of(message)
	assert (ticket.customer, ticket.subject, caller_of(ticket).reported_by) == (customer, text, text)
	assert text in message.recipients
	assert ("It was read as" in comments(ticket)) == (sent_as != "utf-8")


def test_the_encoding_of_mails_that_name_none_can_be_chosen():
	content = "насос течёт".encode("cp1251")
	settings(encoding_of_unlabelled_mails="Windows-1251")
	mail = b"From: %s\r\nTo: s@x\r\nSubject: %s\r\n\r\n%s\r\n" % (ANN.encode(), content, content)
	ticket = ticket_of(receive(mail))
	assert ticket.subject == "насос течёт" and "насос течёт" in ticket.description
	assert "cp1251" in comments(ticket)


@pytest.mark.parametrize(
	("line", "name"),
	[
		(f"{ANN} <{ANN}>", ANN),
		(f"Doe, Ann <{ANN}>", "Doe, Ann"),
		(f"Ann ＜{ANN}＞", "Ann"),
		(f"Ann <Sales> <{ANN}>", "Ann ‹Sales›"),
		(f"Ann <{ANN}>, {ANN}", "Ann"),
	],
)
def test_a_sender_who_is_written_sloppily_is_one_sender(customer, line, name):
	mail = f"From: {line}\r\nTo: s@x\r\nSubject: Pump\r\n\r\nIt leaks\r\n".encode()
	ticket = ticket_of(receive(mail))
	assert (ticket.customer, caller_of(ticket).contact_email, caller_of(ticket).reported_by) == (
		customer,
		ANN,
		name,
	)
	assert "was taken for" in comments(ticket)


@pytest.mark.parametrize(
	"text",
	[
		"设备编号SN40012漏水",
		"【SN40012】漏水",
		"ＳＮ４００１２ 漏水",
		"机号：sn40012。".replace("sn", "SN"),
		"SN40012/7",
		"（SN40012）",
	],
)
def test_a_device_between_chinese_words_is_found(customer, text):
	serial_no("SN40012", customer=customer)
	assert ticket_of(receive_mail(text)).serial_no == "SN40012"
	assert ticket_of(receive_mail("See subject", subject=text)).serial_no == "SN40012"


@pytest.mark.parametrize("number", ["SN-40/012.7", "SN 400 12", "泵-40012", "SN_40012"])
def test_numbers_with_signs_in_them_are_found(customer, number):
	serial_no(number, customer=customer)
	assert ticket_of(receive_mail(f"The pump {number} leaks")).serial_no == number


def test_control_characters_in_a_mail_are_left_out():
	mail = f"From: A\x01nn <{ANN}>\r\nTo: s@x\r\nSubject: Pu\x00mp\x1b \x7fleaks\r\n\r\nIt\x00 leaks\x08\r\nnow\r\n".encode()
	message = receive(mail)
	ticket = ticket_of(message)
	assert (ticket.subject, caller_of(ticket).reported_by) == ("Pump leaks", "Ann")
	for text in (
		ticket.description,
		message.content,
		message.text_content,
		message.subject,
		message.sender_full_name,
	):
		assert not set("\x00\x01\x08\x1b\x7f") & set(text or "")
