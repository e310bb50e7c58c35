"""How long a closed ticket may be reopened (C1)."""

from datetime import datetime, timedelta

import frappe
from frappe import _
from frappe.utils import get_datetime

from fsm_app.common.clock import now
from fsm_app.engine import stages


class ReopenTooLate(frappe.ValidationError):
	"""The window in which a closed ticket may be reopened is over."""


def window_days() -> int:
	"""For how many days after its closing a ticket may be reopened, by Field Service Settings."""
	return frappe.db.get_single_value("Field Service Settings", "reopen_window_days", cache=True) or 0


def is_too_late(ticket, at: datetime | None = None) -> bool:
	"""Whether `ticket` (anything with stage and closed_at) was closed too long before `at` (default: now) to be reopened."""
	if ticket.stage != stages.CLOSED or not ticket.closed_at:
		return False
	return (at or now()) > get_datetime(ticket.closed_at) + timedelta(days=window_days())


def refuse_too_late(ticket, at: datetime) -> None:
	"""Raises ReopenTooLate for a ticket, as it stood before, that was closed too long ago."""
	if is_too_late(ticket, at):
		frappe.throw(
			_(
				"This ticket was closed more than {0} days ago and can no longer be reopened. Open a new one."
			).format(window_days()),
			ReopenTooLate,
		)
