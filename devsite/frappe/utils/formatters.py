"""Values as people read them, for versions."""

import frappe
from frappe.utils import dates
from frappe.utils.text import cint, cstr, flt

from devsite.unsupported import guard

__getattr__ = guard(__name__)


def format_value(value, df):
	"""The value as text by its field's type."""
	kind = df.get("fieldtype") if isinstance(df, dict) else df.fieldtype
	if kind == "Date":
		return dates.format_date(value)
	if kind == "Datetime":
		return dates.format_datetime(value)
	if kind in ("Float", "Currency"):
		digits = cint(df.get("precision")) or cint(frappe.get_system_settings("float_precision") or 3)
		number = flt(value)
		if kind == "Float" and number == int(number):
			digits = 0
		return f"{number:,.{digits}f}"
	if kind == "Percent":
		return f"{flt(value, 2)}%"
	if kind == "Duration":
		return dates.format_duration(value, df.get("hide_days"))
	if kind in ("Text", "Small Text"):
		text = cstr(value)
		return text if any(tag in text for tag in ("<br", "<div", "<p")) else text.replace("\n", "<br>")
	if kind == "Select":
		return frappe._(value)
	return value
