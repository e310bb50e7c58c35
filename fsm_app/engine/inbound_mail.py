"""What the headers of an incoming mail say of it: who wrote it, what it answers, whether a person did, whether it is forged (C2).

Works on Python's own email.message.Message. A header is whatever the sender liked to write, so nothing here raises for one.
"""

import re
from email.message import Message
from unicodedata import normalize

from fsm_app.engine.mail_addresses import Mailbox, is_well_written, mailboxes
from fsm_app.engine.mail_encoding import Read, read_header

# Absence notes of mail programs that do not say so by a header of their own. A subject alone proves nothing: people write
# of automatic replies, too.
_ABSENCE_NOTE = re.compile(
	r"(automatic reply|auto[- ]?reply|auto[- ]?response|out of (the )?office|abwesenheitsnotiz|réponse automatique|"
	r"自动回复|自動回復|自动答复|自動答覆|自動回覆|外出自动回复|外出自動回覆|不在办公室)\s*([:：]|\Z)",
	re.IGNORECASE,
)
_AUTOMATIC_SENDERS = ("mailer-daemon", "postmaster")
# As mail programs put them before a subject, in the languages of our customers, with or without a number.
_ANSWER = frozenset("re aw antw sv vs res rif 回复 回覆 答复 答覆 回信".split())
_FORWARDED = frozenset("fw fwd wg tr enc rv doorst 转发 轉寄 轉發 转寄".split())
_COUNTED = re.compile(r"\s{0,20}(\[\d{1,3}\]|\(\d{1,3}\)|\^?\d{1,3})\Z")
_LONGEST_PREFIX, _PREFIXES = 20, 20
_MESSAGE_ID = re.compile(r"<([^<>\s]+)>")
_TAG = re.compile(r"[#＃]\s?([^\s#＃()（）\[\]【】<>‹›\"“”'’，。、；：;:!！?？]+)")
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]{0,140}[0-9]")
_COMMENT = re.compile(r"\([^()]*\)")
_QUOTED = re.compile(r'"[^"]*"')
_VERDICT = re.compile(r"(?<![\w.-])(spf|dkim|dmarc)\s*=\s*([a-z]+)")
# A thread that has been answered more often than this quotes only its latest mails.
_REFERENCES = 50
_NESTED_COMMENTS = 10


def senders(message: Message, otherwise: str = "") -> list[Mailbox]:
	"""Each writer that From names; one, unless the mail is malformed. `otherwise` as in mail_encoding.

	Reply-To says only where answers go, and anybody may write anybody's address there.
	"""
	found = [box for header in raw_headers(message, "From") for box in mailboxes(header, otherwise)]
	# The same one twice is one writer.
	return list({box.address: box for box in reversed(found)}.values())[::-1]


def sender_is_plain(message: Message) -> bool:
	"""Whether the From line is written as it should be."""
	return all(is_well_written(header) for header in raw_headers(message, "From"))


def subject_of(message: Message, otherwise: str = "") -> Read:
	"""The whole subject, decoded."""
	return read_header(next(iter(raw_headers(message, "Subject")), ""), otherwise)


def raw_headers(message: Message, name: str) -> list[str]:
	"""The headers of a name as they came; bytes that are not ASCII are single surrogates in them."""
	return [str(value) for key, value in message.raw_items() if key.lower() == name.lower()]


def without_prefix(subject: str) -> tuple[str, bool]:
	"""The subject without Re:, Fwd: and the like, and whether it had one."""
	prefixes, rests = _prefixes(subject)
	return rests[-1], bool(prefixes)


def subjects_answered(subject: str) -> list[str]:
	"""The subjects that a mail with this one may answer: without each of its prefixes; empty where it has none."""
	prefixes, rests = _prefixes(subject)
	return rests if prefixes and rests[-1] else []


def is_answer(message: Message, subject: str) -> bool:
	"""Whether a mail answers another one, so that what it quotes is known; a forwarded one brings it along."""
	prefixes, _rests = _prefixes(subject)
	return prefixes[0] in _ANSWER if prefixes else bool(answered(message))


def tags(subject: str) -> list[str]:
	"""What may be a ticket's number in the subject: behind a #, as in `Re: The pump leaks (#ST-2026-00001)`; in an answer anywhere."""
	found = [tag.rstrip(".,-/*_") for tag in _TAG.findall(subject)]
	# Words may follow without a space, as in #ST-2026-00001漏水.
	return list(
		dict.fromkeys(
			[*found, *(number for tag in found for number in _NUMBER.findall(normalize("NFKC", tag)))]
		)
	)


