"""Which cases and offerings a search may find for whom (G2, D3).

The index is asked no further than a reader may read, and what it answers is asked of the database again, by the same
permissions as a list; titles and texts are taken from there alone.
"""

from collections.abc import Collection
from typing import NamedTuple

import frappe

from fsm_app.common.company_limits import companies_of
from fsm_app.engine.search_index import Among
from fsm_app.engine.stages import TICKET
from fsm_app.knowledge import readers
from fsm_app.knowledge.search_documents import offered_to, trait
from fsm_app.knowledge.search_journal import OFFERING
from fsm_app.knowledge.stages import AUDIENCES, CASE, CUSTOMERS, INTERNAL
from fsm_app.knowledge.visibility import REVIEWS
from fsm_app.workforce.engineers import engineer_of


class Reader(NamedTuple):
	"""The session's user: whom they speak for, what they read of cases and offerings, and of which companies."""

	customers: tuple[str, ...]
	audiences: frozenset[str]
	offers: frozenset[str]
	companies: frozenset[str] | None


def reader(customers: Collection[str] = ()) -> Reader:
	"""Who asks: the staff, somebody who speaks for `customers` in the portal, or anybody."""
	offers = frozenset({CUSTOMERS}) if customers else frozenset()
	if frappe.session.user != readers.GUEST and frappe.has_permission(OFFERING, "read"):
		offers = frozenset({INTERNAL})
	if readers.is_staff():
		return Reader((), frozenset(AUDIENCES), offers, _companies_of_staff())
	companies = _companies_that_serve(customers)
	return Reader(tuple(customers), frozenset(readers.audiences(customers)), offers, companies)


def _companies_of_staff() -> frozenset[str] | None:
	"""The companies whose cases the user sees besides those for all; None where all of them. As visibility.py has it."""
	user = frappe.session.user
	allowed = companies_of(user, CASE)
	sees_all = user == "Administrator" or REVIEWS & set(frappe.get_roles(user))
	engineer = None if sees_all else engineer_of(user)
	if engineer:
		allowed = {engineer.company} if allowed is None else allowed & {engineer.company}
	return None if allowed is None else frozenset(allowed)


def _companies_that_serve(customers: Collection[str]) -> frozenset[str]:
	if not customers:
		return frozenset()
	served = {"customer": ["in", sorted(customers)]}
	return frozenset(frappe.get_all(TICKET, filters=served, pluck="company", distinct=True))


def bounds(by: Reader, kind: str | None, audience: str | None, wanted: list[frozenset[str]]) -> Among:
	"""Where the index is asked for this reader. Of each set of traits that are `wanted` a document has to have one."""
	allowed = set(by.audiences & {audience} if audience else by.audiences)
	if not audience:
		allowed |= {offered_to(each) for each in by.offers}
	if by.companies is not None:
		wanted = [*wanted, frozenset(trait("company", name) for name in ("", *by.companies))]
	return Among(frozenset({kind}) if kind else None, frozenset(allowed), traits=tuple(wanted))


def cases(by: Reader, names: list[str]) -> set[str]:
	"""Those of the cases that are published and that the reader may read."""
	return readers.readable(names, by.customers)


def offerings(by: Reader, names: list[str]) -> set[str]:
	"""Those of the offerings that the reader may see."""
	if not names or not by.offers:
		return set()
	filters = {"name": ["in", names], "disabled": 0}
	get = frappe.get_list
	if INTERNAL not in by.offers:
		filters["portal"] = 1
		get = frappe.get_all
	return set(get(OFFERING, filters=filters, pluck="name", limit_page_length=len(names)))
