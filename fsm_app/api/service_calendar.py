"""Whitelisted functions of the calendar's form (B2)."""

import frappe

from fsm_app.common.arguments import permitted
from fsm_app.service_levels.public_holidays import add_public_holidays as add


@frappe.whitelist(methods=["POST"])
def add_public_holidays(calendar: str, country: str, year: int, works_like: str = "Monday") -> dict:
	"""Add a year's public holidays and make-up days to the calendar; needs write permission on it."""
	permitted("Service Calendar", calendar, "write")
	return vars(add(calendar, country, int(year), works_like))
