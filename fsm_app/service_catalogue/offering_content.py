"""The full content of offerings, as a release freezes it and as those who deliver a service read it (A2, A4)."""

from collections.abc import Collection

import frappe

from fsm_app.common.configuration import STANDARD_COLUMNS

OFFERING = "Service Offering"


def contents_of(offerings: Collection[str]) -> dict[str, dict]:
	"""Everything that the catalogue says about the offerings, by name.

	Each is a dict of the fields of Service Offering, its tables lists of dicts; `delivery_terms` (scheduling and days)
	and `runbook_steps` bring along what lies behind its delivery class and runbook. One query for each table.
	"""
	found = _documents(OFFERING, offerings)
	classes = _documents(
		"Delivery Class", {content["delivery_class"] for content in found.values()} - {None, ""}
	)
	runbooks = _documents("Service Runbook", {content["runbook"] for content in found.values()} - {None, ""})
	for content in found.values():
		terms = classes.get(content["delivery_class"], {})
		content["delivery_terms"] = {
			field: terms.get(field) for field in ("scheduling", "within_days", "sla_policy")
		}
		content["runbook_steps"] = runbooks.get(content["runbook"], {}).get("steps", [])
	return found


def enabled_offerings() -> list[str]:
	"""The names of the offerings that the catalogue offers at present."""
	return frappe.get_all(OFFERING, filters={"disabled": 0}, pluck="name", order_by="name")


def _documents(doctype: str, names: Collection[str]) -> dict[str, dict]:
	if not names:
		return {}
	names, meta = sorted(names), frappe.get_meta(doctype)
	rows = frappe.get_all(
		doctype, filters={"name": ["in", names]}, fields=["name", *_columns(doctype)], order_by="name"
	)
	found = {row.name: dict(row) for row in rows}
	for table in meta.get_table_fields():
		for content in found.values():
			content[table.fieldname] = []
		children = frappe.get_all(
			table.options,
			filters={"parent": ["in", names], "parenttype": doctype, "parentfield": table.fieldname},
			fields=["parent", *_columns(table.options)],
			order_by="parent, idx",
		)
		for row in children:
			found[row.pop("parent")][table.fieldname].append(dict(row))
	return found


def _columns(doctype: str) -> list[str]:
	return [
		column for column in frappe.get_meta(doctype).get_valid_columns() if column not in STANDARD_COLUMNS
	]
