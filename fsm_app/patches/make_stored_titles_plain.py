"""Titles, names and plain texts from before the rule of common/plain_texts.py get it applied (C2, D3)."""

from functools import partial

import frappe

from fsm_app.common.own_doctypes import OWN_DOCTYPES
from fsm_app.common.plain_texts import rules_of
from fsm_app.engine.plain_title import plain_title

BATCH = 1000


def execute() -> None:
	"""Go through all stored records in batches, each committed; run again it finds nothing to do."""
	for doctype in OWN_DOCTYPES:
		meta = frappe.get_meta(doctype)
		if not meta.issingle:
			_make_plain(doctype)
		for table in meta.get_table_fields():
			_make_plain(table.options, {"parenttype": doctype})
	of_ours = ["in", OWN_DOCTYPES]
	names = {"subject": plain_title, "sender_full_name": plain_title}
	_make_plain("Communication", {"reference_doctype": of_ours}, names)
	_make_plain("File", {"attached_to_doctype": of_ours}, {"file_name": plain_title})


def _make_plain(doctype: str, filters: dict | None = None, rules: dict | None = None) -> None:
	rules = rules or _rules_for_stored(doctype)
	last = ""
	while rules:
		rows = frappe.get_all(
			doctype,
			filters={**(filters or {}), "name": [">", last]},
			fields=["name", *rules],
			order_by="name",
			limit_page_length=BATCH,
		)
		if not rows:
			return
		for row in rows:
			changed = {
				field: plain
				for field, rule in rules.items()
				if row[field] and (plain := rule(row[field])) != row[field]
			}
			if changed:
				frappe.db.set_value(doctype, row.name, changed, update_modified=False)
		frappe.db.commit()  # of a large site; what is done stays done
		last = rows[-1].name


def _rules_for_stored(doctype: str) -> dict:
	"""Without keys and what records are named after: changed, they would be others."""
	autoname = frappe.get_meta(doctype).autoname or ""
	return {
		field: rule
		for field, rule in rules_of(doctype).items()
		if not isinstance(rule, partial) and autoname != f"field:{field}"
	}
