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
	assert mail.subject_of(message(f"Subject: {subject}")).text == f"Re: {text} (#ST-2026-00001)"


def test_an_unknown_charset_and_broken_base64_are_read_as_well_as_can_be():
	assert mail.subject_of(message("Subject: =?x-none?B?cHVtcA==?=")).text == "pump"
	assert mail.subject_of(message("Subject: =?utf-8?B?a?=")).text == "=?utf-8?B?a?="
	assert mail.subject_of(message("From: a@example.com")).text == ""


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
		("答复: 回覆：转发：水泵", "水泵", True),
		("ＲＥ：水泵", "水泵", True),
		("AW: WG: Antw: pump", "pump", True),
		("Re(3): SV: RE^2: pump", "pump", True),
		("Re : pump", "pump", True),
		("Re: 14:30 appointment", "14:30 appointment", True),
		("回复水泵：漏水", "回复水泵：漏水", False),
		("14:30 appointment", "14:30 appointment", False),
		("Repair: pump", "Repair: pump", False),
		("Re:", "", True),
		("", "", False),
	],
)
def test_prefixes_of_replies_are_told_from_words(subject, bare, prefixed):
	assert mail.without_prefix(subject) == (bare, prefixed)


def test_tags_and_references():
	assert mail.tags("Re: no #1 (#ST-2026-00007)") == ["1", "ST-2026-00007"]
	for subject in (
		"Re: pump #ST-2026-00001: more",
		"pump (#ST-2026-00001)",
		"【#ST-2026-00001】水泵",
		"水泵＃ST-2026-00001，还在漏",
		"#ST-2026-00001漏水",
		"#ST-2026-00001.",
		"Ticket # ST-2026-00001!",
		"“#ST-2026-00001”",
		"#ＳＴ－2026－00001",
	):
		assert "ST-2026-00001" in mail.tags(subject), subject
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
	],
)
def test_programs_are_recognised(header):
	assert mail.automatic_sign(message(header))
	assert mail.wants_no_answer(message(header))


@pytest.mark.parametrize(
	"subject", ["Automatic reply: The pump leaks", "Out of Office", "自动回复：水泵漏水", "外出自动回复"]
)
@pytest.mark.parametrize(
	"header", ["In-Reply-To: <a@x>", "References: <a@x>", "X-Auto-Response-Suppress: All", "Precedence: bulk"]
)
def test_the_words_of_a_subject_count_beside_a_header(subject, header):
	assert mail.automatic_sign(message(header), subject)
	assert not mail.automatic_sign(message("From: a@example.com"), subject)


@pytest.mark.parametrize(
	"subject",
	[
		"Delivery failed: the spare part for pump 7 did not come",
		"自动回复功能坏了",
		"Automatic reply function is broken",
		"Undeliverable goods at our gate",
		"退信功能坏了",
		"Out of office printer",
	],
)
@pytest.mark.parametrize("header", ["X-Other: 1", "In-Reply-To: <a@x>"])
def test_a_subject_alone_is_no_proof(subject, header):
	assert not mail.automatic_sign(message(header, "From: a@example.com"), subject)


@pytest.mark.parametrize(
	"header",
	["Auto-Submitted: no", "Return-Path: <a@example.com>", "Subject: Office out of order", "X-Other: 1"],
)
def test_people_are_not_taken_for_programs(header):
	assert not mail.automatic_sign(message("From: a@example.com", header))
	assert not mail.wants_no_answer(message("From: a@example.com", header))


@pytest.mark.parametrize("header", ["Precedence: bulk", "List-Id: <x>", "X-Auto-Response-Suppress: All"])
def test_lists_open_tickets_but_are_not_answered(header):
	assert not mail.automatic_sign(message(header)) and mail.wants_no_answer(message(header))


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


LINE = st.text(st.characters(blacklist_characters="\r\n", blacklist_categories=("Cs",)), max_size=200)


@given(LINE, st.sampled_from(["From", "Subject", "Authentication-Results", "References", "Return-Path"]))
def test_no_header_makes_it_fail(value, header):
	odd = message(f"{header}: {value}")
	mail.automatic_sign(odd, value), mail.answered(odd), mail.message_id(odd)
	assert isinstance(mail.subject_of(odd).text, str)
	assert all("@" in address for address, _name in mail.senders(odd))
	assert set(mail.failed_checks(odd)) <= {"spf", "dkim", "dmarc"}
