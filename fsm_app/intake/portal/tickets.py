"""A customer's tickets as they may see them: chosen fields in their words, and nothing of what is internal (C2, D3)."""

import frappe
from frappe import _

from fsm_app.common import arguments
from fsm_app.engine import stages
from fsm_app.engine.mail_words import words_of_html
from fsm_app.feedback.survey_links import open_survey_link
from fsm_app.intake.portal import actions as portal_actions
from fsm_app.intake.portal.customers import require_customers
from fsm_app.intake.portal.messages import conversation
from fsm_app.intake.portal.photos import photos_of
from fsm_app.intake.portal.promised_times import next_promise
from fsm_app.intake.portal.stages import ENGINEER_KNOWN, SETTLED, progress, stage_name, tone
from fsm_app.service_desk.ticket_caller import caller_of

PAGE_LENGTH = 20
LONGEST_SEARCH = 140
# As many as one finds in a list; a customer with more of them types the number into the description.
SERIAL_NUMBERS_SHOWN = 500
OPEN, DONE = "open", "done"
REMOTE = "Remote"
# Which visits lie ahead or are under way.
VISIT_STATUSES = ("Planned", "Travelling", "On Site")


def tickets(search: str = "", status: str = "", page: int = 1) -> dict:
	"""A page of the tickets of the session user's customers, newest first.

	`search` is looked for in number, subject and serial number; `status` is open, done or anything else for all. Returns
	`tickets`, the `page` (from 1) and whether there is a page after it (`more`).
	"""
	customers = require_customers()
	page = arguments.page(page)
	filters = {"customer": ["in", customers]}
	if status in (OPEN, DONE):
		filters["stage"] = ["not in" if status == OPEN else "in", sorted(SETTLED)]
	found = frappe.get_all(
		stages.TICKET,
		filters=filters,
		or_filters=_search_filters(search),
		fields=["name", "subject", "customer", "stage", "serial_no", "opened_at"],
		order_by="opened_at desc, name desc",
		limit_start=(page - 1) * PAGE_LENGTH,
		limit_page_length=PAGE_LENGTH + 1,
	)
	return {
		"tickets": [_listed(row) for row in found[:PAGE_LENGTH]],
		"page": page,
		"more": len(found) > PAGE_LENGTH,
	}


def shown(ticket) -> dict:
	"""Everything that the customer may see of their `ticket` (own_ticket)."""
	remote = frappe.get_cached_value("Service Offering", ticket.offering, "delivery") == REMOTE
	return {
		**_listed(ticket),
		"description": words_of_html(ticket.description or "").strip(),
		"offering": ticket.offering,
		"item_name": _item_name(ticket),
		"contact_phone": caller_of(ticket).contact_phone,
		"progress": progress(ticket.stage, ticket.waiting_from, remote, bool(ticket.confirmed_at)),
		"promise": next_promise(ticket, remote),
		"engineer_name": _engineer_name(ticket),
		"appointment": _appointment(ticket),
		"resolution": _resolution(ticket),
		"done_at": ticket.done_at,
		"continued_in": continued_in(ticket),
		"messages": conversation(ticket),
		"photos": photos_of(ticket),
		"actions": portal_actions.possible(ticket),
		"survey": open_survey_link(ticket.name, frappe.form_dict.get("_lang")),
		"has_report": ticket.stage in stages.FINISHED,
		"may_write": ticket.stage not in stages.ENDED,
		"may_send_photos": ticket.stage not in stages.ENDED,
	}


def choices() -> dict:
	"""What the form for a new ticket offers: the user's `customers`, their `serial_numbers` and the `offerings`."""
	customers = require_customers()
	return {
		"customers": customers,
		"serial_numbers": frappe.get_all(
			"Serial No",
			filters={"customer": ["in", customers]},
			fields=["name", "item_name", "customer"],
			order_by="item_name, name",
			limit_page_length=SERIAL_NUMBERS_SHOWN,
		),
		"offerings": [
			{"name": row.name, "description": _((row.description or "").strip())}
			for row in frappe.get_all(
				"Service Offering",
				filters={"disabled": 0, "portal": 1},
				fields=["name", "description"],
				order_by="name",
			)
		],
	}


def _search_filters(search: str) -> list | None:
	search = search.strip()[:LONGEST_SEARCH]
	if not search:
		return None
	return [[field, "like", f"%{search}%"] for field in ("name", "subject", "serial_no")]


def _listed(row) -> dict:
	return {
		"name": row.name,
		"subject": row.subject,
		"customer": row.customer,
		"serial_no": row.serial_no,
		"opened_at": row.opened_at,
		"state": stage_name(row.stage),
		"tone": tone(row.stage),
		"open": row.stage not in SETTLED,
	}


def _item_name(ticket) -> str | None:
	if not ticket.serial_no:
		return None
	return frappe.db.get_value("Serial No", ticket.serial_no, "item_name")


def _engineer_name(ticket) -> str | None:
	"""The name alone: telephone and address are no business of customers."""
	if not ticket.engineer or ticket.stage not in ENGINEER_KNOWN:
		return None
	return frappe.get_cached_value("Service Engineer", ticket.engineer, "engineer_name")


def _appointment(ticket) -> dict | None:
	"""`start` and `end` (naive site time; the end may be None) of the visit that is planned next or under way."""
	if ticket.stage not in stages.WITH_ENGINEER:
		return None
	found = frappe.get_all(
		"Service Visit",
		filters={
			"ticket": ticket.name,
			"status": ["in", VISIT_STATUSES],
			"planned_start": ["is", "set"],
		},
		fields=["planned_start", "planned_end"],
		order_by="planned_start",
		limit_page_length=1,
	)
	return {"start": found[0].planned_start, "end": found[0].planned_end} if found else None


def _resolution(ticket) -> str | None:
	return ticket.resolution_summary if ticket.stage in stages.FINISHED else None


def continued_in(ticket) -> str | None:
	"""The ticket into which this one was merged, if that one is the customer's too."""
	if not ticket.merged_into:
		return None
	return frappe.db.get_value(stages.TICKET, {"name": ticket.merged_into, "customer": ticket.customer})
