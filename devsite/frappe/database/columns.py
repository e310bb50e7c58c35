"""How a field's value is kept in SQLite and comes back: dates as text, numbers as numbers.

Declared column types begin with a word that Python's sqlite3 maps back to a Python type; the rest of the
declaration decides SQLite's affinity. Text compares without regard to case, as MariaDB's collation does.
"""

import datetime
import sqlite3

from frappe.exceptions import ValidationError
from frappe.model import datetime_fields, float_like_fields, integer_fields, text_fields, varchar_fields

from devsite.unsupported import Unsupported

VARCHAR_LEN = 140
MAX_INT = {"Int": 2147483647, "Long Int": 9223372036854775807}


class DataError(sqlite3.DataError):
	"""A value that the column cannot hold (MariaDB's strict mode)."""


def declaration(fieldtype, default=None):
	"""SQL type of a field type's column, with NOT NULL and default where MariaDB has them."""
	if fieldtype in integer_fields:
		return f"INTEGER NOT NULL DEFAULT {_number(default, int)}"
	if fieldtype in float_like_fields:
		return f"REAL NOT NULL DEFAULT {_number(default, float)}"
	if fieldtype == "Duration":
		return "REAL"
	if fieldtype in datetime_fields:
		return {"Datetime": "FDATETIME TEXT", "Date": "FDATE TEXT", "Time": "FTIME TEXT"}[fieldtype]
	if fieldtype in varchar_fields or fieldtype in text_fields:
		quoted = str(default or "").replace("'", "''")
		literal = f" DEFAULT '{quoted}'" if default and not _is_shortcut(default) else ""
		return f"TEXT COLLATE NOCASE{literal}"
	raise Unsupported(f"field type {fieldtype}")


def _is_shortcut(default):
	return str(default) in ("_Login", "__user", "_Full Name", "Today", "__today", "now", "Now") or str(
		default
	).startswith(":")


def _number(default, kind):
	try:
		return kind(float(default))
	except (TypeError, ValueError):
		return 0


def _encode_text(value):
	if value is None or type(value) is str:
		return value
	if isinstance(value, bool):
		return str(int(value))
	if isinstance(value, str | int | float | datetime.date | datetime.timedelta | datetime.time):
		return str(value)
	raise DataError(f"cannot store {type(value).__name__} as text")


def _encode_varchar(limit):
	def encode(value):
		value = _encode_text(value)
		if value is not None and len(value) > limit:
			raise DataError(f"Data too long for column: {value[:40]}... ({len(value)} > {limit})")
		return value

	return encode


def _encode_int(value):
	if value is None or type(value) is int:
		return value
	try:
		return round(float(value))
	except (TypeError, ValueError):
		raise DataError(f"Incorrect integer value: {value!r}") from None


def _encode_float(value):
	if value is None:
		return None
	try:
		return round(float(value), 9)  # decimal(21,9)
	except (TypeError, ValueError):
		raise DataError(f"Incorrect decimal value: {value!r}") from None


def encode_datetime(value):
	if type(value) is datetime.datetime:
		return (
			value.isoformat(" ", "microseconds")
			if value.tzinfo is None
			else encode_datetime(value.replace(tzinfo=None))
		)
	if value is None:
		return None
	from frappe.utils.dates import get_datetime

	if isinstance(value, str) and len(value) == 26 and value[10] == " ":
		return value
	moment = _parsed(get_datetime, value, "datetime")
	return moment.replace(tzinfo=None).isoformat(" ", "microseconds")


def encode_date(value):
	if value is None:
		return None
	from frappe.utils.dates import getdate

	return _parsed(getdate, value, "date").isoformat()


def encode_time(value):
	if value is None:
		return None
	from frappe.utils.dates import get_timedelta

	seconds = _parsed(get_timedelta, value, "time").total_seconds()
	minutes, seconds = divmod(seconds, 60)
	hours, minutes = divmod(minutes, 60)
	return f"{int(hours):02}:{int(minutes):02}:{seconds:09.6f}"


def _parsed(reader, value, kind):
	try:
		found = reader(value) if value else None
	except (ValueError, TypeError, OverflowError, ValidationError):
		found = None
	if found is None or isinstance(found, datetime.timedelta) != (kind == "time"):
		raise sqlite3.OperationalError(f"Incorrect {kind} value: {value!r}")
	return found


def encoder(fieldtype, length=None):
	"""A function that makes the stored form of a field type's value."""
	if fieldtype in integer_fields:
		return _encode_int
	if fieldtype in float_like_fields or fieldtype == "Duration":
		return _encode_float
	if fieldtype in datetime_fields:
		return {"Datetime": encode_datetime, "Date": encode_date, "Time": encode_time}[fieldtype]
	if fieldtype in varchar_fields:
		return _encode_varchar(int(length or 0) or VARCHAR_LEN)
	if fieldtype in text_fields:
		return _encode_text
	raise Unsupported(f"field type {fieldtype}")


def plain(value):
	"""A parameter of a hand-written query in stored form, by its Python type alone."""
	if isinstance(value, datetime.datetime):
		return encode_datetime(value)
	if isinstance(value, datetime.date):
		return value.isoformat()
	if isinstance(value, datetime.timedelta | datetime.time):
		return encode_time(value)
	if isinstance(value, bool):
		return int(value)
	return value


def decode_time(text):
	hours, minutes, seconds = text.split(":")
	return datetime.timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds))


def decoder(fieldtype):
	"""A function from stored text to the Python value, or None where none is needed."""
	return {
		"Datetime": datetime.datetime.fromisoformat,
		"Date": datetime.date.fromisoformat,
		"Time": decode_time,
	}.get(fieldtype)


sqlite3.register_converter("FDATETIME", lambda raw: datetime.datetime.fromisoformat(raw.decode()))
sqlite3.register_converter("FDATE", lambda raw: datetime.date.fromisoformat(raw.decode()))
sqlite3.register_converter("FTIME", lambda raw: decode_time(raw.decode()))
