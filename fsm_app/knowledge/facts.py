"""What the recommendation reads of tickets and cases (G2)."""

import re
from collections.abc import Iterable, Mapping
from itertools import zip_longest

import frappe
from frappe.utils import cstr

from fsm_app.engine.clean_markup import text_of
from fsm_app.engine.ticket_traits import READ_AT_MOST, Ticket

OF_TICKET = ("name", "subject", "description", "fault_symptom", "fault_code", "item_code", "offering")
ITEM_TREE_ROOT = "All Item Groups"
# A case for more kinds of devices or offerings than this is taken for these and for no kind in particular.
KINDS_AT_MOST = 5
# Pictures in the text may be longer than any description.
LONGEST_HTML = 200_000
# What is written in a ticket may tell whose it is; for the fault such numbers and addresses say nothing.
_ADDRESS = re.compile(r"\S{1,64}@\S{1,255}")
_LONG_NUMBER = re.compile(r"\d(?:[ -]?\d){6,}")


def tickets_of(rows: Iterable[Mapping]) -> list[Ticket]:
	"""Tickets (rows with the fields OF_TICKET) as the recommendation sees them; one query, however many there are."""
	rows = list(rows)
	groups = groups_of({row.get("item_code") for row in rows})
	return [
		Ticket(
			text=together(
				row.get("subject"),
				text_of(cstr(row.get("description"))[:LONGEST_HTML]),
				row.get("fault_symptom"),
			),
			kind=groups.get(row.get("item_code"), ""),
			code=cstr(row.get("fault_code")).strip(),
			offering=cstr(row.get("offering")),
			item=cstr(row.get("item_code")),
		)
		for row in rows
	]


def tickets_of_case(case: Mapping) -> list[Ticket]:
	"""A published case as if it had solved tickets that say what it says: one for each kind of device."""
	text = together(case["title"], case["symptom"], case["cause"], *case["meanings"])
	code = ", ".join(case["codes"])
	kinds, offerings, items = (list(dict.fromkeys(case[what])) for what in ("groups", "offerings", "items"))
	if max(len(kinds), len(offerings), len(items)) > KINDS_AT_MOST:
		kinds.insert(0, "")
	rows = list(zip_longest(kinds, offerings, items, fillvalue=""))[:KINDS_AT_MOST] or [("", "", "")]
	return [Ticket(text, kind, code, offering, item) for kind, offering, item in rows]


def groups_of(items: set[str | None]) -> dict[str, str]:
	"""The kind of device of each item: its group, unless that is the group of all."""
	return {
		row.name: row.item_group
		for row in frappe.get_all(
			"Item",
			filters={"name": ["in", sorted(filter(None, items)) or [""]]},
			fields=["name", "item_group"],
			limit_page_length=0,
		)
		if row.item_group and row.item_group != ITEM_TREE_ROOT
	}


def together(*texts: str | None) -> str:
	"""What these texts say together, as far as it is read."""
	return "\n".join(filter(None, texts))[:READ_AT_MOST]


def without_persons(ticket: Ticket) -> Ticket:
	"""The ticket without telephone numbers and addresses: nothing of them is learnt."""
	return ticket._replace(text=_LONG_NUMBER.sub(" ", _ADDRESS.sub(" ", ticket.text)))
