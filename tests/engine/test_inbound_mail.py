"""What the headers of an incoming mail say, whatever somebody wrote into them (C2)."""

from email import message_from_string
from email.header import Header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine import inbound_mail as mail


def message(*headers: str, body: str = "It leaks"):
	return message_from_string("\n".join(headers) + f"\n\n{body}")


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "big5", "iso-8859-15"])
def test_a_subject_is_read_whole_in_every_charset(charset):
	text = "Pumpe défaut" if charset == "iso-8859-15" else "服務器壞了"
	subject = f"Re: {Header(text, charset).encode()} (#ST-2026-00001)"
	assert mail.subject_of(message(f"Subject: {subject}")) == f"Re: {text} (#ST-2026-00001)"


def test_an_unknown_charset_and_broken_base64_are_read_as_well_as_can_be():
	assert mail.subject_of(message("Subject: =?x-none?B?cHVtcA==?=")) == "pump"
	assert mail.subject_of(message("Subject: =?utf-8?B?a?=")) == "=?utf-8?B?a?="
	assert mail.subject_of(message("From: a@example.com")) == ""


def test_the_writer_is_the_one_in_from():
	forged = message("From: Eve <EVE@example.com>", "Reply-To: boss@customer.example")
	assert mail.senders(forged) == [("eve@example.com", "Eve")]
	assert mail.senders(message(f"From: {Header('王芳', 'gb18030').encode()} <wang@example.com>")) == [
		("wang@example.com", "王芳")
	]
	assert len(mail.senders(message("From: a@example.com", "From: b@example.com"))) == 2
	assert mail.senders(message("Subject: nobody")) == []


@pytest.mark.parametrize(
	("subject", "bare", "prefixed"),
	[
		("Re: pump", "pump", True),
		("RE[2]: Fwd: pump", "pump", True),
		("回复：水泵", "水泵", True),
		("Repair: pump", "Repair: pump", False),
		("Re:", "", True),
		("", "", False),
	],
)
def test_prefixes_of_replies_are_told_from_words(subject, bare, prefixed):
	assert mail.without_prefix(subject) == (bare, prefixed)


def test_tags_and_references():
	assert mail.tags("Re: no #1 (#ST-2026-00007)") == ["1", "ST-2026-00007"]
	answer = message("In-Reply-To: <c@x>", "References: <a@x>\n <b@x> <c@x>", "Message-ID: <d@x>")
	assert mail.answered(answer) == ["c@x", "b@x", "a@x"]
	assert (mail.message_id(answer), mail.message_id(message("Subject: x"))) == ("d@x", "")


@pytest.mark.parametrize(
	"header",
	[
		"Auto-Submitted: auto-replied",
		"Auto-Submitted: auto-generated; owner-email=x",
		"X-Autoreply: yes",
		"Precedence: auto_reply",
		"Return-Path: <>",
		"From: MAILER-DAEMON@mx.example.com",
		"Content-Type: multipart/report; report-type=delivery-status; boundary=x",
		"Subject: Automatic reply: The pump leaks",
		"Subject: Out of Office",
		"Subject: 自动回复: 水泵漏水",
	],
)
def test_programs_are_recognised(header):
	assert mail.is_automatic(message(header))
	assert mail.wants_no_answer(message(header))


@pytest.mark.parametrize(
	"header",
	["Auto-Submitted: no", "Return-Path: <a@example.com>", "Subject: Office out of order", "X-Other: 1"],
)
def test_people_are_not_taken_for_programs(header):
	assert not mail.is_automatic(message("From: a@example.com", header))
	assert not mail.wants_no_answer(message("From: a@example.com", header))


@pytest.mark.parametrize("header", ["Precedence: bulk", "List-Id: <x>", "X-Auto-Response-Suppress: All"])
def test_lists_open_tickets_but_are_not_answered(header):
	assert not mail.is_automatic(message(header)) and mail.wants_no_answer(message(header))


@pytest.mark.parametrize(
	("findings", "failed"),
	[
		("mx.us; spf=pass smtp.mailfrom=a.example; dkim=pass; dmarc=pass", []),
		("mx.us; spf=fail smtp.mailfrom=a.example; dkim=none", ["spf"]),
		("mx.us; dkim=fail (bad signature); spf=pass", ["dkim"]),
		("mx.us; dkim=fail; dkim=pass", []),
		("mx.us; spf=fail; dkim=fail", ["spf", "dkim"]),
		("mx.us; spf=pass; dkim=pass; dmarc=fail (p=REJECT)", ["dmarc"]),
		("mx.us; spf=fail; dmarc=pass", []),
		('mx.us; spf=pass (they wrote (dmarc=fail)) reason="spf=fail"', []),
		("mx.us; none", []),
		("spf=fail (sender IP is 1.2.3.4) smtp.mailfrom=a.example;dmarc=none action=none", ["spf"]),
		("", []),
	],
)
def test_what_the_server_found(findings, failed):
	assert mail.failed_checks(message(f"Authentication-Results: {findings}")) == failed


def test_only_the_topmost_finding_of_our_server_counts():
	stacked = message(
		"Authentication-Results: relay.example; spf=pass",
		"Authentication-Results: mx.us; dmarc=fail",
		"Authentication-Results: mx.us; dmarc=pass",
	)
	assert mail.failed_checks(stacked, "MX.us") == ["dmarc"]
	assert mail.failed_checks(stacked) == []
	assert mail.failed_checks(stacked, "mx.us.evil.example") == []
	assert mail.failed_checks(message("Subject: x"), "mx.us") == []


def test_words_that_may_be_serial_numbers():
	text = "Server SN-1000234, or (AB-77). Call 12 or 0000-1! 序列号：XK9981。"
	assert mail.words_with_digits(text) == ["SN-1000234", "AB-77", "0000-1", "XK9981"]


LINE = st.text(st.characters(blacklist_characters="\r\n", blacklist_categories=("Cs",)), max_size=200)


@given(LINE, st.sampled_from(["From", "Subject", "Authentication-Results", "References", "Return-Path"]))
def test_no_header_makes_it_fail(value, header):
	odd = message(f"{header}: {value}")
	mail.is_automatic(odd), mail.answered(odd), mail.message_id(odd)
	assert isinstance(mail.subject_of(odd), str)
	assert all("@" in address for address, _name in mail.senders(odd))
	assert set(mail.failed_checks(odd)) <= {"spf", "dkim", "dmarc"}
