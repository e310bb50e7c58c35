"""`frappe.db`: one SQLite connection with Frappe's transaction rules and shortcuts."""

import re
import sqlite3

import frappe
from frappe.database.callbacks import CallbackManager
from frappe.database.columns import plain
from frappe.database.values import Values
from frappe.state import _dict

from devsite.unsupported import Unsupported, guard, refuse

__getattr__ = guard(__name__)

ROWS_INSERTED = re.compile(
	r"insert into `tab(?P<doctype>[^`]+)` \((?P<fields>[^()]*)\) values \(%s", re.IGNORECASE
)
FORMAT_MARK = re.compile(r"%\((\w+)\)s|%s")
# what a Meta is read from
DEFINITIONS = ("DocType", "DocField", "DocPerm", "Custom Field")
UNIQUE = re.compile(r"UNIQUE constraint failed: tab(?P<doctype>[^.]+)\.(?P<columns>.*)")


class Database(Values):
	"""The connection. A failed statement undoes itself alone; everything else is commit or rollback."""

	db_type = "sqlite"
	OperationalError = sqlite3.OperationalError
	IntegrityError = sqlite3.IntegrityError

	def __init__(self, path=":memory:"):
		self._conn = sqlite3.connect(
			path,
			isolation_level=None,
			detect_types=sqlite3.PARSE_DECLTYPES,
			cached_statements=1024,
			check_same_thread=False,
		)
		self.execute = self._conn.execute
		for pragma in ("journal_mode=WAL", "synchronous=OFF", "temp_store=MEMORY", "cache_size=-65536"):
			self.execute(f"PRAGMA {pragma}")
		self.before_commit, self.after_commit = CallbackManager(), CallbackManager()
		self.before_rollback, self.after_rollback = CallbackManager(), CallbackManager()
		self.value_cache = {}
		self.document_cache = {}
		self.metas = {}
		self.forget_schema()
		self.begin()

	def __getattr__(self, name):
		if name.startswith("__"):
			raise AttributeError(name)
		raise Unsupported(f"frappe.db.{name}")

	# transactions

	def begin(self):
		if not self._conn.in_transaction:
			self.execute("BEGIN")

	def commit(self):
		"""Makes the changes lasting, then runs what waits for that (jobs among it)."""
		self.before_rollback.reset()
		self.after_rollback.reset()
		self.before_commit.run()
		self.execute("COMMIT")
		self.begin()
		self.definitions_changed = False
		self.after_commit.run()

	def rollback(self, *, save_point=None):
		"""Undoes everything since the last commit, or since the save point."""
		if save_point:
			self.execute(f"ROLLBACK TO SAVEPOINT `{save_point}`")
			self.forget()
			return
		self.before_commit.reset()
		self.after_commit.reset()
		self.before_rollback.run()
		if self._conn.in_transaction:
			self.execute("ROLLBACK")
		self.begin()
		self.forget()
		self.definitions_changed = False
		self.after_rollback.run()

	def savepoint(self, save_point):
		self.execute(f"SAVEPOINT `{save_point}`")

	def release_savepoint(self, save_point):
		self.execute(f"RELEASE SAVEPOINT `{save_point}`")

	def close(self):
		self._conn.close()

	# caches

	def forget(self):
		"""Drops every cache whose truth a rollback may have changed."""
		self.value_cache.clear()
		self.document_cache.clear()
		if self.definitions_changed:
			self.metas.clear()
			self.forget_schema()
		frappe.clear_derived_caches()

	def watch_definitions(self):
		"""Notes from now on whether a transaction writes what doctypes are read from: only then its rollback undoes a Meta."""
		self._conn.create_function("definitions_change", 0, self._definitions_change)
		for doctype in DEFINITIONS:
			for event in ("INSERT", "UPDATE", "DELETE"):
				self.execute(
					f"CREATE TEMP TRIGGER `{event} {doctype}` AFTER {event} ON main.`tab{doctype}`"
					" BEGIN SELECT definitions_change(); END"
				)
		self.commit()  # a trigger, too, goes with the transaction that made it

	def _definitions_change(self):
		self.definitions_changed = True

	def forget_schema(self):
		self.definitions_changed = True
		self._tables = self._doctypes = None
		self.parsed_fields = {}

	def touched(self, table):
		"""Called after a write that no document made: what is cached of that doctype, or of those it is a table of, is stale."""
		doctype = table._table_name.removeprefix("tab")
		if doctype == "Series":
			return  # the counters, of which nothing is cached
		if frappe.get_meta(doctype).istable:
			self.value_cache.clear()
			self.document_cache.clear()
		else:
			frappe.clear_document_cache(doctype)
		if table._table_name in ("tabHas Role", "tabUser Permission", "tabDocPerm"):
			raise Unsupported(f"qb on {table._table_name}")

	@property
	def tables(self):
		"""Names of doctypes that have a table."""
		if self._tables is None:
			found = self.execute("SELECT name FROM sqlite_master WHERE type='table' AND name LIKE 'tab%'")
			self._tables = {row[0][3:] for row in found}
		return self._tables

	@property
	def doctypes(self):
		"""Names of all doctypes."""
		if self._doctypes is None:
			self._doctypes = {row[0] for row in self.execute("SELECT `name` FROM `tabDocType`")}
		return self._doctypes

	# queries

	def row(self, query, values=()):
		found = self.rows(query, values)
		return found[0] if found else None

	def rows(self, query, values=()):
		"""Rows of a query in SQLite's own words, as dicts."""
		cursor = self.execute(query, values)
		names = [column[0] for column in cursor.description]
		return [_dict(zip(names, row, strict=True)) for row in cursor]

	def sql(self, query, values=(), as_dict=False, **unknown):
		"""Runs a plain SELECT on `tabX` tables with %s or %(name)s marks, or an INSERT of rows; anything else is Unsupported."""
		refuse("frappe.db.sql", unknown)
		query = str(query).strip()
		if inserted := ROWS_INSERTED.match(query):
			fields = re.findall(r"`(\w+)`", inserted["fields"])
			rows = [values[first : first + len(fields)] for first in range(0, len(values), len(fields))]
			self.bulk_insert(inserted["doctype"], fields, rows)
			return ()
		if not re.match(r"(select|with)\b", query, re.IGNORECASE):
			raise Unsupported(f"frappe.db.sql: {query.split(None, 1)[0] if query else 'empty query'}")
		if not isinstance(values, tuple | list | dict):
			values = (values,)
		if values:
			query, values = _sqlite_marks(query, values)
		cursor = self.execute(query, values)
		if as_dict:
			names = [column[0] for column in cursor.description]
			return [_dict(zip(names, row, strict=True)) for row in cursor]
		return tuple(cursor)

	def escape(self, s, percent=True):
		"""The value as a quoted literal for SQL text; SQLite has none for a null character, which is put in between."""
		text = str(s).replace("'", "''")
		literal = f"'{text.replace('%', '%%') if percent else text}'"
		return "(" + literal.replace("\0", "'||char(0)||'") + ")" if "\0" in literal else literal

	# errors

	def is_duplicate_entry(self, e):
		return isinstance(e, sqlite3.IntegrityError) and "UNIQUE" in str(e)

	def is_primary_key_violation(self, e):
		found = UNIQUE.search(str(e))
		return bool(found) and found["columns"] == "name"

	def is_unique_key_violation(self, e):
		return self.is_duplicate_entry(e) and not self.is_primary_key_violation(e)

	# schema

	def columns_of(self, table):
		return [row[1].lower() for row in self.execute(f"PRAGMA table_info(`{table}`)")]

	def get_table_columns(self, doctype):
		return [row[1] for row in self.execute(f"PRAGMA table_info(`tab{doctype}`)")]

	def has_column(self, doctype, column):
		return column.lower() in self.columns_of(f"tab{doctype}")

	def get_tables(self, cached=True):
		return [f"tab{name}" for name in self.tables]

	def table_exists(self, doctype):
		return doctype in self.tables


def _sqlite_marks(query, values):
	"""The query with `?` for %s and %(name)s, and its values in that order."""
	given, used = iter(() if isinstance(values, dict) else values), []

	def mark(found):
		used.append(plain(values[found[1]] if found[1] else next(given)))
		return "?"

	return FORMAT_MARK.sub(mark, query), used
