"""After the set time a ticket forgets who called: its personal data go, its figures stay (D3)."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain

import frappe
from frappe.query_builder.functions import Coalesce
from frappe.utils import add_months, cint

from fsm_app.common.clock import now
from fsm_app.engine.masking import HIDDEN
from fsm_app.engine.stages import ENDED, TICKET
from fsm_app.privacy.declared import APP_DOCTYPES, TICKET_RECORDS
from fsm_app.privacy.records import delete_files
from fsm_app.privacy.requests import forget_old_requests
from fsm_app.privacy.tickets import anonymise_ticket

SETTINGS = "Field Service Settings"
BATCH = 200
# What a job does not manage in this time, in seconds, the next one does.
TIMEOUT = 3600
# A complaint in these is over.
SETTLED = ("Resolved", "Rejected")
IMPORT, REFUSAL = "Ticket Import", "Ticket Import Refusal"


def enqueue_retention() -> None:
	"""Daily: have a job make the tickets of the past anonymous; the first time there may be many."""
	frappe.enqueue(
		"fsm_app.privacy.retention.forget_past_tickets",
		queue="long",
		timeout=TIMEOUT,
		job_id="fsm_app:retention",
		deduplicate=True,
		enqueue_after_commit=True,
	)


def forget_past_tickets() -> int:
	"""Make the tickets anonymous that ended before the retention time; returns how many.

	A commit for each ticket, so that a job that is killed goes on the next time. One that fails is logged and is tried again
	by the next job. What is under complaint waits for the complaint, and what is written about for its last message.
	"""
	forget_old_requests()
	months = cint(frappe.db.get_single_value(SETTINGS, "retention_months"))
	if months <= 0:
		return 0
	limit = add_months(now(), -months)
	count = 0
	for ticket in chain(past_tickets(limit), forgotten_with_more(limit)):
		try:
			anonymise_ticket(ticket)
			frappe.db.commit()
			count += 1
		except Exception:
			frappe.db.rollback()
			frappe.log_error(title=f"Retention: {ticket}", reference_doctype=TICKET, reference_name=ticket)
			frappe.db.commit()
	_forget_leftovers(limit)
	frappe.db.commit()
	return count


def past_tickets(limit: datetime) -> Iterator[str]:
	"""The tickets that ended before `limit` and are not anonymous yet, read in batches.

	A cancelled one, which has no time of its own for that, ended with its last change.
	"""
	ticket, last = frappe.qb.DocType(TICKET), ""
	while names := (
		frappe.qb.from_(ticket)
		.select(ticket.name)
		.where(ticket.stage.isin(sorted(ENDED)))
		.where(ticket.anonymised_on.isnull())
		.where(Coalesce(ticket.closed_at, ticket.modified) < limit)
		.where(ticket.name > last)
		.orderby(ticket.name)
		.limit(BATCH)
		.run(pluck=True)
	):
		waiting = _still_needed(names, limit)
		yield from (name for name in names if name not in waiting)
		last = names[-1]


def forgotten_with_more(limit: datetime) -> list[str]:
	"""The anonymous tickets to which something came later, such as a message, that is older than `limit` by now."""
	ticket, found = frappe.qb.DocType(TICKET), set()
	# A query for each doctype, not for each ticket.
	for records in TICKET_RECORDS:
		if records.copies or records.doctype == TICKET:
			continue
		table = frappe.qb.DocType(records.doctype)
		query = (
			frappe.qb.from_(ticket)
			.join(table)
			.on(table[records.by] == ticket.name)
			.select(ticket.name)
			.distinct()
			.where(ticket.anonymised_on.isnotnull() & (table.creation > ticket.anonymised_on))
			.where(table.creation < limit)
		)
		if records.type_field:
			query = query.where(table[records.type_field] == TICKET)
		found.update(query.run(pluck=True))
	return sorted(found)


def _still_needed(tickets: list[str], limit: datetime) -> set[str]:
	"""Those of `tickets` under a complaint that is not settled, or on which messages came in after `limit`."""
	complaints = {"ticket": ["in", tickets], "state": ["not in", SETTLED]}
	messages = {
		"reference_doctype": TICKET,
		"reference_name": ["in", tickets],
		"communication_date": [">=", limit],
	}
	return {
		*frappe.get_all("Service Complaint", filters=complaints, pluck="ticket"),
		*frappe.get_all("Communication", filters=messages, pluck="reference_name"),
	}


def _forget_leftovers(limit: datetime) -> None:
	"""What past imports and deletions have left: the files and rows that came in, and copies of deleted documents."""
	old = {"creation": ["<", limit], "status": ["!=", "Running"]}
	imports = frappe.get_all(IMPORT, filters={**old, "file": ["is", "set"]}, pluck="name")
	if imports:
		delete_files(IMPORT, imports)
		frappe.db.set_value(
			IMPORT, {"name": ["in", imports]}, {"file": None, "reading": None}, update_modified=False
		)
	rows = {"creation": ["<", limit], "row_text": ["!=", HIDDEN]}
	frappe.db.set_value(REFUSAL, rows, {"row_text": HIDDEN, "reason": HIDDEN}, update_modified=False)
	copies = {"deleted_doctype": ["in", sorted(APP_DOCTYPES)], "creation": ["<", limit]}
	frappe.db.delete("Deleted Document", copies)
