"""frappe.db's shortcuts around single values: get_value, set_value, exists, count, delete, singles."""

import frappe
from frappe.database.columns import plain
from frappe.database.filters import plain_condition, to_tuples
from frappe.database.schema import create_index
from frappe.state import _dict
from frappe.utils.text import cast_fieldtype, sbool

from devsite.unsupported import Unsupported, refuse

DEFAULT_ORDER = "KEEP_DEFAULT_ORDERING"


class Values:
	"""Mixed into Database."""

	def get_value(
		self,
		doctype,
		filters=None,
		fieldname="name",
		ignore=None,
		as_dict=False,
		order_by=DEFAULT_ORDER,
		cache=False,
		for_update=False,
		**unknown,
	):
		"""One field (or a tuple / dict of fields) of the newest match, None where none matches."""
		refuse("frappe.db.get_value", unknown)
		rows = self.get_values(doctype, filters, fieldname, ignore, as_dict, order_by, cache=cache, limit=1)
		if not rows:
			return None
		return rows[0] if as_dict or len(rows[0]) > 1 else rows[0][0]

	def get_values(
		self,
		doctype,
		filters=None,
		fieldname="name",
		ignore=None,
		as_dict=False,
		order_by=DEFAULT_ORDER,
		cache=False,
		for_update=False,
		limit=None,
	):
		"""Fields of the documents with that name, those names, or matching those filters; newest first."""
		cached = None
		if cache and isinstance(filters, str):
			cached = self.value_cache.setdefault(doctype, {}).setdefault(filters, {})
			key = (fieldname if isinstance(fieldname, str) else tuple(fieldname), as_dict)
			if key in cached:
				return cached[key]
		if filters is None or (filters == doctype and doctype != "DocType"):
			return self._from_single(doctype, fieldname, as_dict)
		if doctype not in self.tables:
			if ignore:
				return None
			raise Unsupported(f"frappe.db.get_values({doctype!r}, {filters!r})")
		where, values = self._where(doctype, filters)
		order = _order_sql(doctype, "modified" if order_by == DEFAULT_ORDER else order_by)
		columns, converters = _columns(doctype, fieldname)
		query = f"SELECT {columns} FROM `tab{doctype}`{where}{order}"
		if limit:
			query += f" LIMIT {int(limit)}"
		cursor = self.execute(query, values)
		rows = cursor.fetchall()
		if converters:
			rows = [
				tuple(c(v) if c and v is not None else v for c, v in zip(converters, row, strict=True))
				for row in rows
			]
		if as_dict or fieldname == "*":
			names = [column[0] for column in cursor.description]
			found = [_dict(zip(names, row, strict=True)) for row in rows]
		else:
			found = rows
		if cached is not None:
			cached[key] = found
		return found

	def _where(self, doctype, filters):
		"""WHERE text with its parameters, for a name or for filters."""
		if filters is None or filters == {} or filters == []:
			return "", []
		if isinstance(filters, str | int):
			return " WHERE `name`=?", [str(filters)]
		parts, values = [], []
		for dt, fieldname, operator, value in to_tuples(doctype, filters):
			if dt != doctype:
				raise Unsupported(f"frappe.db filter on another doctype ({dt})")
			text, given = plain_condition(dt, fieldname, operator, value)
			parts.append(text)
			values += given
		return (" WHERE " + " AND ".join(parts), values) if parts else ("", [])

	def _from_single(self, doctype, fieldname, as_dict):
		stored = self.get_singles_dict(doctype)
		fields = [fieldname] if isinstance(fieldname, str) else list(fieldname)
		if stored and (as_dict or fields == ["*"] or len(fields) > 1):
			raise Unsupported(f"frappe.db.get_value of several fields of the Single {doctype}")
		return [[stored[fields[0]]]] if fields[0] in stored else []

	def get_singles_dict(self, doctype):
		"""Stored values of a Single, as text."""
		rows = self.execute("SELECT `field`, `value` FROM `tabSingles` WHERE `doctype`=?", (doctype,))
		return _dict(rows)

	def get_single_value(self, doctype, fieldname, cache=True):
		"""A Single's field as its type."""
		known = self.value_cache.setdefault(("Single", doctype), {})
		if not cache or fieldname not in known:
			df = frappe.get_meta(doctype).get_field(fieldname)
			if not df:
				frappe.throw(
					frappe._("Field {0} does not exist on {1}").format(
						frappe.bold(fieldname), frappe.bold(doctype)
					)
				)
			known[fieldname] = cast_fieldtype(df.fieldtype, self.get_singles_dict(doctype).get(fieldname))
		return known[fieldname]

	def set_single_value(self, doctype, fieldname, value=None, *, update_modified=True):
		"""Sets a field (or a dict of fields) of a Single, no events."""
		changes = self._changes(fieldname, value, None, None, update_modified)
		for field, new in changes.items():
			self.execute("DELETE FROM `tabSingles` WHERE `doctype`=? AND `field`=?", (doctype, field))
			self.execute(
				"INSERT INTO `tabSingles` (`doctype`, `field`, `value`) VALUES (?, ?, ?)",
				(doctype, field, plain(sbool(new))),
			)
		frappe.clear_document_cache(doctype, doctype)

	@staticmethod
	def _changes(fieldname, value, modified, modified_by, update_modified):
		changes = dict(fieldname) if isinstance(fieldname, dict) else {fieldname: value}
		if update_modified:
			changes["modified"] = modified or frappe.utils.now()
			changes["modified_by"] = modified_by or frappe.session.user
		return changes

	def set_value(
		self,
		dt,
		dn,
		field,
		val=None,
		modified=None,
		modified_by=None,
		update_modified=True,
		**unknown,
	):
		"""Writes fields of the named (or all matching) documents without events or checks."""
		refuse("frappe.db.set_value", unknown)
		if dn is None:
			return
		if dt == dn:
			raise Unsupported(f"frappe.db.set_value of a Single ({dt})")
		encoders = frappe.get_meta(dt).statements.encoders
		changes = self._changes(field, val, modified, modified_by, update_modified)
		where, values = self._where(dt, dn)
		sets = ", ".join(f"`{column}`=?" for column in changes)
		stored = [encoders.get(column, plain)(new) for column, new in changes.items()]
		try:
			self.execute(f"UPDATE `tab{dt}` SET {sets}{where}", [*stored, *values])
		finally:
			frappe.clear_document_cache(dt, dn if isinstance(dn, str) else None)

	def exists(self, dt, dn=None, cache=False):
		"""Name of a matching document, or None; a Single's own name always 'exists'."""
		if dt != "DocType" and dt == dn:
			return dn
		if isinstance(dt, dict):
			dt = dict(dt)
			dt, dn = dt.pop("doctype"), dt
		return self.get_value(dt, dn, ignore=True, cache=cache, order_by=None)

	def count(self, dt, filters=None, **unknown):
		refuse("frappe.db.count", unknown)
		where, values = self._where(dt, filters)
		return self.execute(f"SELECT count(*) FROM `tab{dt}`{where}", values).fetchone()[0]

	def delete(self, doctype, filters=None, **unknown):
		"""Deletes the matching rows, no events."""
		refuse("frappe.db.delete", unknown)
		where, values = self._where(doctype, filters)
		self.execute(f"DELETE FROM `tab{doctype}`{where}", values)
		frappe.clear_document_cache(doctype)

	def bulk_insert(self, doctype, fields, values, ignore_duplicates=False):
		"""Inserts rows of the given fields as they are: no events, no checks, only the columns' defaults."""
		encoders = frappe.get_meta(doctype).statements.encoders
		fields = list(fields)
		columns, marks = ", ".join(f"`{f}`" for f in fields), ", ".join("?" for _ in fields)
		verb = "INSERT OR IGNORE" if ignore_duplicates else "INSERT"
		coders = [encoders.get(field, plain) for field in fields]
		rows = ([code(value) for code, value in zip(coders, row, strict=True)] for row in values)
		self._conn.executemany(f"{verb} INTO `tab{doctype}` ({columns}) VALUES ({marks})", rows)

	def add_index(self, doctype, fields, index_name=None):
		"""Creates an index of the fields, unless one of that name exists."""
		create_index(f"tab{doctype}", fields, name=index_name)

	def get_all(self, *args, **kwargs):
		return frappe.get_all(*args, **kwargs)

	def get_list(self, *args, **kwargs):
		return frappe.get_list(*args, **kwargs)

	def get_descendants(self, doctype, name):
		"""Names of the nodes below a node of a tree."""
		lft, rgt = self.get_value(doctype, name, ["lft", "rgt"]) or (0, 0)
		query = f"SELECT `name` FROM `tab{doctype}` WHERE `lft`>? AND `rgt`<? ORDER BY `lft`"
		return [row[0] for row in self.execute(query, (lft, rgt))]

	def get_default(self, key, parent="__default"):
		return frappe.defaults.get_defaults_for(parent).get(frappe.scrub(key))

	def set_default(self, key, val, parent="__default", parenttype=None):
		frappe.defaults.set_default(key, val, parent)

	def get_global(self, key, user="__global"):
		return self.get_default(key, user)

	def set_global(self, key, val, user="__global"):
		self.set_default(key, val, user)


def _order_sql(doctype, order_by):
	"""ORDER BY text of 'field [asc|desc], ...'; without a direction it is descending."""
	parts = []
	for part in (order_by or "").split(","):
		words = part.split()
		if words:
			column = words[0].strip("`")
			if not column.replace("_", "").isalnum():
				raise Unsupported(f"order_by {part.strip()}")
			parts.append(f"`{column}` {'ASC' if len(words) > 1 and words[1].lower() == 'asc' else 'DESC'}")
	return " ORDER BY " + ", ".join(parts) if parts else ""


def _columns(doctype, fieldname):
	"""SELECT list for one or several fields, with converters for aggregated dates."""
	if fieldname == "*":
		return "*", None
	from frappe.model.select import parse_field

	fields = [fieldname] if isinstance(fieldname, str) else fieldname
	parsed = [parse_field(doctype, field) for field in fields]
	converters = [column.converter for column in parsed]
	return ", ".join(column.sql for column in parsed), converters if any(converters) else None
