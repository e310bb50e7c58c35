"""A received mail's text and headers as they were meant, where Frappe read them by their labels' letter (C2).

Frappe drops the characters that a too narrow label does not know, and shows raw bytes as question marks.
"""

from frappe import _

from fsm_app.engine.inbound_mail import raw_headers, sender_is_plain
from fsm_app.engine.mail_encoding import read_header
from fsm_app.intake.mail.received_mail import Letter
from fsm_app.intake.ticket_opening import SETTINGS

UTF_8 = "utf-8"


def mend(communication, letter: Letter) -> list[str]:
	"""Correct the texts of a message and of the mail of which Frappe makes it; returns what had to be guessed."""
	guesses = [letter.raw_subject.guessed]
	mail = letter.mail
	if isinstance(mail.raw_message, bytes):
		changed = False
		for part, right in letter.parts():
			guesses.append(right.guessed)
			changed |= _replace(mail, part, right.text)
		if changed:
			mail.set_content_and_type()
			communication.content = mail.get_content()
			communication.text_content = mail.text_content
	for field, header in (("recipients", "To"), ("cc", "Cc"), ("bcc", "Bcc")):
		line = ", ".join(raw_headers(mail.mail, header))
		if communication.get(field) and not line.isascii():
			communication.set(field, read_header(line, letter.encoding).text)
	return _said(letter, guesses)


def _replace(mail, part, right: str) -> bool:
	wrong = mail.get_payload(part)
	if wrong == right:
		return False
	field = "html_content" if part.get_content_type() == "text/html" else "text_content"
	text = getattr(mail, field)
	setattr(mail, field, text.replace(wrong, right, 1) if wrong else text + right)
	return True


def _said(letter: Letter, guesses: list[str]) -> list[str]:
	said = []
	# What is valid UTF-8 is UTF-8.
	if taken := ", ".join(dict.fromkeys(guess for guess in guesses if guess not in ("", UTF_8))):
		said.append(
			_(
				"The e-mail does not say how its characters are encoded. It was read as {0}. If it is unreadable, correct the ticket; what is taken for later e-mails is chosen in {1}."
			).format(taken, _(SETTINGS))
		)
	if letter.senders and not sender_is_plain(letter.mail.mail):
		line = read_header(", ".join(raw_headers(letter.mail.mail, "From")), letter.encoding).text
		said.append(
			_("The sender, written as {0}, was taken for {1}.").format(
				line, ", ".join(address for address, _name in letter.senders)
			)
		)
	return said
