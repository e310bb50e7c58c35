"""Whether every engineer's customers are asked, and not the happy ones alone (I3)."""

from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import cint

from fsm_app.common.clock import now
from fsm_app.common.company_limits import sees_company
from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others
from fsm_app.feedback.survey import SETTINGS
from fsm_app.feedback.survey_figures import Figures, figures_by
from fsm_app.workforce.audience import Audience

ENGINEER = "Service Engineer"
DAYS = 30
# Fewer closings say nothing.
MINIMUM = 5


def seldom_asked(first, last) -> dict[str, Figures]:
	"""The engineers whose surveys reach so few customers, measured by all engineers', that somebody should look."""
	figures = {engineer: row for engineer, row in figures_by("engineer", first, last).items() if engineer}
	everybody = Figures()
	for row in figures.values():
		everybody.opened += row.opened
		everybody.withdrawn += row.withdrawn
		everybody.reached += row.reached
	below = cint(frappe.db.get_single_value(SETTINGS, "survey_watch_below", cache=True))
	if not everybody.reach or not below:
		return {}
	limit = everybody.reach * below / 100
	return {
		engineer: row
		for engineer, row in figures.items()
		if row.opened - row.withdrawn >= MINIMUM and (row.reach or 0.0) < limit
	}


def warn_managers() -> int:
	"""Weekly: tell the managers of the last days' engineers of whom `seldom_asked` speaks; returns how many they are."""
	if not cint(frappe.db.get_single_value(SETTINGS, "send_surveys", cache=True)):
		return 0
	last = now().date()
	found = seldom_asked(last - timedelta(days=DAYS), last)
	managers = Audience().managers() if found else []
	for engineer, row in found.items():
		_warn(engineer, row, managers)
	return len(found)


def _warn(engineer: str, row: Figures, managers: list[str]) -> None:
	facts = frappe.db.get_value(ENGINEER, engineer, ["engineer_name", "company"], as_dict=True)
	notify_of_others(
		[user for user in managers if sees_company(user, facts.company)],
		lambda language: _("Surveys of {0}: {1} of {2} closings reached the customer", language).format(
			facts.engineer_name, row.reached, row.opened - row.withdrawn
		),
		ENGINEER,
		engineer,
		"",
		WISH_OF_ASSIGNMENTS,
	)
