"""Tickets and messages that come by e-mail (C2).

Frappe fetches the mails and makes a Communication of each; here is decided to which ticket it belongs: the one that it
answers, if its writer takes part in it, else a new one. A mail that may open none stays in the mailbox of the Desk as a
Communication without a ticket, so no mail is lost.
"""

import re
from typing import NamedTuple

import frappe
from frappe import _
from frappe.utils import escape_html, validate_email_address

from fsm_app.common.roles import SERVICE_DISPATCHER
from fsm_app.engine import stages
from fsm_app.engine.device_numbers import numbers_in, spaced_numbers_in
from fsm_app.engine.stages import TICKET
from fsm_app.intake.mail.acknowledgement import acknowledge
from fsm_app.intake.mail.mail_repair import mend
from fsm_app.intake.mail.received_mail import (
	LONGEST_DESCRIPTION,
	LONGEST_SUBJECT,
	Letter,
	mail_being_received,
	ticket_subject,
)
from fsm_app.intake.mail.senders import customers_of, is_internal, takes_part
from fsm_app.intake.mail.threads import ticket_answered
from fsm_app.intake.ticket_opening import SETTINGS, open_ticket
from fsm_app.service_desk.reopening import is_too_late
from fsm_app.service_desk.ticket_notices import tell
from fsm_app.workforce.audience import Audience

SOURCE = "E-mail"
# The report in which mails stand that became no ticket.
LEFT_OUT = "E-mails without Ticket"


class TicketComesWithMessage(frappe.DuplicateEntryError):
	"""Frappe made a ticket of the mail's subject and sender alone.

	Its mail code takes this error for 'there is no document to make' and goes on to the message, which see.
	"""


class Place(NamedTuple):
	"""Where a mail belongs: to `ticket` (a row), or to a new one of `values`; else `problem` says why to none.

	`notes` is what the dispatchers should know, `said` what stands on the timeline alone.
	"""

	ticket: frappe._dict | None = None
	values: dict | None = None
	notes: tuple[str, ...] = ()
	problem: str = ""
	said: tuple[str, ...] = ()


def leave_to_message(ticket) -> None:
	"""Before inserting a ticket: refuse the bare one that Frappe makes of a mail. Raises TicketComesWithMessage."""
	if ticket.flags.ignore_mandatory and not ticket.customer and mail_being_received():
		raise TicketComesWithMessage(TICKET)


def place_message(communication, method: str | None = None) -> None:
	"""Communication's before_insert: give a received mail to the ticket where it belongs, whatever Frappe found.

	Frappe gives it to the ticket named in its subject or answered by it, whoever wrote it, and to any ticket of the
	sender's with a similar subject. What anybody could then write would stand among the customer's messages.
	"""
	mail = communication.flags.in_receive and mail_being_received()
	if not mail or communication.reference_doctype not in (None, "", TICKET):
		return
	letter = Letter(mail)
	if communication.reference_doctype != TICKET and not letter.opens_tickets:
		return
	guessed = mend(communication, letter)
	place = find_place(letter)
	ticket, opened = place.ticket, False
	if not ticket and place.values and letter.opens_tickets:
		ticket = _open(letter, place.values)
		opened = bool(ticket) and not ticket.flags.opened_before
	_set_reference(communication, letter, ticket, is_answer=bool(place.ticket))
	# The request itself is no further message; programs and our own people do not wait for an answer.
	communication.flags.fsm_moves_no_clock = opened or bool(letter.automatic) or is_internal(letter.sender)
	communication.flags.fsm_said = (*guessed, *place.said)
	if place.problem:
		frappe.log_error(title=_log_title(letter), message=place.problem)
	if ticket and place.notes:
		message = _("E-mail on {0}: {1}").format(ticket.name, "; ".join(place.notes))
		tell(Audience().with_role(SERVICE_DISPATCHER), message, ticket)
	if opened:
		acknowledge(ticket, letter, trusted=not _forged(letter) and not is_internal(letter.sender))


def say_what_was_taken(communication, method: str | None = None) -> None:
	"""Communication's after_insert: put on the timeline, of the ticket if there is one, what was guessed of a mail."""
	for sentence in communication.flags.fsm_said or ():
		ticket = communication.reference_name if communication.reference_doctype == TICKET else None
		frappe.get_doc(
			{
				"doctype": "Comment",
				"comment_type": "Info",
				"reference_doctype": TICKET if ticket else communication.doctype,
				"reference_name": ticket or communication.name,
				"content": escape_html(sentence),
			}
		).insert(ignore_permissions=True)  # a mailbox receives, no user acts


def find_place(letter: Letter) -> Place:
	"""Where a mail belongs. Writes nothing."""
	if ticket := _ticket({"client_key": letter.key, "source": SOURCE}):
		return Place(ticket)
	ticket = _ticket({"name": ticket_answered(letter)})
	forged = _forged(letter)
	is_part = bool(ticket) and not forged and takes_part(letter.sender, ticket)
	if is_part:
		if not is_too_late(ticket) or letter.automatic or is_internal(letter.sender):
			return Place(ticket, notes=_notes_on_joining(letter, ticket), said=_said_of_program(letter))
		note = _("answers {0}, which was closed too long ago to be reopened").format(ticket.name)
		contact = customers_of(letter.sender).get(ticket.customer)
		return Place(values=_values(letter, ticket.customer, contact), notes=(note,))
	if letter.automatic:
		return Place(said=(*_said_of_program(letter), _way_to_ticket()))
	notes = [_("answers a ticket in which {0} takes no part").format(letter.sender)] if ticket else []
	return _new(letter, forged, notes)


