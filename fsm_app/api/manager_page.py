"""The page of a service manager for the phone (N2)."""

import frappe

from fsm_app.common.roles import MANAGES_SERVICE
from fsm_app.manager_page import today as of_today
from fsm_app.manager_page.decisions import decisions


@frappe.whitelist(methods=["GET"])
def today() -> dict:
	"""`figures`, `visits`, `breaches`, `people` (with `more_people`) and `decisions` of the day, for service managers; each by their own rights."""
	frappe.only_for(list(MANAGES_SERVICE))
	people = of_today.who_is_where()
	return {
		"figures": of_today.figures(),
		"visits": of_today.visits_today(),
		"breaches": of_today.breaches(),
		"people": people[: of_today.PEOPLE_AT_MOST],
		"more_people": max(0, len(people) - of_today.PEOPLE_AT_MOST),
		"decisions": decisions(),
	}
