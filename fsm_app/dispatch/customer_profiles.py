"""How a customer wants to be served by a company: the Customer Service Profile (E5)."""

import hashlib

import frappe
from frappe import _

from fsm_app.service_desk.caller_contact import knows_contact

PROFILE = "Customer Service Profile"


class CustomerProfileError(frappe.ValidationError):
	"""A profile that contradicts itself, or a second one of the same customer."""


def profile_for(customer: str | None, company: str | None):
	"""The profile (a document) of the customer with the company; None where there is none."""
	name = customer and frappe.db.get_value(PROFILE, {"customer": customer, "company": company})
	return frappe.get_cached_doc(PROFILE, name) if name else None


def told_of(ticket) -> dict:
	"""What the form of a ticket (a document) tells of its customer: `language`, `preferred_times` (texts), `engineer`, `access_notes`.

	The notes on how to get in are told to those who coordinate and to the engineer who has the ticket in hand; None for others.
	"""
	profile = profile_for(ticket.customer, ticket.company)
	if not profile:
		return {"language": None, "preferred_times": [], "engineer": None, "access_notes": None}
	goes_there = knows_contact(ticket)
	return {
		"language": profile.language
		and (frappe.get_cached_value("Language", profile.language, "language_name") or profile.language),
		"preferred_times": [
			_("{0} from {1} to {2}", context=PROFILE).format(
				_(row.weekday) if row.weekday else _("Every day"),
				hour_and_minute(row.from_time),
				hour_and_minute(row.until_time),
			)
			for row in profile.preferred_times
		],
		"engineer": profile.dedicated_engineer
		and frappe.get_cached_value("Service Engineer", profile.dedicated_engineer, "engineer_name"),
		"access_notes": profile.access_notes if goes_there else None,
	}


def hour_and_minute(value) -> str:
	"""A time of day, as text or as read from the database, such as 08:00."""
	return ":".join(str(value).rjust(8, "0").split(":")[:2])


def key_of(customer: str, company: str) -> str:
	"""By which the database keeps the profile of a customer with a company one only."""
	return hashlib.sha256(f"{company}\n{customer}".encode()).hexdigest()


def validate_profile(profile) -> None:
	"""Refuse engineers of other companies, who are wanted and barred at once, times that end before they begin, a second profile."""
	_keep_one(profile)
	barred = [row.engineer for row in profile.barred_engineers]
	wanted = [name for name in (profile.dedicated_engineer, profile.deputy_engineer) if name]
	if len(set(barred)) < len(barred):
		_refuse(_("Must Not Be Sent: an engineer stands there twice. Delete one of the rows."))
	if both := next((name for name in wanted if name in barred), None):
		_refuse(
			_(
				"{0} is dedicated to the customer and must not be sent. Take them out of one of the two."
			).format(frappe.get_cached_value("Service Engineer", both, "engineer_name"))
		)
	if len(wanted) == 2 and len(set(wanted)) == 1:
		_refuse(_("Deputy: choose somebody else than the dedicated engineer."))
	for engineer in {*barred, *wanted}:
		_check_company(engineer, profile.company)
	for row in profile.preferred_times:
		if str(row.from_time).rjust(8, "0") >= str(row.until_time).rjust(8, "0"):
			_refuse(_("Preferred Times, row {0}: Until must be later than From.").format(row.idx))


def _keep_one(profile) -> None:
	mine = {"customer": profile.customer, "company": profile.company, "name": ["!=", profile.name or ""]}
	if other := frappe.db.get_value(PROFILE, mine):
		_refuse(_("{0} has a profile already: {1}. Change that one.").format(profile.customer, other))
	profile.profile_key = key_of(profile.customer, profile.company)
	# A customer who was renamed since leaves the name, and the key with it, to whoever is called so now.
	renamed = frappe.db.get_value(
		PROFILE,
		{"profile_key": profile.profile_key, "name": ["!=", profile.name or ""]},
		["name", "customer", "company"],
		as_dict=True,
	)
	if renamed:
		key = key_of(renamed.customer, renamed.company)
		frappe.db.set_value(PROFILE, renamed.name, "profile_key", key, update_modified=False)


def _check_company(engineer: str, company: str) -> None:
	works_for, name = frappe.get_cached_value("Service Engineer", engineer, ["company", "engineer_name"]) or (
		None,
		None,
	)
	if works_for and works_for != company:
		_refuse(
			_("{0} works for {1}, not for {2}. Choose another engineer or company.").format(
				name, works_for, company
			)
		)


def _refuse(message: str) -> None:
	frappe.throw(message, CustomerProfileError)
