"""Who reads published cases by another way than Frappe's own: customers and guests in the portal, and staff there too (G1, D3).

Guests read what is public, customers what is meant for customers besides, staff what the Desk shows them. What a guest
reads, all read. Which customers somebody speaks for, the doors ask (intake/portal/customers.py) and hand on.
"""

from collections.abc import Collection, Iterable

import frappe
from frappe.desk.reportview import build_match_conditions

from fsm_app.engine.stages import TICKET
from fsm_app.knowledge.stages import CASE, CUSTOMERS, PUBLIC, PUBLISHED

GUEST = "Guest"
MOST = 500


def is_staff(user: str | None = None) -> bool:
	"""Whether the user reads cases in the Desk, by their roles."""
	user = user or frappe.session.user
	return user != GUEST and bool(frappe.has_permission(CASE, "read", user=user))


def audiences(customers: Collection[str] = ()) -> tuple[str, ...]:
	"""For whom a case must be meant so that somebody who is no staff reads it."""
	return (CUSTOMERS, PUBLIC) if customers else (PUBLIC,)


def condition(customers: Collection[str] = ()) -> str:
	"""SQL condition on Knowledge Case for what the session's user reads: published, and meant for them.

	Staff read what Frappe's lists show them. Others read what is for their audience; what is for one company alone those
	`customers` read whom that company serves.
	"""
	return f"(`tab{CASE}`.`stage` = '{PUBLISHED}' and {_meant(customers)})"


def _meant(customers: Collection[str]) -> str:
	case = f"`tab{CASE}`"
	if is_staff():
		seen = build_match_conditions(CASE)
		return f"({seen})" if seen else "1 = 1"
	meant = ", ".join(frappe.db.escape(audience) for audience in audiences(customers))
	served = ""
	if customers:
		names = ", ".join(frappe.db.escape(customer) for customer in sorted(customers))
		served = f" or {case}.`only_company` in (select `company` from `tab{TICKET}` where `customer` in ({names}))"
	return f"(coalesce({case}.`audience`, '') in ({meant}) and (coalesce({case}.`only_company`, '') = ''{served}))"


def readable(names: Iterable[str], customers: Collection[str] = ()) -> set[str]:
	"""Those of the cases that are published and that the session's user reads. One query."""
	names = sorted(set(names))[:MOST]
	if not names:
		return set()
	listed = ", ".join(frappe.db.escape(name) for name in names)
	# By the names: MariaDB would rather go through the index of stages, where nearly all are published.
	published = f"coalesce(`stage`, '') = '{PUBLISHED}'"
	query = (
		f"select `name` from `tab{CASE}` where `name` in ({listed}) and {published} and {_meant(customers)}"
	)
	return {name for (name,) in frappe.db.sql(query)}


def reads(name: str, customers: Collection[str] = ()) -> bool:
	"""Whether the case is published, and the session's user reads it."""
	return name in readable([name], customers)
