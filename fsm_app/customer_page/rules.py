"""Customer Page Rules: one record a company. Where there is none, nothing is sent, shown of people or moved (N2)."""

from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import cint

RULES = "Customer Page Rules"
NAME, NAME_AND_PHOTO = "Name", "Name and Photo"
REQUIRED_CERTIFICATES, ALL_CERTIFICATES = "Those the Service Requires", "All"
LONGEST_LINK_DAYS = 365
MOST_DAYS_AHEAD = 31
USUAL_LINK_DAYS = 30
USUAL_HOURS = "08:00:00", "18:00:00"


class CustomerPageRulesError(frappe.ValidationError):
	"""A figure of the rules that means nothing."""


def rules_of(company: str | None):
	"""The company's rules (a document); None where it has not decided."""
	# Not by the name, which stays what it was where a company is renamed.
	name = company and frappe.db.get_value(RULES, {"company": company})
	return frappe.get_cached_doc(RULES, name) if name else None


def link_days(company: str) -> int:
	"""For how many days a link to a ticket of the company is good."""
	rules = rules_of(company)
	return (cint(rules.link_days) if rules else 0) or USUAL_LINK_DAYS


def validate(rules) -> None:
	"""Refuse figures beyond their bounds, hours that end before they begin, and a company's second record."""
	if other := frappe.db.get_value(RULES, {"company": rules.company, "name": ["!=", rules.name or ""]}):
		_refuse(_("{0} has rules already: {1}. Change those.").format(rules.company, other))
	if not 1 <= cint(rules.link_days) <= LONGEST_LINK_DAYS:
		_refuse(
			_("Link Valid For (days): {0} is not a number from 1 to {1}. Enter one.").format(
				rules.link_days, LONGEST_LINK_DAYS
			)
		)
	hours_mean_something = time_of_day(rules.offered_from) < time_of_day(rules.offered_until)
	if not rules.customers_move:
		# Frappe 15 enters the present time in both where a program makes the rules.
		if not hours_mean_something:
			rules.offered_from, rules.offered_until = USUAL_HOURS
		return
	if not 1 <= cint(rules.days_ahead) <= MOST_DAYS_AHEAD:
		_refuse(
			_("Days Offered: {0} is not a number from 1 to {1}. Enter one.").format(
				rules.days_ahead, MOST_DAYS_AHEAD
			)
		)
	if not hours_mean_something:
		_refuse(_("Offered Until must be later than Offered From."))


def time_of_day(value) -> timedelta:
	"""A time of day, as text or as read from the database, since midnight."""
	if isinstance(value, timedelta):
		return value
	hours, minutes, *_seconds = (*str(value or "0").split(":"), "0")
	return timedelta(hours=cint(hours), minutes=cint(minutes))


def _refuse(message: str) -> None:
	frappe.throw(message, CustomerPageRulesError)
