"""The mail that Frappe is receiving at this moment, as the app needs it (C2)."""

import hashlib
import sys
from dataclasses import dataclass
from functools import cached_property

import frappe

from fsm_app.engine import inbound_mail
from fsm_app.engine.mail_encoding import Read, read
from fsm_app.engine.mail_words import own_words_of_html, words_of_html
from fsm_app.engine.plain_title import plain_title
from fsm_app.engine.stages import TICKET
from fsm_app.intake.ticket_opening import SETTINGS

# A description is read by people; what does not fit in it stands in the message itself.
LONGEST_DESCRIPTION = 20_000
LONGEST_SUBJECT = 140


def mail_being_received():
	"""Frappe's InboundMail that is being processed further up the call stack; None where no mail is being received.

	Frappe tells the hooks of the documents that it makes of a mail neither its headers nor its text, and its classes are
	not ours to change. The one who calls has them.
	"""
	receive = sys.modules.get("frappe.email.receive")
	frame = sys._getframe(1) if receive else None
	while frame:
		caller = frame.f_locals.get("self")
		if isinstance(caller, receive.InboundMail):
			return caller
		frame = frame.f_back
	return None


def ticket_subject(text: str) -> str:
	"""The subject that a mail's becomes in its ticket."""
	return plain_title(text)[:LONGEST_SUBJECT].strip()


@dataclass(frozen=True)
class Letter:
	"""What matters of an InboundMail."""

	mail: object

	@cached_property
	def encoding(self) -> str:
		"""What the settings say of mails that name no encoding; empty where it is to be guessed."""
		return frappe.get_cached_doc(SETTINGS).encoding_of_unlabelled_mails or ""

	@cached_property
	def senders(self) -> list[tuple[str, str]]:
		return inbound_mail.senders(self.mail.mail, self.encoding)

	@property
	def sender(self) -> str:
		"""The address in From; empty where there is none."""
		return self.senders[0][0] if self.senders else ""

	@property
	def sender_name(self) -> str:
		return plain_title(self.senders[0][1]) if self.senders else ""

	@cached_property
	def raw_subject(self) -> Read:
		return inbound_mail.subject_of(self.mail.mail, self.encoding)

	@property
	def subject(self) -> str:
		"""The whole subject; Frappe reads no more than its first encoded part."""
		return self.raw_subject.text

	@cached_property
	def text(self) -> str:
		"""What was written, without markup; of an answer that was sent as HTML only without the mails that it quotes."""
		if text := (self.mail.text_content or "").strip():
			return text
		is_answer = inbound_mail.is_answer(self.mail.mail, self.subject)
		words = own_words_of_html if is_answer else words_of_html
		return words(self.mail.html_content or "").strip()

	@cached_property
	def answered(self) -> list[str]:
		return inbound_mail.answered(self.mail.mail)

	@cached_property
	def automatic(self) -> str:
		"""What shows that a program wrote it; empty where nothing does."""
		return inbound_mail.automatic_sign(self.mail.mail, self.subject)

	@cached_property
	def wants_no_answer(self) -> bool:
		return inbound_mail.wants_no_answer(self.mail.mail)

	@property
	def message_id(self) -> str:
		return inbound_mail.message_id(self.mail.mail)

	@cached_property
	def key(self) -> str:
		"""The client key of the ticket that this mail opens: the same however often the mail is fetched."""
		raw = self.mail.raw_message
		raw = raw if isinstance(raw, bytes) else raw.encode("utf-8", "replace")
		# With the sender, so that nobody takes another's key by writing the other's Message-ID.
		said = f"{self.sender}\n{self.message_id}".encode("utf-8", "replace") if self.message_id else raw
		return f"mail:{hashlib.sha256(said).hexdigest()}"

	@property
	def opens_tickets(self) -> bool:
		"""Whether the mailbox is one whose mails become tickets."""
		account = self.mail.email_account
		return (self.mail.append_to if account.use_imap else account.append_to) == TICKET

	def failed_checks(self, trusted_server: str | None) -> list[str]:
		"""What speaks against the sender being who they say they are."""
		failed = inbound_mail.failed_checks(self.mail.mail, trusted_server or "")
		return failed if len(self.senders) == 1 else [*failed, "from"]

	def parts(self) -> list[tuple[object, Read]]:
		"""The parts of the mail that are text, each as its bytes are to be read."""
		return [
			(part, read(part.get_payload(decode=True) or b"", part.get_content_charset(), self.encoding))
			for part in self.mail.mail.walk()
			if part.get_content_type() in ("text/plain", "text/html") and not part.is_multipart()
		]
