"""get_list and get_all: filters, fields, joins, permissions and order as one SELECT."""

import functools
import re

from pypika import Table
from pypika.terms import LiteralValue

import frappe
from frappe.database.filters import check_operator, list_condition, to_tuples
from frappe.model import CORE, default_fields, optional_fields, standard_column_types
from frappe.model.select import parse_field
from frappe.query_builder import qb
from frappe.state import _dict
from frappe.utils.text import cint

from devsite.unsupported import Unsupported, guard, refuse

__getattr__ = guard(__name__)

DEFAULT_ORDER = "KEEP_DEFAULT_ORDERING"
ORDER = re.compile(
	r"^(?:(?:count|sum|avg|min|max)\s*\(\s*(?:[\w`. ]+|\*)\s*\)|`tab[^`]+`\.`?\w+`?|`?[\w.]+`?)"
	r"(?:\s+(?:asc|desc))?$",
	re.IGNORECASE,
)


def get_all(doctype, *args, **kwargs):
	"""Matching documents without regard to permissions, all of them unless limited."""
	kwargs["ignore_permissions"] = True
	kwargs.setdefault("limit_page_length", 0)
	return DatabaseQuery(doctype).execute(*args, **kwargs)


def get_list(doctype, *args, **kwargs):
	"""Matching documents that the user may read."""
	return DatabaseQuery(doctype).execute(*args, **kwargs)


