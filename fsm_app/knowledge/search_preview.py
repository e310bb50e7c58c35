"""A hit of a search to read beside the others (G2)."""

from collections.abc import Collection

import frappe

from fsm_app.engine.clean_markup import clean_markup
from fsm_app.knowledge import portal_cases, search_reading
from fsm_app.knowledge.search_journal import OFFERING
from fsm_app.knowledge.stages import CASE


def shown(doctype: str, name: str, customers: Collection[str] = ()) -> dict | None:
	"""A case or an offering as its readers see it; None where there is none for this user."""
	if doctype == CASE:
		return portal_cases.shown(name, customers)
	if doctype == OFFERING and name in search_reading.offerings(search_reading.reader(customers), [name]):
		return _offering(name)
	return None


def _offering(name: str) -> dict:
	fields = ["offering_name", "category", "delivery", "description"]
	row = frappe.db.get_value(OFFERING, name, fields, as_dict=True)
	return {
		"name": name,
		"title": row.offering_name or name,
		"kind": OFFERING,
		"category": row.category,
		"delivery": row.delivery,
		"description": clean_markup(row.description),
	}
