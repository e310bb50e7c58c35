"""Values as people read them."""

import datetime

import frappe
from frappe.utils import dates
from frappe.utils.text import cint, cstr, flt

from devsite.unsupported import guard

__getattr__ = guard(__name__)


def format_value(value, df=None, doc=None, currency=None, translated=False, format=None):
	"""The value as text by its field's type, or by its own type where no field is given."""
	kind = df if isinstance(df, str) else df and df.get("fieldtype")
	if not kind:
		kind = _kind_of(value)
	if value is None:
		value = ""
	if kind == "Date":
		return dates.format_date(value)
	if kind == "Datetime":
		return dates.format_datetime(value)
	if kind == "Time":
		return dates.format_time(value)
	if kind in ("Float", "Currency"):
		from babel.numbers import format_decimal

		digits = cint(df.get("precision") if hasattr(df, "get") else 0) or cint(
			frappe.get_system_settings("float_precision") or 3
		)
		number = flt(value)
		if kind == "Float" and number == int(number):
			digits = 0
		pattern = "#,##0" + ("." + "0" * digits if digits else "")
		return format_decimal(number, format=pattern, locale="en")
	if kind == "Percent":
		return f"{flt(value, 2)}%"
	if kind == "Duration":
		return dates.format_duration(value, df.get("hide_days") if hasattr(df, "get") else False)
	if kind in ("Text", "Small Text"):
		text = cstr(value)
		return text if any(tag in text for tag in ("<br", "<div", "<p")) else text.replace("\n", "<br>")
	if kind == "Select" and isinstance(value, str):
		return frappe._(value)
	return value


def _kind_of(value):
	for kind, types in (
		("Datetime", datetime.datetime), ("Date", datetime.date), ("Time", datetime.timedelta), ("Int", int),
		("Float", float),
	):  # fmt: skip
		if isinstance(value, types):
			return kind
	return "Data"
