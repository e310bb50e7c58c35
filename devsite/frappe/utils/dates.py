"""Dates and times as Frappe reads, shifts and prints them; naive values are in the site's time zone."""

import datetime
import functools
from zoneinfo import ZoneInfo

import babel.dates
from dateutil import parser
from dateutil.parser import ParserError
from dateutil.relativedelta import relativedelta

import frappe
from frappe.utils.text import cint

from devsite.unsupported import Unsupported

DATE_FORMAT = "%Y-%m-%d"

_zone = functools.lru_cache(ZoneInfo)


def get_system_timezone():
	"""Name of the site's time zone."""
	return frappe.get_system_settings("time_zone") or "Asia/Kolkata"


def now_datetime():
	"""The present moment as a naive datetime in the site's time zone."""
	return datetime.datetime.now(_zone(get_system_timezone())).replace(tzinfo=None)


def now():
	"""The present moment as text with microseconds."""
	return now_datetime().isoformat(" ", "microseconds")


def nowdate():
	return now_datetime().strftime(DATE_FORMAT)


today = nowdate


def nowtime():
	return now_datetime().strftime("%H:%M:%S.%f")


def _is_nothing(text):
	return not isinstance(text, str) or not text or text.startswith(("0001-01-01", "0000-00-00"))


def getdate(string_date=None):
	"""A date from text, date or datetime; today for nothing, None for the 'zero' dates."""
	if not string_date:
		return now_datetime().date()
	if isinstance(string_date, datetime.datetime):
		return string_date.date()
	if isinstance(string_date, datetime.date):
		return string_date
	if _is_nothing(string_date):
		return None
	try:
		return parser.parse(string_date).date()
	except ParserError:
		frappe.throw(
			frappe._("{} is not a valid date string.").format(frappe.bold(string_date)),
			title=frappe._("Invalid Date"),
		)


def get_time(time_str):
	"""A time of day from a text, or that of a datetime."""
	if isinstance(time_str, datetime.datetime):
		return time_str.time()
	if isinstance(time_str, datetime.time):
		return time_str
	if isinstance(time_str, datetime.timedelta):
		return (datetime.datetime.min + time_str).time()
	return parser.parse(time_str).time()


def get_datetime(datetime_str=None):
	"""A datetime from text, date or datetime; now for None, None for empty text."""
	if datetime_str is None:
		return now_datetime()
	if isinstance(datetime_str, datetime.datetime):
		return datetime_str
	if isinstance(datetime_str, datetime.date):
		return datetime.datetime.combine(datetime_str, datetime.time())
	if _is_nothing(datetime_str):
		return None
	try:
		return datetime.datetime.fromisoformat(datetime_str)
	except ValueError:
		return parser.parse(datetime_str)


def get_timedelta(time=None):
	"""A timedelta from clock text or a time of day, or None where the text is no clock time."""
	if isinstance(time, datetime.timedelta):
		return time
	try:
		clock = parser.parse(str(time or "0:0:0"))
	except ParserError:
		return None
	return datetime.timedelta(
		hours=clock.hour, minutes=clock.minute, seconds=clock.second, microseconds=clock.microsecond
	)


def add_days(date, days):
	"""Shifts a date or datetime; text comes back as text."""
	if isinstance(date, str):
		return (get_datetime(date) + relativedelta(days=days)).strftime(DATE_FORMAT)
	return date + relativedelta(days=days)


def add_months(date, months):
	"""Shifts a date or datetime by months, to the month's last day where the day is missing there; text stays text."""
	if isinstance(date, str):
		return (get_datetime(date) + relativedelta(months=months)).strftime(DATE_FORMAT)
	return date + relativedelta(months=months)


def get_first_day(dt, d_years=0, d_months=0):
	"""First day of the month of `dt`, shifted by years and months."""
	return getdate(dt).replace(day=1) + relativedelta(years=d_years, months=d_months)


def get_last_day(dt):
	return get_first_day(dt, 0, 1) - relativedelta(days=1)


def format_timedelta(o):
	"""H:MM:SS[.f] of a timedelta."""
	hours, rest = divmod(o.total_seconds(), 3600)
	minutes, seconds = divmod(rest, 60)
	seconds = int(seconds) if round(seconds, 6) == int(seconds) else round(seconds, 6)
	return f"{int(hours)}:{int(minutes):02}:{seconds:02}"


def _check_format():
	for setting, only in (("date_format", "yyyy-mm-dd"), ("time_format", "HH:mm:ss")):
		if (frappe.get_system_settings(setting) or only) != only:
			raise Unsupported(f"System Settings: another {setting}")


def format_date(string_date=None):
	"""The date in the system's format, '' for nothing."""
	_check_format()
	return getdate(string_date).strftime(DATE_FORMAT) if string_date else ""


formatdate = format_date


def format_datetime(datetime_string, format_string=None):
	"""The moment in the system's format, or in one that names its parts; None for nothing."""
	if datetime_string and format_string:
		return babel.dates.format_datetime(
			get_datetime(datetime_string), format_string, locale=frappe.local.lang.replace("-", "_")
		)
	_check_format()
	return get_datetime(datetime_string).strftime("%Y-%m-%d %H:%M:%S") if datetime_string else None


def format_duration(seconds, hide_days=False):
	"""12885 seconds as '3h 34m 45s'; zero as ''."""
	minutes, seconds = divmod(cint(seconds), 60)
	hours, minutes = divmod(minutes, 60)
	days, hours = (0, hours) if hide_days else divmod(hours, 24)
	parts = ((days, "d"), (hours, "h"), (minutes, "m"), (seconds, "s"))
	return " ".join(f"{amount}{unit}" for amount, unit in parts if amount)
