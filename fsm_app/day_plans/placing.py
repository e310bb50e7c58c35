"""Putting a ticket into an engineer's day, as a dispatcher would by hand: by the rights of whoever does it (E3, N2).

Rules, notices and records are those of every other change of a ticket or a visit.
"""

from datetime import datetime

import frappe
from frappe import _
from frappe.model.workflow import apply_workflow, get_transitions
from frappe.utils import get_datetime

from fsm_app.engine import stages
from fsm_app.field_work.visits import PLANNED, VISIT, last_visit
from fsm_app.service_desk.ticket_workflow import stage_of_state

# Of tickets that nobody has.
OPEN_STAGES = (stages.TRIAGED, stages.REOPENED)


class NotToBeDispatched(frappe.ValidationError):
	"""The ticket's workflow lets the user give it to nobody."""


def place(
	ticket, visit: str | None, engineer: str, start: datetime, end: datetime, reason: str | None = None
):
	"""Give the ticket (a document) to the engineer for that time. `visit` is its planned one, where there is one.

	`reason` is for choosing somebody who does not fit. Returns the ticket as it then is.
	"""
	if visit:
		# First when, then who: whoever gets it is judged for the time of the visit.
		set_times(visit, start, end)
	if ticket.stage in OPEN_STAGES:
		ticket = _dispatch(ticket, engineer, reason)
	elif ticket.engineer != engineer:
		ticket.update({"engineer": engineer, "override_reason": reason})
		ticket.save()
	last = last_visit(ticket.name)
	if last and last.status == PLANNED:
		set_times(last.name, start, end)
	else:
		frappe.get_doc(
			{"doctype": VISIT, "ticket": ticket.name, "planned_start": start, "planned_end": end}
		).insert()
	return ticket


def set_times(visit: str, start: datetime | None, end: datetime | None) -> None:
	"""Write the visit's times, where they are others than it has."""
	document = frappe.get_doc(VISIT, visit)
	has = [document.planned_start, document.planned_end]
	if [get_datetime(value) if value else None for value in has] != [start, end]:
		document.update({"planned_start": start, "planned_end": end})
		document.save()


def _dispatch(ticket, engineer: str, reason: str | None):
	"""Give a ticket that nobody has to the engineer, by the workflow's own action."""
	# Frappe's workflow reads the ticket anew: whom it is for has to be stored before.
	ticket.update({"engineer": engineer, "override_reason": reason})
	ticket.save()
	for row in get_transitions(ticket):
		if stage_of_state(row["next_state"]) == stages.DISPATCHED:
			return frappe.get_doc(stages.TICKET, apply_workflow(ticket.as_dict(), row["action"]).name)
	frappe.throw(
		_("The ticket's workflow does not let you dispatch it. Dispatch it by hand."), NotToBeDispatched
	)