def _prefixes(subject: str) -> tuple[list[str], list[str]]:
	"""The prefixes in order, and the subject before and behind each of them."""
	prefixes, rests = [], [subject.strip()]
	while len(prefixes) < _PREFIXES:
		head, sign, _rest = rests[-1][: _LONGEST_PREFIX + 1].replace("：", ":").partition(":")
		prefix = _COUNTED.sub("", normalize("NFKC", head).strip().lower())
		if not sign or prefix not in _ANSWER | _FORWARDED:
			break
		prefixes.append(prefix)
		rests.append(rests[-1][len(head) + 1 :].strip())
	return prefixes, rests


def answered(message: Message) -> list[str]:
	"""The message ids that the mail answers, the nearest first, without their angle brackets."""
	reply_to = _MESSAGE_ID.findall(str(message.get("In-Reply-To") or ""))
	references = _MESSAGE_ID.findall(str(message.get("References") or ""))
	return list(dict.fromkeys([*reply_to, *reversed(references)]))[:_REFERENCES]


def message_id(message: Message) -> str:
	"""The mail's own id without its angle brackets; empty where it has none."""
	return next(iter(_MESSAGE_ID.findall(str(message.get("Message-ID") or ""))), "")


def automatic_sign(message: Message, subject: str = "") -> str:
	"""What shows that a program wrote the mail, as an absence note or a delivery report; empty where nothing does.

	A header says so. The words of a subject count only where the mail answers another one, or a header points the same way.
	"""
	if (submitted := _value(message, "Auto-Submitted")) not in ("", "no"):
		return f"Auto-Submitted: {submitted}"
	if (precedence := _value(message, "Precedence")) in ("auto_reply", "auto-reply"):
		return f"Precedence: {precedence}"
	for header in ("X-Autoreply", "X-Autorespond", "X-Failed-Recipients"):
		if message.get(header):
			return header
	if message.get("Return-Path") is not None and _value(message, "Return-Path") in ("", "<>"):
		return "Return-Path: <>"
	if message.get_content_type() == "multipart/report":
		return "Content-Type: multipart/report"
	for mailbox in senders(message):
		if mailbox.address.split("@")[0] in _AUTOMATIC_SENDERS:
			return f"From: {mailbox.address}"
	if _ABSENCE_NOTE.match(subject.strip()) and (
		answered(message) or _is_mass_mail(message) or message.get("X-Auto-Response-Suppress")
	):
		return f"Subject: {subject}"
	return ""


def wants_no_answer(message: Message) -> bool:
	"""Whether an automatic answer would be unwelcome: to programs, mailing lists, and who asks for none."""
	return (
		bool(automatic_sign(message, subject_of(message).text))
		or _is_mass_mail(message)
		or any(message.get(header) for header in ("List-Id", "List-Unsubscribe", "X-Auto-Response-Suppress"))
	)


def failed_checks(message: Message, trusted_server: str = "") -> list[str]:
	"""Which of dmarc, spf and dkim the receiving server found to fail; empty where it found nothing wrong or did not look.

	A server writes its findings on top, so the topmost Authentication-Results counts; with `trusted_server` the topmost
	one of that server (the name with which the header begins). Below it stands what may be the sender's own writing.
	DMARC weighs the other two up and so decides where it is there: a forwarded mail fails SPF and is none the less genuine.
	"""
	for header in message.get_all("Authentication-Results") or []:
		text = _bare(str(header))
		if trusted_server and text.split(";")[0].split()[:1] != [trusted_server.strip().lower()]:
			continue
		return _failed(_VERDICT.findall(text))
	return []


def _failed(verdicts: list[tuple[str, str]]) -> list[str]:
	found: dict[str, set[str]] = {}
	for check, verdict in verdicts:
		found.setdefault(check, set()).add(verdict)
	dmarc = found.get("dmarc", set())
	if "fail" in dmarc:
		return ["dmarc"]
	if "pass" in dmarc:
		return []
	# A mail may bear several signatures; a good one is enough.
	return [
		check
		for check in ("spf", "dkim")
		if "fail" in found.get(check, ()) and not (check == "dkim" and "pass" in found[check])
	]


def _bare(text: str) -> str:
	"""A header in lower case without quoted strings and comments, which may be nested some times."""
	text = _QUOTED.sub("", text.lower())
	for _level in range(_NESTED_COMMENTS):
		text = _COMMENT.sub("", text)
	return text


def _value(message: Message, header: str) -> str:
	return str(message.get(header) or "").split(";")[0].strip().lower()


def _is_mass_mail(message: Message) -> bool:
	return _value(message, "Precedence") in ("bulk", "junk", "list")
