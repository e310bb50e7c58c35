"""`frappe.utils`: one namespace over dates, numbers, texts and HTML."""

# ruff: noqa: F401 (the names below are what `frappe.utils` offers)
from frappe.messages import _
from frappe.utils.dates import (
	add_days,
	add_months,
	format_datetime,
	format_duration,
	formatdate,
	get_datetime,
	get_first_day,
	get_last_day,
	get_system_timezone,
	get_time,
	getdate,
	now,
	now_datetime,
	nowdate,
	nowtime,
	today,
)
from frappe.utils.html import escape_html, sanitize_html, strip_html
from frappe.utils.text import (
	cint,
	cstr,
	flt,
	get_url,
	get_url_to_form,
	rounded,
	validate_email_address,
	validate_phone_number,
)

from devsite.unsupported import guard

__getattr__ = guard(__name__)
