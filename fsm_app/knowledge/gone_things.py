"""What published cases are about and is no longer offered: items and offerings (G1)."""

from datetime import date

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Count, Sum

from fsm_app.knowledge.stages import CASE, PUBLISHED

# Where a case names what it is about, and which documents these are.
NAMED_IN = (
	("Knowledge Case Equipment", "item_code", "Item"),
	("Knowledge Case Offering", "offering", "Service Offering"),
)


def gone_things(today: date, only: str | None = None) -> dict[str, set[str]]:
	"""By published case, or for the one named, its items or offerings that are gone, where none of the same kind is left.

	Gone is what is disabled, and an item at the end of its life. Two queries a kind.
	"""
	found: dict[str, set[str]] = {}
	for table, column, doctype in NAMED_IN:
		cases = _without_any_left(table, column, doctype, today, only)
		rows = frappe.get_all(
			table,
			filters={"parenttype": CASE, "parent": ["in", cases or [""]]},
			fields=["parent", column],
			limit_page_length=0,
		)
		for row in rows:
			found.setdefault(row.parent, set()).add(row[column])
	return found


def _without_any_left(table: str, column: str, doctype: str, today: date, only: str | None) -> list[str]:
	row, thing, case = frappe.qb.DocType(table), frappe.qb.DocType(doctype), frappe.qb.DocType(CASE)
	is_gone = thing.disabled == 1
	if doctype == "Item":
		is_gone = is_gone | (thing.end_of_life <= today)
	gone = Sum(Case().when(is_gone, 1).else_(0))
	query = (
		frappe.qb.from_(row)
		.join(case)
		.on(case.name == row.parent)
		.left_join(thing)
		.on(thing.name == row[column])
		.select(row.parent)
		.where((row.parenttype == CASE) & (case.stage == PUBLISHED))
		.groupby(row.parent)
		.having(gone == Count(row.name))
	)
	if only:
		query = query.where(case.name == only)
	return [name for (name,) in query.run()]
