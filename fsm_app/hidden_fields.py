"""What one may not read, one may not find out by guessing (D3).

Frappe leaves fields above a user's permission level out of its answers, but version 15 still lets him filter, sort and
group by them: asked often enough, a list tells a telephone number digit by digit. Requests that do so are refused. Of
several such columns side by side it leaves out every other one only, so they are taken out before it sees them.
"""

import json
import re

import frappe
from frappe import _
from frappe.utils import cint

GUARDED = ("Service Ticket", "Engineer Certification")
# Arguments of Frappe's lists, reports, exports and searches that name columns: conditions; what is sorted or grouped by
# and what else is no list of columns to show; and those lists.
CONDITIONS = ("filters", "or_filters", "current_filters", "export_filters")
COLUMNS = (
	"order_by",
	"group_by",
	"sort_by",
	"field",
	"stats",
	"searchfield",
	"field_map",
	"export_fields",
	"select_columns",
)
SHOWN = ("fields", "fieldname", "filter_fields")
# These take a whole definition of a figure, with its document type and conditions.
DEFINITIONS = ("doc", "chart")
FIGURES = ("number_card", "dashboard_chart")
RESOURCE = re.compile(r"^/api/(?:v1/|v2/)?(?:resource|document|doctype)/([^/]+)")
COLUMN = re.compile(r"(?:`?(?:tab)?([\w ]+?)`?\.)?`?(\w+)`?")


class HiddenField(frappe.PermissionError):
	"""A search by a field that the user may not read."""


def refuse_guessing() -> None:
	"""Auth hook, which runs when the request's user is known: refuse to search by fields that he may not read.

	Where they are only to be shown, they are left out.
	"""
	form = frappe.local.form_dict
	if not form or frappe.session.user == "Administrator":
		return
	path = frappe.local.request.path
	about = RESOURCE.match(path)
	doctype = str(form.get("doctype") or (about and about.group(1)) or "")
	for field in _asked_for(form, path, doctype):
		frappe.throw(
			_("{0}: you may not search by this field, as you may not read it.").format(field), HiddenField
		)

	for key in SHOWN:
		_leave_out(form, key, doctype)


def _leave_out(form, key: str, doctype: str) -> None:
	"""Take the hidden columns out of a list of columns, in the form in which it came."""
	columns = frappe.parse_json(form.get(key)) if _is_json(form.get(key)) else form.get(key)
	if not isinstance(columns, list):
		return
	shown = [column for column in columns if not _hidden_among(COLUMN.findall(str(column)), doctype)]
	if len(shown) < len(columns):
		shown = shown or ["name"]
		form[key] = json.dumps(shown) if isinstance(form[key], str) else shown


def _hidden_among(columns: list[tuple[str, str]], doctype: str) -> list[str]:
	"""Those of the columns (table, field) that the user may not read."""
	# Databases do not tell columns apart by case.
	return [field for table, field in columns if field.lower() in _hidden(_doctype_of(table, doctype))]


def _asked_for(form, path: str, doctype: str) -> list[str]:
	"""The hidden fields that the request names as columns."""
	columns = []
	for key in CONDITIONS:
		columns += _columns_of(frappe.parse_json(form.get(key)) if _is_json(form.get(key)) else form.get(key))
	for key in COLUMNS:
		columns += COLUMN.findall(_as_text(form.get(key)))
	asked = _hidden_among(columns, doctype)
	if any(part in path for part in FIGURES):
		text = " ".join(_as_text(form.get(key)) for key in DEFINITIONS)
		words = set(re.findall(r"\w+", text.lower()))
		asked += [field for name in GUARDED if name in text for field in _hidden(name) if field in words]
	return asked


def _columns_of(conditions) -> list[tuple[str, str]]:
	"""The columns (table, field) of conditions in any form that Frappe takes; values are no columns."""
	if isinstance(conditions, dict):
		return [column for key in conditions for column in COLUMN.findall(str(key))]
	if not isinstance(conditions, list):
		return []
	if conditions and isinstance(conditions[0], str):
		# field, operator, value; or document type, field, operator, value
		if len(conditions) > 3:
			return [(table or conditions[0], name) for table, name in COLUMN.findall(str(conditions[1]))]
		return COLUMN.findall(conditions[0])
	return [column for condition in conditions for column in _columns_of(condition)]


def _doctype_of(table: str, doctype: str) -> str:
	"""The document type of a column's prefix: a table, or a link whose target's field is meant."""
	if not table or table in GUARDED or table == doctype:
		return table or doctype
	if not doctype or not frappe.db.exists("DocType", doctype):
		return ""
	link = frappe.get_meta(doctype).get_field(table)
	return (link.options or "") if link and link.fieldtype == "Link" else ""


def _hidden(doctype: str) -> set[str]:
	"""The fields of a guarded document type that the user may not read."""
	if doctype not in GUARDED:
		return set()
	meta = frappe.get_meta(doctype)
	levels = meta.get_permlevel_access("read")
	return {df.fieldname for df in meta.fields if cint(df.permlevel) not in {0, *levels}}


def _is_json(value) -> bool:
	return isinstance(value, str) and value.strip()[:1] in ("{", "[")


def _as_text(value) -> str:
	return value if isinstance(value, str) else frappe.as_json(value) if value else ""
