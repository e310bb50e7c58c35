"""Filters to SQL conditions, in Frappe's two dialects.

get_list and get_all treat NULL as an empty value (`list` dialect); frappe.db.get_value, count, exists, delete
and set_value compare as plain SQL does (`plain` dialect). Conditions are built with pypika once per shape
and cached as text with `?` marks; values travel as parameters.
"""

import functools
import json

from pypika import Parameter, Table
from pypika.enums import Comparator
from pypika.functions import Coalesce
from pypika.terms import BasicCriterion, LiteralValue

import frappe
from frappe.database.columns import encode_date, encode_datetime, encode_time
from frappe.model import datetime_fields, float_like_fields, integer_fields
from frappe.utils.text import cstr, flt

from devsite.unsupported import Unsupported

MARK = Parameter("?")
OLDEST = {"Datetime": "0001-01-01 00:00:00.000000", "Date": "0001-01-01", "Time": "00:00:00.000000"}
COMPARISONS = ("=", "!=", ">", "<", ">=", "<=")
OPERATORS = (*COMPARISONS, "like", "not like", "in", "not in", "is", "between")
NOT_COVERED = (
	"timespan", "previous", "next", "regex", "ancestors of", "descendants of", "not ancestors of",
	"not descendants of", "descendants of (inclusive)",
)  # fmt: skip
SQL = {"quote_char": "`", "with_namespace": True}


class Like(Comparator):
	like, not_like = " LIKE ", " NOT LIKE "


class _Like(BasicCriterion):
	# SQLite knows no escape character by itself; MariaDB's is the backslash
	def get_sql(self, **kwargs):
		return f"{super().get_sql(**kwargs)} ESCAPE '\\'"


def to_tuples(doctype, filters):
	"""Any form of filters as a list of (doctype, fieldname, operator, value)."""
	if not filters:
		return []
	if isinstance(filters, str):
		filters = json.loads(filters)
	if isinstance(filters, dict):
		return [_from_pair(doctype, key, value) for key, value in filters.items()]
	found = []
	for entry in filters:
		if not isinstance(entry, list | tuple) or len(entry) not in (3, 4):
			raise Unsupported(f"filter {entry!r}")
		found.append((doctype, *entry) if len(entry) == 3 else tuple(entry))
	return found


def _from_pair(doctype, key, value):
	if isinstance(value, list | tuple):
		operator, value = value
		return (doctype, key, operator, value)
	return (doctype, key, "=", value)


def check_operator(operator):
	"""The operator in lower case, when it is one."""
	operator = operator.lower()
	if operator in NOT_COVERED:
		raise Unsupported(f"filter operator {operator}")
	if operator not in OPERATORS:
		frappe.throw(frappe._("Operator must be one of {0}").format(", ".join(OPERATORS)))
	return operator


def list_condition(doctype, fieldname, operator, value):
	"""SQL text and parameters of one filter of get_list / get_all."""
	kind = frappe.get_meta(doctype).column_type(fieldname) or "Data"
	if operator in ("in", "not in"):
		values = value.split(",") if isinstance(value, str) else list(value or ())
		values = [_list_item(kind, item) for item in values] or [_empty(kind)]
		return _in_sql(
			f"tab{doctype}", fieldname, operator, len(values), _empty(kind) in values, kind
		), values
	if operator == "is":
		_check_is(value)
		return _is_sql(f"tab{doctype}", fieldname, value == "set", _is_number(kind), True), ()
	if operator == "between":
		return _between(doctype, fieldname, kind, value)
	value = _list_value(kind, operator, value)
	nulls = not (fieldname in ("name", "modified", "creation") or _is_number(kind))
	if operator in (">", ">=") and kind in ("Date", "Datetime"):
		nulls = False
	fallback = OLDEST.get(kind, 0 if _is_number(kind) else "")
	truthy = value not in ("", 0, None) and not (kind in OLDEST and value == fallback)
	if not nulls or (operator in ("=", "like") and truthy):
		rule = "plain"
	elif value == fallback and operator == "=":
		rule = "or null"
	elif value == fallback and operator == "!=":
		rule = "plain"
	else:
		rule = "or null" if _null_matches(operator, value, fallback) else "plain"
	return _compare_sql(f"tab{doctype}", fieldname, operator, rule), (value,)


def _null_matches(operator, value, fallback):
	"""Whether an empty value, which stands for NULL, satisfies the comparison."""
	if operator in ("like", "not like"):
		import fnmatch

		pattern = str(value).replace("%", "*").replace("_", "?")
		return fnmatch.fnmatchcase(str(fallback), pattern) == (operator == "like")
	return {
		"=": fallback == value, "!=": fallback != value, ">": fallback > value, "<": fallback < value,
		">=": fallback >= value, "<=": fallback <= value,
	}[operator]  # fmt: skip


