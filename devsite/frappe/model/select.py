"""One entry of `fields`: a column, `tabX`.column, link.column, or an aggregate, with an optional alias."""

import re
from collections import namedtuple

import frappe
from frappe.database.columns import decoder
from frappe.model import standard_column_types

from devsite.unsupported import Unsupported

Column = namedtuple("Column", "sql key converter doctype fieldname join")
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
	source, join, table = doctype, None, f"`tab{doctype}`"
	if found["table"]:
		source, join, table = _other_table(doctype, found["table"].strip("`"))
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
	return Column(sql, key, converter, source, column, join)


def _kind(doctype, column):
	if column in standard_column_types:
		return standard_column_types[column]
	return frappe.get_meta(doctype).column_type(column)


def _other_table(doctype, name):
	"""Source doctype, join and SQL name of a table prefix: `tabChild`, a table field or a link field."""
	if name.startswith("tab"):
		source = name[3:]
		return source, None if source == doctype else ("child", source, None), f"`tab{source}`"
	df = frappe.get_meta(doctype).get_field(name)
	if not df or not df.options:
		raise Unsupported(f"field prefix {name} of a query on {doctype}")
	if df.fieldtype == "Link":
		return df.options, ("link", df.options, name), f"`tab{df.options}.{name}`"
	return df.options, ("child", df.options, None), f"`tab{df.options}`"
