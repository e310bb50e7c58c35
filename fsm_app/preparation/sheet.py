"""The sheet by which an engineer prepares: device, history, tools and parts against the van, access, safety, the customer (E4).

Each section comes from a function in hooks.py, under `fsm_preparation`, called with the ticket (a document). It returns a
list of sections: dicts of `title` and `rows`, and a row is a dict of `label`, `text`, and on request `note` and `lacks`,
which says that something is not there yet. Rooms above and other apps add theirs.
"""

import frappe
from frappe import _
from frappe.utils import format_datetime

from fsm_app.common.listeners import call_listeners
from fsm_app.common.roles import SEES_ALL_TICKETS, SERVICE_ENGINEER
from fsm_app.dispatch.work import work_of
from fsm_app.engine.stages import TICKET
from fsm_app.workforce.engineers import engineer_names

SECTIONS = "fsm_preparation"


def of_ticket(ticket) -> dict:
	"""`number`, `subject`, `offering`, `engineer`, `when`, `lacking` (how many rows lack something) and `sections`; those without rows are left out.

	For those who do the service: whoever else may read the ticket gets no sections.
	"""
	sections = [
		section
		for found in (call_listeners(SECTIONS, TICKET, ticket) if _does_service() else ())
		for section in found or ()
		if section["rows"]
	]
	work = work_of(ticket, frappe.get_cached_doc("Service Offering", ticket.offering))
	return {
		"number": ticket.name,
		"subject": ticket.subject,
		"offering": _(ticket.offering),
		"engineer": engineer_names([ticket.engineer]).get(ticket.engineer) if ticket.engineer else None,
		"when": format_datetime(work.start) if work.agreed else None,
		"lacking": sum(1 for section in sections for row in section["rows"] if row.get("lacks")),
		"sections": sections,
	}


def row(label: str | None, text, note: str | None = None, lacks: bool = False) -> dict:
	"""A row of a section."""
	return {"label": label or "", "text": str(text), "note": note or "", "lacks": lacks}


def _does_service() -> bool:
	roles = set(frappe.get_roles())
	return frappe.session.user == "Administrator" or bool(roles & (SEES_ALL_TICKETS | {SERVICE_ENGINEER}))
