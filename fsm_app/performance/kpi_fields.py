"""The fields that a KPI names: of its documents, of what these link to, and of their tables (J1).

A path is a field's name, or leads there by up to two steps, each a Link or a Table field: `ticket.offering`,
`parts_used.item_code.valuation_rate`.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

import frappe
from frappe import _
from frappe.utils import escape_html

NUMERIC = ("Int", "Float", "Currency", "Percent", "Check", "Duration", "Rating")
DATES = ("Date", "Datetime")
TABLES = ("Table", "Table MultiSelect")
STANDARD_DATES = ("creation", "modified")
MOST_STEPS = 2
REFERENCE = re.compile(r"\{([\w.]+)\}")


class KPIDefinitionError(frappe.ValidationError):
	"""A KPI Definition that cannot be asked."""


def refuse(message: str) -> None:
	frappe.throw(message, KPIDefinitionError)


class Source:
	"""The documents of a doctype, joined with what the asked fields lead to."""

	def __init__(self, doctype: str) -> None:
		self.doctype = doctype
		self.table = frappe.qb.DocType(doctype)
		self.has_rows = False  # of tables: then a document may come more than once
		self._joins: dict[tuple[str, ...], tuple] = {}

	def term(self, path: str):
		"""The column behind a path."""
		*steps, fieldname = path.split(".")
		table, doctype = self.table, self.doctype
		for place in range(len(steps)):
			table, doctype = self._join(tuple(steps[: place + 1]), table, doctype)
		return table[fieldname]

	def _join(self, steps: tuple[str, ...], table, doctype: str) -> tuple:
		if steps not in self._joins:
			field = frappe.get_meta(doctype).get_field(steps[-1])
			joined = frappe.qb.DocType(field.options).as_(f"joined{len(self._joins)}")
			if field.fieldtype in TABLES:
				self.has_rows = True
				on = (
					(joined.parent == table.name)
					& (joined.parenttype == doctype)
					& (joined.parentfield == steps[-1])
				)
			else:
				on = joined.name == table[steps[-1]]
			self._joins[steps] = (joined, field.options, on)
		joined, target, _on = self._joins[steps]
		return joined, target

	def query(self):
		"""A query over the documents with all joins that `term` has made."""
		query = frappe.qb.from_(self.table)
		for joined, _doctype, on in self._joins.values():
			query = query.left_join(joined).on(on)
		return query


@dataclass(frozen=True)
class Place:
	"""The field at the end of a path, in the doctype that has it; `field` is None for the dates that all documents have."""

	doctype: str
	fieldname: str
	field: object | None

	@property
	def fieldtype(self) -> str:
		return self.field.fieldtype if self.field else "Datetime"

	@property
	def named(self) -> str:
		"""As people know it, and as it is called over REST."""
		label = _(self.field.label or self.fieldname) if self.field else self.fieldname
		return frappe.bold(escape_html(f"{label} ({self.fieldname})"))


def fieldtype_of(doctype: str, path: str) -> str:
	"""The type of the field at the end of the path."""
	*steps, fieldname = path.split(".")
	for step in steps:
		doctype = frappe.get_meta(doctype).get_field(step).options
	field = frappe.get_meta(doctype).get_field(fieldname)
	return field.fieldtype if field else "Datetime" if fieldname in STANDARD_DATES else "Data"


def place_of(doctype: str, path: str, title: str, anew: bool = True) -> Place:
	"""The field behind `path`, refused under `title` where there is none, or where it is asked `anew` by who may not read it."""
	*steps, fieldname = path.split(".")
	parent = None  # of a table, by whose permission levels it is read
	if len(steps) > MOST_STEPS:
		refuse(
			_("{0}: {1} takes more than {2} steps from the document. Choose a field that is nearer.").format(
				title, frappe.bold(escape_html(path)), MOST_STEPS
			)
		)
	for step in steps:
		field = _own_field(doctype, step, title, anew, parent)
		if field.fieldtype != "Link" and field.fieldtype not in TABLES:
			refuse(
				_("{0}: {1} leads to no other document. Choose a field from the list.").format(
					title, Place(doctype, step, field).named
				)
			)
		parent, doctype = doctype if field.fieldtype in TABLES else None, field.options
		if anew and field.fieldtype not in TABLES:
			check_may_read(doctype, title)
	if fieldname in STANDARD_DATES:
		return Place(doctype, fieldname, None)
	return Place(doctype, fieldname, _own_field(doctype, fieldname, title, anew, parent))


def check_may_read(doctype: str, title: str) -> None:
	"""Refuse documents that the user may not read: a KPI tells figures of them."""
	if not frappe.has_permission(doctype, "read"):
		refuse(
			_(
				"{0}: you may not read {1}. Choose something else, or ask an administrator for the permission."
			).format(title, frappe.bold(_(doctype)))
		)


def _own_field(doctype: str, fieldname: str, title: str, anew: bool, parent: str | None):
	meta = frappe.get_meta(doctype)
	field = meta.get_field(fieldname)
	is_column = bool(field) and (fieldname in meta.get_valid_columns() or field.fieldtype in TABLES)
	if not is_column or (anew and not _may_read_field(meta, field, parent)):
		refuse(
			_("{0}: {1} has no field {2}. Choose one from the list.").format(
				title, _(doctype), frappe.bold(escape_html(fieldname))
			)
		)
	return field


def _may_read_field(meta, field, parent: str | None) -> bool:
	if not field.permlevel or frappe.session.user == "Administrator":
		return True
	levels = meta.get_permlevel_access("read", parent) if parent or not meta.istable else ()
	return field.permlevel in levels


def take_labels(kpi, asked: list[tuple]) -> None:
	"""People know fields by their labels: what is no field's name is taken for one, in English or the user's language.

	`asked`: documents or rows, with the name of their field that holds a path, and how that is called.
	"""
	meta = frappe.get_meta(kpi.source_doctype)
	names: dict[str, list[str]] = {}
	for field in meta.fields:
		if field.label and field.fieldname in meta.get_valid_columns():
			for label in {field.label, _(field.label), _(field.label, context=meta.name)}:
				names.setdefault(label.strip().casefold(), []).append(field.fieldname)
	for row, place, title in asked:
		given = (row.get(place) or "").strip()
		if not given or meta.get_field(given) or given in STANDARD_DATES:
			continue
		found = names.get(given.casefold(), [])
		if len(found) > 1:
			refuse(
				_("{0}: {1} has several fields called {2}. Choose one from the list.").format(
					title, _(meta.name), frappe.bold(escape_html(given))
				)
			)
		if found:
			row.set(place, found[0])


def offered_fields(doctype: str) -> list[dict]:
	"""The fields that a KPI of this doctype may name, with those one step away that the user may read.

	Dicts of `value` (the path), `label`, `fieldtype` and `options`.
	"""
	check_may_read(doctype, _("Document Type"))
	offered = []
	for field in _columns_of(doctype, None):
		label = _(field.label or field.fieldname, context=doctype)
		if field.fieldtype not in TABLES:
			offered.append(_offered(field.fieldname, label, field))
		if field.fieldtype in ("Link", *TABLES) and field.options != doctype:
			if field.fieldtype not in TABLES and not frappe.has_permission(field.options, "read"):
				continue
			offered += [
				_offered(
					f"{field.fieldname}.{inner.fieldname}",
					f"{label} › {_(inner.label or inner.fieldname, context=field.options)}",
					inner,
				)
				for inner in _columns_of(field.options, doctype)
			]
	return offered


def _columns_of(doctype: str, leads_from: str | None) -> list:
	"""The fields that the user may name: of the KPI's own documents, or of those to which a field of `leads_from` leads."""
	meta = frappe.get_meta(doctype)
	columns = set(meta.get_valid_columns())
	return [
		field
		for field in meta.fields
		if (field.fieldname in columns or (not leads_from and field.fieldtype in TABLES))
		and _may_read_field(meta, field, leads_from if meta.istable else None)
	]


def _offered(path: str, label: str, field) -> dict:
	return {"value": path, "label": label, "fieldtype": field.fieldtype, "options": field.options}


def reference_in(value: str | None) -> str | None:
	"""The path that a condition's value names, as in {engineer.region}; None for a value that is one itself."""
	found = REFERENCE.fullmatch((value or "").strip())
	return found[1] if found else None


def cast(fieldtype: str, value: str):
	"""A condition's value as the field keeps it; raises ValueError for a text in place of a number."""
	if fieldtype in ("Int", "Check"):
		return int(value)
	return float(value) if fieldtype in NUMERIC else value


def as_json(value):
	return str(value) if isinstance(value, date | datetime) else value
