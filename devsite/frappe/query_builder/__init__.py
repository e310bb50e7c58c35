"""`frappe.qb`: pypika speaking SQLite, with Frappe's table names and `.run()`."""

import datetime

from pypika import Case, Field, Order, Query, Table
from pypika.dialects import QueryBuilder
from pypika.enums import Dialects
from pypika.functions import Max, Min
from pypika.terms import Function, ValueWrapper

import frappe
from frappe.database.columns import decoder, plain

from devsite.unsupported import guard, refuse

__all__ = ["Case", "DocType", "Field", "Order", "Table", "qb"]

__getattr__ = guard(__name__)


def DocType(name, *args, **kwargs):
	"""The table of a doctype (names that begin with '__' are tables as they are)."""
	return Table(name if name.startswith("__") else f"tab{name}", *args, **kwargs)


_format_value = ValueWrapper.get_formatted_value.__func__


def _formatted(cls, value, **kwargs):
	if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
		value = plain(value)
	return _format_value(cls, value, **kwargs)


# literals in the text must have the form in which columns keep dates
ValueWrapper.get_formatted_value = classmethod(_formatted)


class Builder(QueryBuilder):
	"""Writes SQL for SQLite with MariaDB's backticks, which SQLite never mistakes for text."""

	QUOTE_CHAR = "`"
	ALIAS_QUOTE_CHAR = "`"

	def __init__(self, **kwargs):
		super().__init__(dialect=Dialects.SQLLITE, **kwargs)

	def for_update(self, nowait=False, skip_locked=False, of=()):
		# one connection writes at a time: nothing to lock
		return self

	def run(self, as_dict=False, as_list=False, pluck=False, debug=False, update=None, run=True, **unknown):
		"""Runs the query: rows as tuples, lists, dicts, or the first column alone."""
		refuse("qb.run", unknown)
		if not run:
			return self.get_sql()
		converters = self._converters()
		cursor = frappe.db.execute(self.get_sql())
		if self._insert_table or self._update_table or self._delete_from:
			frappe.db.touched(self._insert_table or self._update_table or self._from[0])
			return ()
		rows = cursor.fetchall()
		if converters:
			rows = [
				tuple(c(v) if c and v is not None else v for c, v in zip(converters, row, strict=True))
				for row in rows
			]
		if pluck:
			return [row[0] for row in rows]
		if as_dict:
			names = [column[0] for column in cursor.description]
			return [frappe._dict(zip(names, row, strict=True)).update(update or {}) for row in rows]
		return [list(row) for row in rows] if as_list else tuple(rows)

	def _converters(self):
		"""A converter for each column whose dates sqlite3 cannot recognise: functions such as Max."""
		found = [_converter(term) for term in self._selects]
		return found if any(found) else None


def _converter(term):
	if isinstance(term, Function) and not isinstance(term, Max | Min) and term.name not in ("COALESCE",):
		return float if term.name in ("SUM", "AVG") else None
	if isinstance(term, Function) and term.args:
		inner = term.args[0]
		if isinstance(inner, Field) and isinstance(inner.table, Table):
			doctype = inner.table._table_name.removeprefix("tab")
			if doctype in frappe.db.doctypes:
				return decoder(frappe.get_meta(doctype).column_type(inner.name))
	return None


class qb(Query):
	"""Entry points of frappe.qb; a doctype's name stands for its table."""

	DocType = staticmethod(DocType)
	Table = Table
	Field = Field

	@classmethod
	def _builder(cls, **kwargs):
		return Builder(**kwargs)

	@classmethod
	def from_(cls, table, *args, **kwargs):
		return super().from_(cls._table(table), *args, **kwargs)

	@classmethod
	def update(cls, table, *args, **kwargs):
		return super().update(cls._table(table), *args, **kwargs)

	@staticmethod
	def _table(table):
		return DocType(table) if isinstance(table, str) else table