def plain_condition(doctype, fieldname, operator, value):
	"""SQL text and parameters of one filter of frappe.db.get_value, count, exists, delete, set_value."""
	meta = frappe.get_meta(doctype) if doctype in frappe.db.doctypes else None
	kind = (meta.column_type(fieldname) if meta else None) or "Data"
	table = f"tab{doctype}"
	operator = check_operator(operator)
	if isinstance(value, bool):
		value = int(value)
	if value is None:
		return _null_sql(table, fieldname), ()
	if operator in ("in", "not in"):
		values = value.split(",") if isinstance(value, str) else list(value)
		values = [_stored(kind, item) for item in values] or [""]
		return _in_sql(table, fieldname, operator, len(values), False, "plain"), values
	if operator == "is":
		_check_is(value)
		return _is_sql(table, fieldname, value == "set", _is_number(kind), False), ()
	if operator == "between":
		return _compare_sql(table, fieldname, "between", "plain"), [_stored(kind, item) for item in value]
	return _compare_sql(table, fieldname, operator, "plain"), (_stored(kind, value),)


def _is_number(kind):
	return kind in integer_fields or kind in float_like_fields


def _empty(kind):
	return 0 if _is_number(kind) else ""


def _list_item(kind, item):
	if _is_number(kind):
		return flt(item)
	if kind in datetime_fields and item:
		return _stored(kind, item)
	return cstr(item).strip()


def _list_value(kind, operator, value):
	if operator in ("like", "not like"):
		return cstr(value)
	if kind == "Date":
		return encode_date(value or frappe.utils.getdate())
	if kind == "Datetime":
		return encode_datetime(value) if value else OLDEST["Datetime"]
	if kind == "Time":
		return encode_time(value)
	if _is_number(kind) or kind == "Duration":
		return flt(value)
	return cstr(value)


def _stored(kind, value):
	if value is None:
		return None
	if kind in datetime_fields and value:
		return {"Date": encode_date, "Datetime": encode_datetime, "Time": encode_time}[kind](value)
	if _is_number(kind) or kind == "Duration":
		return value if isinstance(value, int | float) else flt(value)
	return cstr(value)


def _check_is(value):
	if value not in ("set", "not set"):
		raise ValueError("`is` operator only supports `set` and `not set` as value")


def _between(doctype, fieldname, kind, value):
	start, end = value
	if kind == "Date":
		limits = (encode_date(start), encode_date(end))
	elif kind == "Datetime" and len(str(start)) > 10 and len(str(end)) > 10:
		limits = (encode_datetime(start), encode_datetime(end))
	else:
		raise Unsupported(f"between {value} on a {kind} field")
	return _compare_sql(f"tab{doctype}", fieldname, "between", "plain"), limits


@functools.lru_cache(maxsize=4096)
def _in_sql(table, column, operator, count, has_empty, kind):
	field = Table(table)[column]
	if kind != "plain" and column not in ("name", "modified", "creation"):
		if (operator == "in" and has_empty) or (operator == "not in" and has_empty):
			field = Coalesce(field, LiteralValue("0" if _is_number(kind) else "''"))
	found = field.isin([MARK] * count) if operator == "in" else field.notin([MARK] * count)
	if kind != "plain" and operator == "not in" and not has_empty and column != "name":
		found = found | Table(table)[column].isnull()
	return f"({found.get_sql(**SQL)})"


@functools.lru_cache(maxsize=4096)
def _is_sql(table, column, is_set, is_number, nullable):
	field, empty = Table(table)[column], LiteralValue("0" if is_number else "''")
	found = field != empty if is_set else (field.isnull() | (field == empty))
	return f"({found.get_sql(**SQL)})"


@functools.lru_cache(maxsize=4096)
def _null_sql(table, column):
	return Table(table)[column].isnull().get_sql(**SQL)


@functools.lru_cache(maxsize=4096)
def _compare_sql(table, column, operator, rule):
	field = Table(table)[column]
	if operator == "between":
		found = field.between(MARK, MARK)
	elif operator in ("like", "not like"):
		found = _Like(Like.like if operator == "like" else Like.not_like, field, MARK)
	else:
		found = {
			"=": field == MARK, "!=": field != MARK, ">": field > MARK, "<": field < MARK,
			">=": field >= MARK, "<=": field <= MARK,
		}[operator]  # fmt: skip
	if rule == "or null":
		found = found | field.isnull()
	return f"({found.get_sql(**SQL)})"
