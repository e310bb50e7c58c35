"""What is remembered of a loaded demo, with its planner's user: the company, and the counters as they were before."""

import json
from collections.abc import Iterator

import frappe
from frappe import defaults

from fsm_app.demo_month.company import DOMAIN

PLANNER = f"planner{DOMAIN}"
KEY = "fsm_demo"


class DemoRefused(Exception):
	"""The demo cannot be loaded or cleared; the message says why, and the way out."""


def write(planner: str, company: str) -> None:
	"""Remember that the demo is in `company`, and how far the site's naming series had counted."""
	defaults.set_default(KEY, json.dumps({"company": company, "series": series()}), planner, "User")


def read() -> dict | None:
	"""{"company", "series"} of the loaded demo, or None."""
	found = defaults.get_defaults_for(PLANNER).get(KEY)
	return json.loads(found) if found else None


def series() -> dict[str, int]:
	"""How far each naming series has counted."""
	table = frappe.qb.DocType("Series")
	return dict(frappe.qb.from_(table).select(table.name, table.current).run())


def links_to(doctype: str) -> Iterator[tuple[str, str]]:
	"""(doctype, field) of all that links to `doctype` and has a table."""
	fields = frappe.get_all(
		"DocField",
		filters={"fieldtype": "Link", "options": doctype, "parenttype": "DocType"},
		fields=["parent", "fieldname"],
		as_list=True,
		limit_page_length=0,
	)
	custom = frappe.get_all(
		"Custom Field",
		filters={"fieldtype": "Link", "options": doctype},
		fields=["dt", "fieldname"],
		as_list=True,
		limit_page_length=0,
	)
	stored = set(stored_doctypes())
	return (
		(parent, field)
		for parent, field in sorted({*map(tuple, fields), *map(tuple, custom)})
		if parent in stored
	)


def stored_doctypes() -> list[str]:
	"""All doctypes with a table of their own, those of rows included."""
	names = frappe.get_all(
		"DocType",
		filters={"issingle": 0, "is_virtual": 0},
		pluck="name",
		order_by="name",
		limit_page_length=0,
	)
	return [name for name in names if frappe.db.table_exists(name)]
