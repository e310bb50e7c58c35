"""What the headers of an incoming mail say of it: who wrote it, what it answers, whether a person did, whether it is forged (C2).

Works on Python's own email.message.Message. A header is whatever the sender liked to write, so nothing here raises for one.
"""

import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

# Mail programs that answer by themselves without the headers which say so. In the two languages of the app.
_AUTOMATIC_SUBJECT = re.compile(
	r"^\s*(automatic reply|auto[- ]?reply|auto[- ]?response|out of (the )?office|undeliver(ed|able)|"
	r"(mail )?delivery (status notification|failure|failed)|自动回复|自动答复|自動回覆|外出自动|系统退信|退信)",
	re.IGNORECASE,
)
_AUTOMATIC_SENDERS = ("mailer-daemon", "postmaster")
_REPLY_PREFIX = re.compile(
	r"^\s*((re|aw|sv|fw|fwd|wg|回复|答复|转发)\s*(\[\d+\])?\s*[:：]\s*)+", re.IGNORECASE
)
_MESSAGE_ID = re.compile(r"<([^<>\s]+)>")
_TAG = re.compile(r"#([^\s#()\[\]]+)")
_COMMENT = re.compile(r"\([^()]*\)")
_QUOTED = re.compile(r'"[^"]*"')
_VERDICT = re.compile(r"(?<![\w.-])(spf|dkim|dmarc)\s*=\s*([a-z]+)")
_WORD = re.compile(r"[^\s,;:!?()<>\[\]\"'，。；：！？（）、]+")
# A thread that has been answered more often than this quotes only its latest mails.
_REFERENCES = 50
_WORDS = 300


def decoded(value) -> str:
	"""A header's text on one line, whatever its parts are encoded in."""
	text = str(value or "")
	try:
		parts = decode_header(text)
	except (HeaderParseError, ValueError):
		return " ".join(text.split())
	return " ".join("".join(_text(part, charset) for part, charset in parts).split())


def senders(message: Message) -> list[tuple[str, str]]:
	"""(address in lower case, name) of each writer that From names; one, unless the mail is malformed.

	Reply-To says only where answers go, and anybody may write anybody's address there.
	"""
	found = getaddresses([str(header) for header in message.get_all("From") or []])
	return [(address.lower(), decoded(name)) for name, address in found if "@" in address]


def subject_of(message: Message) -> str:
	"""The whole subject, decoded."""
	return decoded(message.get("Subject"))


def without_prefix(subject: str) -> tuple[str, bool]:
	"""The subject without Re:, Fwd: and the like, and whether it had one."""
	bare = _REPLY_PREFIX.sub("", subject).strip()
	return bare, bare != subject.strip()


def tags(subject: str) -> list[str]:
	"""What follows a # in the subject, as in `Re: The pump leaks (#ST-2026-00001)`."""
	return _TAG.findall(subject)


def answered(message: Message) -> list[str]:
	"""The message ids that the mail answers, the nearest first, without their angle brackets."""
	reply_to = _MESSAGE_ID.findall(str(message.get("In-Reply-To") or ""))
	references = _MESSAGE_ID.findall(str(message.get("References") or ""))
	return list(dict.fromkeys([*reply_to, *reversed(references)]))[:_REFERENCES]


def message_id(message: Message) -> str:
	"""The mail's own id without its angle brackets; empty where it has none."""
	return next(iter(_MESSAGE_ID.findall(str(message.get("Message-ID") or ""))), "")


def is_automatic(message: Message) -> bool:
	"""Whether a program wrote the mail: an automatic reply, an absence note, a delivery report."""
	if _value(message, "Auto-Submitted") not in ("", "no"):
		return True
	if any(message.get(header) for header in ("X-Autoreply", "X-Autorespond", "X-Failed-Recipients")):
		return True
	if _value(message, "Precedence") in ("auto_reply", "auto-reply"):
		return True
	if message.get("Return-Path") is not None and _value(message, "Return-Path") in ("", "<>"):
		return True
	if message.get_content_type() == "multipart/report":
		return True
	if any(address.split("@")[0] in _AUTOMATIC_SENDERS for address, _name in senders(message)):
		return True
	return bool(_AUTOMATIC_SUBJECT.match(subject_of(message)))


def wants_no_answer(message: Message) -> bool:
	"""Whether an automatic answer would be unwelcome: to programs, mailing lists, and who asks for none."""
	return (
		is_automatic(message)
		or _value(message, "Precedence") in ("bulk", "junk", "list")
		or any(message.get(header) for header in ("List-Id", "List-Unsubscribe", "X-Auto-Response-Suppress"))
	)


def failed_checks(message: Message, trusted_server: str = "") -> list[str]:
	"""Which of dmarc, spf and dkim the receiving server found to fail; empty where it found nothing wrong or did not look.

	A server writes its findings on top, so the topmost Authentication-Results counts; with `trusted_server` the topmost
	one of that server (the name with which the header begins). Below it stands what the sender may have written himself.
	DMARC weighs the other two up and so decides where it is there: a forwarded mail fails SPF and is none the less genuine.
	"""
	for header in message.get_all("Authentication-Results") or []:
		text = _bare(str(header))
		if trusted_server and text.split(";")[0].split()[:1] != [trusted_server.strip().lower()]:
			continue
		return _failed(_VERDICT.findall(text))
	return []


def words_with_digits(text: str) -> list[str]:
	"""The words of a text that may be the number of a device, each once."""
	words = dict.fromkeys(word.strip(".-_#*") for word in _WORD.findall(text))
	return [word for word in words if 4 <= len(word) <= 140 and any(c.isdigit() for c in word)][:_WORDS]


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
	"""A header in lower case without quoted strings and comments, which may be nested."""
	text = _QUOTED.sub("", text.lower())
	while (shorter := _COMMENT.sub("", text)) != text:
		text = shorter
	return text


def _value(message: Message, header: str) -> str:
	return str(message.get(header) or "").split(";")[0].strip().lower()


def _text(part: str | bytes, charset: str | None) -> str:
	if isinstance(part, str):
		return part
	try:
		return part.decode(charset or "utf-8", "replace")
	except LookupError:
		return part.decode("utf-8", "replace")