class DatabaseQuery:
	"""One query on one doctype; `execute` takes Frappe's arguments."""

	def __init__(self, doctype, user=None):
		self.doctype = doctype
		self.user = user or frappe.session.user
		self.joins = {}

	def execute(
		self,
		fields=None,
		filters=None,
		or_filters=None,
		group_by=None,
		order_by=DEFAULT_ORDER,
		limit_start=False,
		limit_page_length=None,
		as_list=False,
		distinct=False,
		limit=None,
		ignore_permissions=False,
		pluck=None,
		parent_doctype=None,
		reference_doctype=None,
		**unknown,
	):
		"""Rows as dicts, tuples (`as_list`) or single values (`pluck`)."""
		refuse("frappe.get_list", unknown)
		self.meta = frappe.get_meta(self.doctype)
		self.ignore_permissions, self.parent_doctype = ignore_permissions, parent_doctype
		self.reference_doctype = reference_doctype
		if isinstance(fields, dict) or (isinstance(fields, list) and fields and isinstance(fields[0], list)):
			fields, filters = filters, fields
		if not ignore_permissions:
			self._check_read(self.doctype, parent_doctype or self.doctype)
		columns = self._columns(fields, pluck)
		conditions, values = self._conditions(filters, or_filters)
		query = self._select(
			columns, conditions, group_by, self._order(order_by, columns, group_by, distinct), distinct,
			cint(limit or limit_page_length), cint(limit_start),
		)  # fmt: skip
		cursor = frappe.db.execute(query, values)
		rows = cursor.fetchall()
		converters = [column.converter for column in columns]
		if any(converters):
			rows = [
				tuple(c(v) if c and v is not None else v for c, v in zip(converters, row, strict=True))
				for row in rows
			]
		if as_list and not pluck:
			return tuple(rows)
		names = [column[0] for column in cursor.description]
		if pluck:
			index = names.index(pluck) if pluck in names else 0
			return [row[index] for row in rows]
		return [_dict(zip(names, row, strict=True)) for row in rows]

	# fields

	def _columns(self, fields, pluck):
		if not fields:
			fields = [pluck or "name"]
		elif fields == "*":
			fields = ["*"]
		columns = []
		for text in fields:
			if text in ("*", f"`tab{self.doctype}`.*"):
				columns += self._all_columns()
				continue
			column = parse_field(self.doctype, text)
			if column.doctype != self.doctype:
				self._join(column.doctype)
			if self.ignore_permissions or column.fieldname == "*" or self._permitted(column):
				columns.append(column)
		return columns

	def _all_columns(self):
		names = frappe.db.get_table_columns(self.doctype)
		columns = [parse_field(self.doctype, name) for name in names]
		if self.ignore_permissions:
			return columns
		return [c for c in columns if c.fieldname not in optional_fields and self._permitted(c)]

	def _permitted(self, column):
		if column.fieldname in optional_fields:
			return True
		parent = self.parent_doctype if column.doctype == self.doctype else self.doctype
		return column.fieldname in self._permitted_fields(column.doctype, parent)

	def _permitted_fields(self, doctype, parenttype):
		key = ("permitted", doctype, parenttype, self.user)
		cache = frappe.local.request_cache
		if key not in cache:
			meta = frappe.get_meta(doctype)
			if doctype in CORE:
				cache[key] = set(meta.get_valid_columns())
			else:
				found = meta.get_permitted_fieldnames(parenttype, user=self.user)
				cache[key] = {*default_fields, *found, *standard_column_types}
		return cache[key]

	# joins

	def _join(self, doctype):
		if not self.ignore_permissions:
			self._check_read(doctype, self.doctype)
		child = f"`tab{doctype}`"
		self.joins[child] = (
			f"LEFT JOIN {child} ON ({child}.`parenttype` = {frappe.db.escape(self.doctype, False)}"
			f" AND {child}.`parent` = `tab{self.doctype}`.`name`)"
		)

	# conditions

	def _conditions(self, filters, or_filters):
		parts, values = self._filters(filters)
		alternatives, more = self._filters(or_filters)
		if alternatives:
			parts.append("(" + " OR ".join(alternatives) + ")")
			values += more
		if not self.ignore_permissions:
			from frappe.permissions import match_conditions

			text = match_conditions(self.doctype, self.user, self.reference_doctype)
			if text:
				parts.append(f"({text})")
		return " AND ".join(parts), values

	def _filters(self, filters):
		parts, values = [], []
		for doctype, fieldname, operator, value in to_tuples(self.doctype, filters):
			if doctype != self.doctype:
				self._join(doctype)
			text, given = list_condition(doctype, fieldname.strip("`"), check_operator(operator), value)
			parts.append(text)
			values += given
		return parts, values

	def _check_read(self, doctype, parent_doctype):
		if frappe.only_has_select_perm(doctype, user=self.user):
			raise Unsupported(f"a list by the right to select alone ({doctype})")
		frappe.has_permission(doctype, "read", user=self.user, throw=True, parent_doctype=parent_doctype)

	# order and text

	def _order(self, order_by, columns, group_by, distinct):
		if distinct:
			return ""
		if order_by and order_by != DEFAULT_ORDER:
			_check_order(order_by)
			return self._qualified(order_by)
		alone = len(columns) == 1 and columns[0].sql.lower().startswith(
			("count(", "min(", "max(", "sum(", "avg(")
		)
		if not order_by or (alone and not group_by):
			return ""
		sort_field = self.meta.sort_field or "modified"
		direction = (self.meta.sort_order if self.meta.sort_field else None) or "desc"
		return f"`tab{self.doctype}`.`{sort_field}` {direction}"

	def _qualified(self, text):
		"""Names of this doctype's columns with their table, so that a join leaves them unambiguous."""
		if not self.joins:
			return text
		parts = []
		for part in text.split(","):
			name, _, direction = part.strip().partition(" ")
			if name in self.meta.statements.types:
				name = f"`tab{self.doctype}`.`{name}`"
			parts.append(f"{name} {direction}".strip())
		return ", ".join(parts)

	def _select(self, columns, conditions, group_by, order_by, distinct, limit, offset):
		text = _select_text(self.doctype, tuple(column.sql for column in columns), bool(distinct))
		if self.joins:
			text = " ".join([text, *self.joins.values()])
		if conditions:
			text += f" WHERE {conditions}"
		if group_by:
			_check_order(group_by)
			text += f" GROUP BY {self._qualified(group_by)}"
		if order_by:
			text += f" ORDER BY {order_by}"
		if limit:
			text += f" LIMIT {limit} OFFSET {offset}"
		return text


@functools.lru_cache(maxsize=2048)
def _select_text(doctype, columns, distinct):
	query = qb.from_(Table(f"tab{doctype}")).select(*(LiteralValue(sql) for sql in columns))
	return (query.distinct() if distinct else query).get_sql(with_namespace=False)


def _check_order(text):
	for part in text.split(","):
		if not ORDER.match(part.strip()):
			raise Unsupported(f"order_by / group_by {part.strip()!r}")