def _new(letter: Letter, forged: list[str], notes: list[str]) -> Place:
	internal = is_internal(letter.sender)
	known = {} if forged or internal else customers_of(letter.sender)
	if len(known) == 1:
		((customer, contact),) = known.items()
		return Place(values=_values(letter, customer, contact), notes=tuple(notes))
	if forged:
		notes.append(
			_("the mail server could not confirm that it is from {0} (failed: {1})").format(
				letter.sender, ", ".join(forged)
			)
		)
	elif internal:
		notes.append(_("{0} is one of our own addresses, which tells no customer").format(letter.sender))
	elif known:
		notes.append(_("{0} writes for several customers: {1}").format(letter.sender, ", ".join(known)))
	else:
		notes.append(_("{0} belongs to no customer").format(letter.sender))
	if customer := frappe.get_cached_doc(SETTINGS).unknown_sender_customer:
		return Place(values=_values(letter, customer, None), notes=tuple(notes))
	label = _(frappe.get_meta(SETTINGS).get_label("unknown_sender_customer"))
	problem = _("{0}: is empty in {1}, and an e-mail opened no ticket: {2}.").format(
		label, _(SETTINGS), "; ".join(notes)
	)
	return Place(problem=f"{problem} {_way_to_ticket()}", said=(f"{problem} {_way_to_ticket()}",))


def _said_of_program(letter: Letter) -> tuple[str, ...]:
	if not letter.automatic:
		return ()
	return (
		_("A program wrote this e-mail, as shown by {0}: it opens no ticket and moves no clock.").format(
			letter.automatic
		),
	)


def _way_to_ticket() -> str:
	return _("It stands in the report {0}, where a ticket can be opened out of it.").format(_(LEFT_OUT))


def _values(letter: Letter, customer: str, contact: str | None) -> dict:
	first_line = letter.text.split("\n")[0].strip()
	text = re.sub(r"\n{3,}", "\n\n", letter.text.replace("\r", ""))[:LONGEST_DESCRIPTION]
	return {
		"subject": ticket_subject(letter.subject) or ticket_subject(first_line) or _("No subject"),
		"description": escape_html(text).replace("\n", "<br>"),
		"customer": customer,
		"contact": contact,
		"reported_by": letter.sender_name[:LONGEST_SUBJECT],
		"contact_email": letter.sender if validate_email_address(letter.sender) else None,
		"serial_no": _device(letter, customer),
	}


def _device(letter: Letter, customer: str) -> str | None:
	"""The customer's device whose number stands in the mail, if it is one only."""
	text = f"{letter.subject}\n{letter.text[:LONGEST_DESCRIPTION]}"
	for numbers in (numbers_in, spaced_numbers_in):
		found = frappe.get_all(
			"Serial No", filters={"name": ["in", numbers(text)], "customer": customer}, pluck="name"
		)
		if found:
			return found[0] if len(found) == 1 else None
	return None


def _open(letter: Letter, values: dict):
	"""The ticket of `values`; None and an Error Log where it cannot be opened, for the mail must be kept none the less."""
	frappe.db.savepoint("ticket_by_mail")
	try:
		# The mailbox's sender has no user; find_place has made sure for which customer they may ask.
		return open_ticket(values, SOURCE, letter.key, trusted=True, shared=True)
	except Exception as error:
		frappe.db.rollback(save_point="ticket_by_mail")
		frappe.clear_last_message()
		frappe.log_error(
			title=_log_title(letter),
			message=f"{error}\n\n{letter.subject}\n\n{frappe.get_traceback()}",
		)
		return None


def _set_reference(communication, letter: Letter, ticket, is_answer: bool) -> None:
	communication.reference_doctype = TICKET if ticket else None
	communication.reference_name = ticket.name if ticket else None
	communication.reference_owner = None  # Frappe fills it in
	if not is_answer:
		communication.in_reply_to = None
	if letter.subject:
		communication.subject = letter.subject
	# Frappe shows the one in Reply-To, which anybody may set to a customer's address.
	if letter.sender and validate_email_address(letter.sender):
		communication.sender = letter.sender
		communication.sender_full_name = letter.sender_name or None


def _notes_on_joining(letter: Letter, ticket) -> tuple[str, ...]:
	if ticket.stage in stages.ENDED and not letter.automatic:
		return (
			_("{0} has written again, and the ticket is {1}. Reopen it if that asks for more work").format(
				letter.sender, _(ticket.stage)
			),
		)
	return ()


def _forged(letter: Letter) -> list[str]:
	return letter.failed_checks(frappe.get_cached_doc(SETTINGS).trusted_mail_server)


def _log_title(letter: Letter) -> str:
	return f"E-mail without ticket: {letter.sender}"[:LONGEST_SUBJECT]


def _ticket(filters: dict) -> frappe._dict | None:
	fields = ["name", "subject", "company", "customer", "stage", "closed_at"]
	return frappe.db.get_value(TICKET, filters, fields, as_dict=True) if all(filters.values()) else None
