"""Forgetting one person: what may go goes at once, what stays is named (D3)."""

from collections.abc import Callable

import frappe
from frappe import _

from fsm_app.engine.stages import ENDED, TICKET
from fsm_app.privacy.declared import ENGINEER_RECORDS, TICKET_RECORDS
from fsm_app.privacy.persons import ENGINEER, Person, messages_elsewhere, tickets_of
from fsm_app.privacy.records import anonymise, anonymise_rows, scrub_versions
from fsm_app.privacy.tickets import anonymise_ticket

MESSAGES = next(records for records in TICKET_RECORDS if records.doctype == "Communication")
MOST_NAMED = 20


class TicketsOpen(frappe.ValidationError):
	"""Work that goes on needs to know for whom it is, or who does it."""


class EngineerNotLeft(frappe.ValidationError):
	"""The data of somebody who works here are needed for their work."""


def check_erasable(person: Person) -> None:
	"""Refuse to forget a person with open tickets (TicketsOpen), or an engineer who has not left (EngineerNotLeft)."""
	if person.doctype == ENGINEER and frappe.db.get_value(ENGINEER, person.name, "status") != "Left":
		frappe.throw(
			_("Name: {0} has not left. Set the engineer's status to Left first, or make an export.").format(
				person.title
			),
			EngineerNotLeft,
		)
	if open_tickets := [row.name for row in tickets_of(person) if row.stage not in ENDED]:
		frappe.throw(
			_("Name: {0} has {1} open tickets: {2}. Close, reassign or cancel them first.").format(
				person.title, len(open_tickets), _named(open_tickets)
			),
			TicketsOpen,
		)


def erase(person: Person, progress: Callable[[int, int], None]) -> str:
	"""Forget the person; returns what was done and what stays, for the request. Commits after each ticket.

	`progress` is told how many of how many tickets are done. Done again, it finds less to do.
	"""
	check_erasable(person)
	if person.doctype == ENGINEER:
		return _erase_engineer(person)
	tickets = [row.name for row in tickets_of(person)]
	messages = messages_elsewhere(person, tickets)
	for position, ticket in enumerate(tickets, 1):
		anonymise_ticket(ticket)
		progress(position, len(tickets))
		frappe.db.commit()
	kept = sorted({row.ticket for row in messages if row.stage not in ENDED})
	gone = [row.name for row in messages if row.stage in ENDED]
	anonymise_rows(MESSAGES, gone)
	lines = [
		_("{0} tickets made anonymous with their messages, photos, signatures and answers.").format(
			len(tickets)
		),
		_("{0} messages on tickets of others made anonymous.").format(len(gone)),
		_("Kept: the tickets' times, clocks, ratings and findings on the device, which name nobody."),
	]
	if kept:
		lines.append(
			_("Kept until they end: messages on the open tickets {0}; ask again then.").format(_named(kept))
		)
	return "\n".join(lines)


def _erase_engineer(person: Person) -> str:
	count = anonymise(ENGINEER_RECORDS, ENGINEER, person.name)
	# What hangs on the engineer says their ID from now on.
	frappe.db.set_value(ENGINEER, person.name, "engineer_name", person.name, update_modified=False)
	scrub_versions(ENGINEER, [person.name], ["engineer_name", "employee", "user", "joined_on"])
	if person.user:
		positions = {"recorded_by": person.user}
		frappe.db.set_value(
			"Service Evidence", positions, {"latitude": 0, "longitude": 0}, update_modified=False
		)
	frappe.clear_document_cache(ENGINEER, person.name)
	tickets = frappe.db.count(TICKET, {"engineer": person.name})
	return "\n".join(
		(
			_(
				"{0} records made anonymous: name, positions, answers given in exams, remarks, certificates' numbers and scans."
			).format(count),
			_(
				"Kept under {0}: the figures of {1} tickets, appraisals, and results of exams and certificates."
			).format(person.name, tickets),
			_(
				"Kept: what the engineer wrote in service reports, which the customers have, and the user's name on what the engineer did."
			),
		)
	)


def _named(tickets: list[str]) -> str:
	more = [_("and {0} more").format(len(tickets) - MOST_NAMED)] if len(tickets) > MOST_NAMED else []
	return ", ".join([*tickets[:MOST_NAMED], *more])
