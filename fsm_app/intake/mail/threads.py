"""Which ticket a mail answers (C2)."""

from datetime import timedelta

import frappe

from fsm_app.common.clock import now
from fsm_app.engine import inbound_mail
from fsm_app.engine.stages import ENDED, TICKET
from fsm_app.intake.mail.received_mail import Letter, ticket_subject
from fsm_app.service_desk.merging import surviving
from fsm_app.service_desk.ticket_caller import tickets_of_callers

# A subject alone says little after that time.
SAME_SUBJECT_DAYS = 60


def ticket_answered(letter: Letter) -> str | None:
	"""The ticket that a mail answers by its headers, by the number in its subject, or by the subject itself.

	The one into which it was merged, where it was. Says nothing of whether its writer may.
	"""
	found = _by_message_ids(letter.answered) or _by_tag(letter.subject) or _by_subject(letter)
	return surviving(found) if found else None


def _by_message_ids(ids: list[str]) -> str | None:
	"""The ticket of the nearest mail that is answered, received or sent."""
	if not ids:
		return None
	found = {}
	# Mails without a Communication of their own, as acknowledgements and escalations, are in the queue for some time.
	for doctype in ("Email Queue", "Communication"):
		rows = frappe.get_all(
			doctype,
			filters={"message_id": ["in", ids], "reference_doctype": TICKET},
			fields=["message_id", "reference_name"],
		)
		found.update({row.message_id: row.reference_name for row in rows})
	return next((found[message_id] for message_id in ids if message_id in found), None)


def _by_tag(subject: str) -> str | None:
	tags = inbound_mail.tags(subject)
	return frappe.db.get_value(TICKET, {"name": ["in", tags]}) if tags else None


def _by_subject(letter: Letter) -> str | None:
	"""A ticket of the sender's with the same subject, where the mail says that it is an answer.

	An open one, else one that was merged into another.
	"""
	subjects = {ticket_subject(subject) for subject in inbound_mail.subjects_answered(letter.subject)}
	if not subjects or not letter.sender:
		return None
	asked = tickets_of_callers({"contact_email": letter.sender})
	if not asked:
		return None
	filters = {
		"name": ["in", asked],
		"subject": ["in", list(subjects)],
		"opened_at": [">", now() - timedelta(days=SAME_SUBJECT_DAYS)],
	}
	for state in ({"stage": ["not in", list(ENDED)]}, {"merged_into": ["is", "set"]}):
		if found := frappe.db.get_value(TICKET, {**filters, **state}, order_by="opened_at desc"):
			return found
	return None
