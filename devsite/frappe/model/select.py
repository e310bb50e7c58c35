"""One entry of `fields`: a column, `tabX`.column, link.column, or an aggregate, with an optional alias."""

import re
from collections import namedtuple

import frappe
from frappe.database.columns import decoder
from frappe.model import standard_column_types

from devsite.unsupported import Unsupported

Column = namedtuple("Column", "sql converter doctype fieldname")
PATTERN = re.compile(
	r"^(?:(?P<func>count|sum|avg|min|max)\s*\(\s*)?(?P<distinct>distinct\s+)?"
	r"(?:(?P<table>`tab[^`]+`|\w+)\.)?(?P<column>`[^`]+`|\w+|\*)"
	r"(?(func)\s*\))(?:\s+as\s+(?P<alias>`[^`]+`|'[^']+'|\w+))?$",
	re.IGNORECASE,
)


def parse_field(doctype, text):
	"""A Column of SQL text, result key, converter of the value, and where it comes from."""
	known = frappe.db.parsed_fields
	if (doctype, text) not in known:
		known[doctype, text] = _parse(doctype, text)
	return known[doctype, text]


def _parse(doctype, text):
	found = PATTERN.match(text.strip())
	if not found:
		raise Unsupported(f"field {text!r} of a query")
	func = (found["func"] or "").lower()
	column = found["column"].strip("`")
	table = found["table"] or f"`tab{doctype}`"
	if not table.startswith("`tab"):
		raise Unsupported(f"field prefix {table} of a query on {doctype}")
	source = table.strip("`")[3:]
	alias = (found["alias"] or "").strip("`'")
	if column == "*":
		sql = "*" if func else f"{table}.*"
	else:
		sql = f"{table}.`{column}`"
	if found["distinct"]:
		sql = f"DISTINCT {sql}"
	key = alias or column
	converter = None
	if func:
		sql = f"{func}({sql})"
		key = alias or text.strip()
		if func in ("sum", "avg"):
			converter = float
		elif func in ("min", "max"):
			converter = decoder(_kind(source, column))
	if func or alias:
		sql = f"{sql} AS `{key}`"
	return Column(sql, converter, source, column)


def _kind(doctype, column):
	if column in standard_column_types:
		return standard_column_types[column]
	return frappe.get_meta(doctype).column_type(column)
