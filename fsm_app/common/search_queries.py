"""What a link field or a search finds of this app's documents: those that the user sees in a list, and no others (D3).

Frappe's own search leaves out row rules and User Permissions when the caller asks it to (`ignore_user_permissions`), and
searches and shows whatever field the caller names. A hook, `standard_queries`, puts this function in its place.
"""

from datetime import date

import frappe
from frappe import _
from frappe.utils import cint, cstr

from fsm_app.common.arguments import LAST_PAGE, number, parsed

# Kinds of field in which words are looked for, as Frappe does.
TEXTS = frozenset(
	{"Autocomplete", "Data", "Link", "Long Text", "Read Only", "Select", "Small Text", "Text", "Text Editor"}
)
STANDARD = frozenset({"name", "owner", "creation", "modified", "modified_by", "docstatus", "idx"})
OPERATORS = frozenset(
	{"=", "!=", ">", "<", ">=", "<=", "like", "not like", "is", "in", "not in", "between", "timespan"}
)
# Of these alone the value is a list.
OF_SEVERAL = frozenset({"in", "not in", "between"})
MOST = 500


class UnreadableFilter(frappe.ValidationError):
	"""A search by a field that the user may not read, or that the document type does not have."""


@frappe.whitelist()
def rows_seen(
	doctype: str,
	txt: str,
	searchfield: str | None = None,
	start: int | str = 0,
	page_len: int | str = 20,
	filters: str | dict | list | None = None,
	as_dict: bool = False,
	reference_doctype: str | None = None,
	ignore_user_permissions: bool = False,
	link_fieldname: str | None = None,
) -> list:
	"""The documents of `doctype` that match, of those that the user sees, whatever the caller asked to be ignored."""
	if not frappe.has_permission(doctype, "select") and not frappe.has_permission(doctype, "read"):
		return []
	meta = frappe.get_meta(doctype)
	readable = _readable_fields(meta)
	conditions = readable_conditions(doctype, filters)
	conditions += [[doctype, "disabled", "!=", 1]] if meta.has_field("disabled") else []
	conditions += [[doctype, "enabled", "=", 1]] if meta.has_field("enabled") else []
	fields = [field for field in _described_by(meta) if field in readable]
	searched = [field for field in fields if field == "name" or meta.get_field(field).fieldtype in TEXTS]
	rows = frappe.get_list(
		doctype,
		filters=conditions,
		or_filters=[[doctype, field, "like", f"%{txt}%"] for field in searched] if txt else None,
		fields=[*fields, f"{meta.title_field} as label"] if _has_label(meta, readable) else fields,
		limit_start=number(start, 0, LAST_PAGE),
		limit_page_length=number(page_len, 1, MOST),
	)
	if reference_doctype and reference_doctype != doctype:
		rows = _of_use_in(reference_doctype, doctype, rows)
	rows.sort(key=lambda row: not cstr(row.name).casefold().startswith((txt or "").casefold()))
	return rows if as_dict else [_columns(row, fields) for row in rows]


def _of_use_in(reference_doctype: str, doctype: str, rows: list) -> list:
	"""Those of the rows that User Permissions for documents of `reference_doctype` leave, too.

	Besides those of the list, not in their place: the caller may name any document type.
	"""
	left = frappe.get_list(
		doctype,
		filters={"name": ["in", [row.name for row in rows]]},
		pluck="name",
		limit_page_length=MOST,
		reference_doctype=reference_doctype,
	)
	return [row for row in rows if row.name in set(left)]


def _described_by(meta) -> list[str]:
	"""The fields that tell a document apart in a list of hits: its name, its title and its search fields."""
	named = ["name", meta.title_field, *cstr(meta.search_fields).split(",")]
	return list(dict.fromkeys(field.strip() for field in named if field and field.strip()))


def _has_label(meta, readable: set[str]) -> bool:
	return bool(meta.show_title_field_in_link) and meta.title_field in readable


def _columns(row, fields: list[str]) -> tuple:
	"""A hit as Frappe's link field takes it: the name, the label where links show one, and the rest."""
	label = [row.label] if "label" in row else []
	return (row.name, *label, *(row[field] for field in fields[1:]))


def _readable_fields(meta) -> set[str]:
	levels = {0, *meta.get_permlevel_access("read")}
	return STANDARD | {df.fieldname for df in meta.fields if cint(df.permlevel) in levels}


def readable_conditions(doctype: str, filters) -> list[list]:
	"""The caller's filters in one form, refused (UnreadableFilter) where they ask about what the user may not read."""
	readable = _readable_fields(frappe.get_meta(doctype))
	given = parsed(filters, "filters")
	if isinstance(given, dict):
		given = [[field, *_operator_and_value(value)] for field, value in given.items()]
	if not isinstance(given, list | tuple | None):
		given = [given]
	return [_condition(doctype, condition, readable) for condition in given or []]


def _operator_and_value(value) -> tuple:
	return tuple(value) if isinstance(value, list | tuple) and len(value) == 2 else ("=", value)


def _condition(doctype: str, condition, readable: set[str]) -> list:
	parts = list(condition) if isinstance(condition, list | tuple) else []
	if len(parts) in (2, 3):
		parts = [doctype, *parts]
	if len(parts) == 3:
		parts[2:] = _operator_and_value(parts[2])
	known = len(parts) > 3 and parts[0] == doctype and isinstance(parts[1], str) and parts[1] in readable
	if not known or not _is_comparison(parts[2], parts[3]):
		field = cstr(parts[1] if len(parts) > 1 else condition)
		frappe.throw(
			_("{0}: you may not search by this field, as you may not read it. Choose another field.").format(
				field
			),
			UnreadableFilter,
		)
	return parts[:4]


def _is_comparison(operator, value) -> bool:
	"""Whether Frappe knows the operator, and the value is one, or a list where the operator takes one."""
	is_list = isinstance(value, list | tuple)
	is_plain = all(
		isinstance(each, str | int | float | None | date) for each in (value if is_list else [value])
	)
	known = isinstance(operator, str) and operator.lower() in OPERATORS
	return is_plain and known and (not is_list or operator.lower() in OF_SEVERAL)
