"""Subjects and names in messages about the app's documents: no markup, whoever wrote them (C2)."""

from fsm_app.common.own_doctypes import OWN_DOCTYPES
from fsm_app.common.plain_texts import apply
from fsm_app.engine.plain_title import plain_title, without_controls
from fsm_app.intake.mail.received_mail import Letter, mail_being_received

RULES = {
	"subject": plain_title,
	"sender_full_name": plain_title,
	"content": without_controls,
	"text_content": without_controls,
}


def keep_plain(communication, method: str | None = None) -> None:
	"""Communication's validate: apply the rule to one about a document of the app, and to one that comes to our mailboxes."""
	if communication.reference_doctype in OWN_DOCTYPES or _is_received():
		apply(communication, RULES)


def _is_received() -> bool:
	mail = mail_being_received()
	return bool(mail) and Letter(mail).opens_tickets
