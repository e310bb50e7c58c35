"""Values of a document and its child rows, and their way into the database."""

import datetime
import json
import weakref

import frappe
from frappe.model import (
	datetime_fields,
	float_like_fields,
	table_fields,
)
from frappe.model.docstatus import DocStatus
from frappe.state import _dict
from frappe.utils.text import cint, cstr, flt

from devsite.unsupported import Unsupported, guard

__getattr__ = guard(__name__)

RESERVED = frozenset(
	"""doctype meta flags parent_doc _table_fields _valid_columns _doc_before_save _table_fieldnames
	_reserved_keywords permitted_fieldnames dont_update_if_missing""".split()
)
PRIVATE = ("_user_tags", "__islocal", "__onload", "_liked_by", "__run_link_triggers", "__unsaved")


class BaseDocument:
	"""Attributes are field values; table fields hold lists of child documents."""

	def __init__(self, d):
		if d.get("doctype"):
			self.doctype = d["doctype"]
		self._table_fieldnames = {df.fieldname for df in self.meta.table_fields}
		self.update(d)
		self.dont_update_if_missing = []
		if hasattr(self, "__setup__"):
			self.__setup__()

	@property
	def meta(self):
		return frappe.db.metas.get(self.doctype) or frappe.get_meta(self.doctype)

	@property
	def docstatus(self):
		value = self.__dict__.get("docstatus")
		if not isinstance(value, DocStatus):
			value = self.__dict__["docstatus"] = DocStatus(value or 0)
		return value

	@docstatus.setter
	def docstatus(self, value):
		self.__dict__["docstatus"] = DocStatus(value or 0)

	# reading and writing values

	def get(self, key, filters=None, default=None):
		"""A value; with a dict of filters those rows of the table field that match."""
		if isinstance(filters, dict):
			return filter_rows(self.__dict__.get(key, []), filters)
		return self.__dict__.get(key, filters if filters else default)

	def set(self, key, value, as_value=False):
		"""Sets a value; rows of a table field replace the present ones."""
		if key in RESERVED:
			return
		if not as_value and key in self._table_fieldnames:
			self.__dict__[key] = []
			if value:
				self.extend(key, value)
			return
		if key == "docstatus":
			value = DocStatus(value or 0)
		self.__dict__[key] = value

	def update(self, d):
		"""Sets many values; the name first, since child rows refer to it."""
		if "name" in d:
			self.name = d["name"]
		for key, value in d.items():
			self.set(key, value)
		return self

	def update_if_missing(self, d):
		"""Sets the values of those keys that have none."""
		values = self.__dict__
		for key, value in d.items():
			if value is not None and values.get(key) is None and key not in self.dont_update_if_missing:
				self.set(key, value)

	# child rows

	def append(self, key, value=None):
		"""Adds a row (dict or document) to a table field and returns it as a document."""
		rows = self.__dict__.get(key)
		if rows is None:
			rows = self.__dict__[key] = []
		row = self._init_child({} if value is None else value, key)
		rows.append(row)
		row._parent_doc = weakref.ref(self)
		return row

	def extend(self, key, value):
		for row in value:
			self.append(key, row)

	def remove(self, doc):
		rows = self.get(doc.parentfield)
		rows.remove(doc)
		for number, row in enumerate(rows, 1):
			row.idx = number

	def _init_child(self, value, key):
		if not isinstance(value, BaseDocument):
			df = self.meta.get_field(key)
			if not df or df.fieldtype not in table_fields:
				raise AttributeError(key)
			value["doctype"] = df.options
			value = frappe.get_doc(value)
		value.parent, value.parenttype, value.parentfield = self.name, self.doctype, key
		if value.__dict__.get("docstatus") is None:
			value.__dict__["docstatus"] = DocStatus.DRAFT
		if not getattr(value, "idx", None):
			value.idx = len(self.__dict__.get(key) or ()) + 1
		if not getattr(value, "name", None):
			value.__dict__["__islocal"] = 1
		return value

	@property
	def parent_doc(self):
		reference = self.__dict__.get("_parent_doc")
		return reference() if isinstance(reference, weakref.ReferenceType) else reference

	@parent_doc.setter
	def parent_doc(self, value):
		self.__dict__["_parent_doc"] = value

	# as plain data

	def init_valid_columns(self):
		"""Every column has an attribute, every table field a list."""
		values = self.__dict__
		for key in self.meta.valid_columns:
			values.setdefault(key, None)
		if values["docstatus"] is None:
			values["docstatus"] = DocStatus.DRAFT
		if values["idx"] is None:
			values["idx"] = 0
		for key in self._table_fieldnames:
			if values.get(key) is None:
				values[key] = []

	def get_valid_dict(self, convert_dates_to_str=False, ignore_nulls=False):
		"""Column values, numbers as numbers, '' of dates and unique fields as None."""
		found, values = _dict(), self.__dict__
		for fieldname, kind, unique in self.meta.plan.columns:
			value = values.get(fieldname)
			if kind == "text":
				if unique and cstr(value).strip() == "":
					value = None
				elif isinstance(value, list):
					label = self.meta.get_label(fieldname)
					frappe.throw(frappe._("Value for {0} cannot be a list").format(frappe._(label)))
			elif kind == "Check":
				value = 1 if cint(value) else 0
			elif kind == "Int":
				if not isinstance(value, int):
					value = cint(value)
			elif kind in float_like_fields:
				if not isinstance(value, float):
					value = flt(value)
			elif kind in datetime_fields:
				if value == "":
					value = None
			elif kind == "JSON" and isinstance(value, dict):
				value = json.dumps(value, separators=(",", ":"))
			if convert_dates_to_str and isinstance(
				value, datetime.datetime | datetime.date | datetime.time | datetime.timedelta
			):
				value = str(value)
			if value is None and ignore_nulls:
				continue
			found[fieldname] = value
		return found

	def as_dict(self, no_nulls=False, convert_dates_to_str=False):
		"""The document with its child rows as dicts."""
		found = self.get_valid_dict(convert_dates_to_str=convert_dates_to_str, ignore_nulls=no_nulls)
		found["doctype"] = self.doctype
		for fieldname in self._table_fieldnames:
			found[fieldname] = [
				row.as_dict(no_nulls, convert_dates_to_str) for row in self.get(fieldname) or ()
			]
		for key in PRIVATE:
			if value := self.__dict__.get(key):
				found[key] = value
		return found

	def as_json(self):
		return frappe.as_json(self.as_dict())

	def _fix_numeric_types(self):
		for fieldname, kind, _unique in self.meta.plan.columns:
			value = self.__dict__.get(fieldname)
			if kind == "Check":
				self.__dict__[fieldname] = cint(value)
			elif value is not None and kind == "Int":
				self.__dict__[fieldname] = cint(value)
			elif value is not None and kind in float_like_fields:
				self.__dict__[fieldname] = flt(value)

	# database

	def db_insert(self, ignore_if_duplicate=False):
		"""Writes the row; DuplicateEntryError for its name, UniqueValidationError for a unique field."""
		if not self.name:
			from frappe.model.naming import set_new_name

			set_new_name(self)
		if not self.creation:
			self.creation = self.modified = frappe.utils.now()
			self.owner = self.modified_by = frappe.session.user
		statements = self.meta.statements
		values = self.get_valid_dict()
		try:
			frappe.db.execute(
				statements.insert, [encode(values[c]) for c, encode in statements.encoders.items()]
			)
		except frappe.db.IntegrityError as error:
			if frappe.db.is_primary_key_violation(error) or self._name_is_taken(error):
				if not ignore_if_duplicate:
					frappe.msgprint(
						frappe._("{0} {1} already exists").format(
							frappe._(self.doctype), frappe.bold(self.name)
						),
						title=frappe._("Duplicate Name"),
						indicator="red",
					)
					raise frappe.DuplicateEntryError(self.doctype, self.name, error) from error
			else:
				self._raise_integrity(error)
		self.set("__islocal", False)

	def db_update(self):
		"""Writes all columns of the existing row, or inserts a new one."""
		if self.get("__islocal") or not self.name:
			self.db_insert()
			return
		statements = self.meta.statements
		values = self.get_valid_dict()
		try:
			frappe.db.execute(
				statements.update, [*(encode(values[c]) for c, encode in statements.updated), cstr(self.name)]
			)
		except frappe.db.IntegrityError as error:
			self._raise_integrity(error)

	def _name_is_taken(self, error):
		"""Whether a clash is one of the name too: MariaDB names the primary key first, SQLite the other."""
		return frappe.db.is_unique_key_violation(error) and bool(frappe.db.exists(self.doctype, self.name))

	def _raise_integrity(self, error):
		from frappe.database import UNIQUE

		found = UNIQUE.search(str(error))
		if not found:
			raise error
		column = found["columns"].split(",")[0].rpartition(".")[2]
		df = self.meta.get_field(column)
		frappe.msgprint(frappe._("{0} must be unique").format(df.label if df and df.label else column))
		raise frappe.UniqueValidationError(self.doctype, self.name, error) from error

	def get_password(self, fieldname="password", raise_exception=True):
		from frappe.utils.password import get_decrypted_password

		value = self.get(fieldname)
		if value and set(value) != {"*"}:
			return value
		return get_decrypted_password(self.doctype, self.name, fieldname, raise_exception)


def filter_rows(rows, filters):
	"""Rows whose values equal the wanted ones."""
	for wanted in filters.values():
		if isinstance(wanted, bool | list | tuple) or str(wanted).startswith("^"):
			raise Unsupported(f"rows by {wanted!r}")
	return [row for row in rows if all(row.get(key) == wanted for key, wanted in filters.items())]
