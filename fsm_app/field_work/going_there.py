"""What the engineer who has a ticket in hand needs on the way: whose it is, in which town, and when they are expected (N1)."""

import re

import frappe
from frappe import _

from fsm_app.field_work.visits import OPEN_STATUSES, REMOTE, VISIT, last_visit
from fsm_app.service_desk.caller_contact import knows_contact
from fsm_app.service_desk.caller_links import town_of
from fsm_app.service_desk.ticket_caller import caller_of
from fsm_app.workforce.engineers import engineer_of

# An address in the web, or of a map's app; what a browser would run as a script is neither.
ADDRESS = re.compile(
	r"(https://|(?!javascript:|data:|vbscript:)[a-z][a-z0-9+.-]{0,30}:)[^\s<>\"']+", re.IGNORECASE
)
PLACES = ({"{address}"}, {"{latitude}", "{longitude}"})


class BadMapLink(frappe.ValidationError):
	"""The setting Map Link is no address, or has no place in it."""


def validate_map_link(settings, method: str | None = None) -> None:
	"""Field Service Settings' validate: refuse a Map Link that opens no map or is led nowhere."""
	link = (settings.map_link or "").strip()
	settings.map_link = link
	if not link:
		return
	if not ADDRESS.fullmatch(link) or not any(all(mark in link for mark in place) for place in PLACES):
		frappe.throw(
			_(
				"Map Link: enter an address that begins with https:// and contains {latitude} and {longitude}, or {address}."
			),
			BadMapLink,
		)


def of(ticket) -> dict | None:
	"""`customer_name`, `town`, `planned_start` and `planned_end` of `ticket` (a document); None for everybody else.

	`may_check_in`: arriving, they may say where they are (check_in.check_in).

	How to reach the caller is not among it: that is asked for by api.ticket_contact, which notes who looked.
	"""
	engineer = engineer_of()
	if not engineer or engineer.name != ticket.engineer or not knows_contact(ticket):
		return None
	visit = last_visit(ticket.name)
	is_open = bool(visit) and visit.status in OPEN_STATUSES
	planned = visit if is_open else frappe._dict()
	return {
		"customer_name": frappe.db.get_value("Customer", ticket.customer, "customer_name"),
		"town": town_of(caller_of(ticket)),
		"planned_start": planned.planned_start,
		"planned_end": planned.planned_end,
		"may_check_in": is_open
		and visit.delivery != REMOTE
		and visit.engineer == engineer.name
		and not frappe.db.get_value(VISIT, visit.name, "checked_in_at"),
	}
