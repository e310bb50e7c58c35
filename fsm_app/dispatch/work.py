"""When a ticket's work is to be done, as far as it is known before somebody has it (E1)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import frappe
from frappe.utils import cint, get_datetime

from fsm_app.common.clock import now
from fsm_app.field_work.visits import CANCELLED, PLANNED, REMOTE, last_visit

USUAL_SECONDS = 60 * 60
IMMEDIATE = "Immediate"


@dataclass(frozen=True)
class Work:
	"""The time of a ticket's work in the site's time.

	`agreed`: there is an appointment. `at_once`: without one, it is of a kind that is delivered at once; what is neither
	has no time that a roster could be asked for.
	"""

	start: datetime
	end: datetime
	agreed: bool
	at_once: bool
	on_site: bool

	@property
	def timed(self) -> bool:
		"""Whether the time is one for which a roster can be asked."""
		return self.agreed or self.at_once

	@property
	def length(self) -> timedelta:
		"""How long the work takes."""
		return self.end - self.start


def work_of(ticket, offering) -> Work:
	"""The work of a ticket (a document): at its appointment, while that lies ahead, else from now on for the planned time.

	What a dispatcher has planned for the visit goes before what was agreed when the ticket was opened. One query.
	"""
	at = now()
	on_site = offering.delivery != REMOTE
	agreed = _planned(ticket) or _span(ticket.appointment_start, ticket.appointment_end, offering)
	if agreed and agreed[1] > at:
		return Work(*agreed, True, False, on_site)
	at_once = bool(offering.delivery_class) and (
		frappe.get_cached_value("Delivery Class", offering.delivery_class, "scheduling") == IMMEDIATE
	)
	return Work(at, at + _planned_length(offering), False, at_once, on_site)


def _planned(ticket) -> tuple[datetime, datetime] | None:
	last = None if ticket.is_new() else last_visit(ticket.name)
	if last and last.status in (PLANNED, CANCELLED) and last.planned_start and last.planned_end:
		return get_datetime(last.planned_start), get_datetime(last.planned_end)
	return None


def _span(start, end, offering) -> tuple[datetime, datetime] | None:
	if not start:
		return None
	start = get_datetime(start)
	return start, get_datetime(end) if end else start + _planned_length(offering)


def _planned_length(offering) -> timedelta:
	return timedelta(seconds=cint(offering.planned_duration) or USUAL_SECONDS)
