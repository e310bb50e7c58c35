"""Which cases and offerings a search may find for whom, and what is shown of those found (G2, D3).

The index is asked no further than a reader may read, and what it answers is asked of the database again, by the same
permissions as a list; titles and texts are taken from there alone.
"""

from typing import NamedTuple

import frappe

from fsm_app.common.company_limits import companies_of
from fsm_app.engine.search_index import Among
from fsm_app.knowledge.search_documents import CASE_FIELDS, OFFERING_FIELDS, offered_to, trait
from fsm_app.knowledge.search_journal import OFFERING
from fsm_app.knowledge.stages import AUDIENCES, CASE, CUSTOMERS, INTERNAL, PUBLIC, PUBLISHED
from fsm_app.knowledge.visibility import REVIEWS
from fsm_app.workforce.engineers import engineer_of

CUSTOMER = "Customer"
SHOWN = (*CASE_FIELDS, "route", "version_no", "published_on", "uses", "solved")


class Reader(NamedTuple):
	"""The user of this session: as whom they read cases and offerings, and of which companies."""

	is_staff: bool
	audiences: frozenset[str]
	offers: frozenset[str]
	companies: frozenset[str] | None


def reader() -> Reader:
	"""Who asks: the staff, a customer in the portal, or anybody."""
	user = frappe.session.user
	roles = set(frappe.get_roles(user))
	is_staff = bool(frappe.has_permission(CASE, "read"))
	audiences = {PUBLIC}
	if is_staff:
		audiences = set(AUDIENCES)
	elif CUSTOMER in roles and user != "Guest":
		audiences.add(CUSTOMERS)
	offers = {INTERNAL} if frappe.has_permission(OFFERING, "read") else audiences & {CUSTOMERS}
	companies = _companies(user, roles) if is_staff else None
	return Reader(is_staff, frozenset(audiences), frozenset(offers), companies)


def _companies(user: str, roles: set[str]) -> frozenset[str] | None:
	"""The companies whose cases the user sees besides those for all; None where all of them. As visibility.py has it."""
	allowed = companies_of(user, CASE)
	engineer = None if REVIEWS & roles or user == "Administrator" else engineer_of(user)
	if engineer:
		allowed = {engineer.company} if allowed is None else allowed & {engineer.company}
	return None if allowed is None else frozenset(allowed)


def bounds(by: Reader, kind: str | None, audience: str | None, wanted: list[frozenset[str]]) -> Among:
	"""Where the index is asked for this reader. Of each set of traits that are `wanted` a document has to have one."""
	allowed = set(by.audiences & {audience} if audience else by.audiences)
	if not audience:
		allowed |= {offered_to(each) for each in by.offers}
	if by.companies is not None:
		wanted = [*wanted, frozenset(trait("company", name) for name in ("", *by.companies))]
	return Among(frozenset({kind}) if kind else None, frozenset(allowed), traits=tuple(wanted))


def cases(by: Reader, names: list[str]) -> dict[str, dict]:
	"""Those of the cases that are published and that the reader may read, by name."""
	if not names:
		return {}
	filters = {"name": ["in", names], "stage": PUBLISHED}
	found = {}
	if by.is_staff:
		rows = frappe.get_list(CASE, filters=filters, fields=list(SHOWN), limit_page_length=len(names))
		found = {row.name: row for row in rows}
	if len(found) < len(names):
		# What everybody may read, the staff may as well, whatever else is kept from them.
		open_to = [PUBLIC] if by.is_staff else sorted(by.audiences)
		filters["audience"] = ["in", open_to]
		for row in frappe.get_all(CASE, filters=filters, fields=list(SHOWN), limit_page_length=len(names)):
			found.setdefault(row.name, row)
	return found


def offerings(by: Reader, names: list[str]) -> dict[str, dict]:
	"""Those of the offerings that the reader may see, by name."""
	if not names or not by.offers:
		return {}
	filters = {"name": ["in", names], "disabled": 0}
	get = frappe.get_list
	if INTERNAL not in by.offers:
		filters["portal"] = 1
		get = frappe.get_all
	rows = get(OFFERING, filters=filters, fields=list(OFFERING_FIELDS), limit_page_length=len(names))
	return {row.name: row for row in rows}
