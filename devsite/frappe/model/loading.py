"""Reading a document from the database, and its state before the present save."""

import datetime
import weakref

import frappe
from frappe.model.docstatus import DocStatus
from frappe.state import _dict
from frappe.utils.dates import get_datetime, get_timedelta, getdate

from devsite.unsupported import Unsupported


class Loading:
	"""Mixed into Document."""

	def load_from_db(self):
		"""Reads the document and its rows; DoesNotExistError where there is none."""
		meta = self.meta
		if meta.issingle:
			stored = frappe.db.get_singles_dict(self.doctype)
			if not stored:
				raise Unsupported(f"a Single without values ({self.doctype})")
			self._fill(stored)
			self.init_valid_columns()
			self._fix_numeric_types()
		else:
			self._fill(self._stored_row(meta))
		for df in meta.table_fields:
			self.__dict__[df.fieldname] = self._stored_children(df)
		if hasattr(self, "__setup__"):
			self.__setup__()
		return self

	def _fill(self, values):
		self.__dict__.update(values)
		self.__dict__.setdefault("dont_update_if_missing", [])
		self._table_fieldnames = {df.fieldname for df in self.meta.table_fields}

	def _stored_row(self, meta):
		if isinstance(self.name, str | int):
			cursor = frappe.db.execute(meta.statements.select, (str(self.name),))
			row = cursor.fetchone()
			found = dict(zip([c[0] for c in cursor.description], row, strict=True)) if row else None
		else:
			found = self.name and frappe.db.get_value(self.doctype, self.name, "*", as_dict=True)
		if not found:
			frappe.throw(
				frappe._("{0} {1} not found").format(frappe._(self.doctype), self.name),
				frappe.DoesNotExistError(doctype=self.doctype),
			)
		found["docstatus"] = DocStatus(found["docstatus"])
		return found

	def _stored_children(self, df):
		meta = frappe.get_meta(df.options)
		cursor = frappe.db.execute(
			meta.statements.select_children, (str(self.name), self.doctype, df.fieldname)
		)
		found = cursor.fetchall()
		if not found:
			return []
		names = [column[0] for column in cursor.description]
		controller = frappe.controllers.get_controller(df.options)
		if hasattr(controller, "__setup__"):
			raise Unsupported(f"__setup__ of rows ({df.options})")
		rows = []
		for values in found:
			values = dict(zip(names, values, strict=True))
			row = controller.__new__(controller)
			row.__dict__.update(values)
			row.doctype, row.flags = df.options, _dict()
			row._table_fieldnames, row.dont_update_if_missing = frozenset(), []
			row._parent_doc = weakref.ref(self)
			rows.append(row)
		return rows

	def reload(self):
		return self.load_from_db()

	def get_latest(self):
		if not getattr(self, "_doc_before_save", None):
			self.load_doc_before_save()
		return self._doc_before_save

	def load_doc_before_save(self):
		self._doc_before_save = None if self.is_new() else frappe.get_doc(self.doctype, self.name)

	def get_doc_before_save(self):
		return getattr(self, "_doc_before_save", None)

	def has_value_changed(self, fieldname):
		"""Whether this save changes the field; True for a new document."""
		previous = self.get_doc_before_save()
		if not previous:
			return True
		old, new = previous.get(fieldname), self.get(fieldname)
		if isinstance(old, datetime.datetime):
			new = get_datetime(new)
		elif isinstance(old, datetime.date):
			new = getdate(new)
		elif isinstance(old, datetime.timedelta):
			new = get_timedelta(new)
		return old != new

	def is_new(self):
		return self.get("__islocal")
