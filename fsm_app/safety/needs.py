"""What the jobs of tickets need before they begin: protective equipment and permits (L1).

For many tickets at once, in a number of queries that does not grow with them; none for what nobody has set up.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import frappe

from fsm_app.safety.ppe_lists import ALL_JOBS, OF_CATEGORY

REMOTE = "Remote"


@dataclass
class Needs:
	"""Of one ticket: the items of equipment, and the permit types."""

	items: list[str] = field(default_factory=list)
	permits: list[str] = field(default_factory=list)


def needs_of(tickets: Iterable) -> dict[str, Needs]:
	"""By ticket what it needs; of each `name`, `offering` and `company` are asked."""
	tickets = list(tickets)
	offerings = _offerings({ticket.offering for ticket in tickets if ticket.offering})
	lists, items, permits = _lists(), {}, _permits(list(offerings))
	if lists:
		items = _items([row.name for row in lists])
	found = {}
	for ticket in tickets:
		offering = offerings.get(ticket.offering) or frappe._dict()
		needed = found[ticket.name] = Needs()
		for row in lists:
			if _holds(row, offering, ticket.company):
				needed.items += [item for item in items[row.name] if item not in needed.items]
		for row in permits.get(ticket.offering, ()):
			if row.only_company in (None, "", ticket.company):
				needed.permits.append(row.permit_type)
	return found


def _holds(row, offering, company: str | None) -> bool:
	if offering.delivery == REMOTE or row.only_company not in (None, "", company):
		return False
	if row.applies_to == ALL_JOBS or row.name == offering.ppe_list:
		return True
	return row.applies_to == OF_CATEGORY and bool(row.category) and row.category == offering.category


def _offerings(names: set[str]) -> dict:
	rows = names and frappe.get_all(
		"Service Offering",
		filters={"name": ["in", sorted(names)]},
		fields=["name", "delivery", "category", "ppe_list"],
		limit_page_length=0,
	)
	return {row.name: row for row in rows or []}


def _lists() -> list:
	return frappe.get_all(
		"PPE List",
		filters={"disabled": 0},
		fields=["name", "applies_to", "category", "only_company"],
		order_by="name",
		limit_page_length=0,
	)


def _items(lists: list[str]) -> dict[str, list[str]]:
	found = defaultdict(list)
	for row in frappe.get_all(
		"PPE List Item",
		filters={"parenttype": "PPE List", "parent": ["in", lists]},
		fields=["parent", "item"],
		order_by="parent, idx",
		limit_page_length=0,
	):
		found[row.parent].append(row.item)
	return found


def _permits(offerings: list[str]) -> dict[str, list]:
	"""The types that hold, by offering."""
	if not offerings:
		return {}
	row, kind = frappe.qb.DocType("Service Offering Permit"), frappe.qb.DocType("Work Permit Type")
	found = defaultdict(list)
	for each in (
		frappe.qb.from_(row)
		.inner_join(kind)
		.on(kind.name == row.permit_type)
		.select(row.parent, row.permit_type, kind.only_company)
		.where((row.parenttype == "Service Offering") & row.parent.isin(sorted(offerings)))
		.where(kind.disabled == 0)
		.orderby(row.parent, row.idx)
		.run(as_dict=True)
	):
		found[each.parent].append(each)
	return found
