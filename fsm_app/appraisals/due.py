"""How long each stage of a review may take, as the settings say."""

from datetime import timedelta

import frappe
from frappe.utils import cint, getdate

from fsm_app.appraisals import stages
from fsm_app.common.clock import now

SETTINGS = "Field Service Settings"
NO_DEADLINE = {"due_on": None, "reminded": 0, "overdue_told_on": None}


def setting(field: str) -> int:
	"""A whole number of the settings."""
	return cint(frappe.db.get_single_value(SETTINGS, field))


def days_of(stage: str) -> int:
	"""How many days the settings give a stage, at least one."""
	return max(1, setting(stages.DAYS[stage]))


def clock_from_today(stage: str) -> dict:
	"""The deadline of a stage that begins today, nobody reminded yet."""
	return {**NO_DEADLINE, "due_on": getdate(now()) + timedelta(days=days_of(stage))}


def cycle_is_closed(review) -> bool:
	"""Whether the scores of the review's cycle are closed."""
	return frappe.db.get_value("Performance Cycle", review.cycle, "status") == "Closed"
