"""Dates and times as Frappe reads, shifts and prints them; naive values are in the site's time zone."""

import datetime
import functools
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil import parser
from dateutil.parser import ParserError
from dateutil.relativedelta import relativedelta

import frappe
from frappe.utils.text import cint

DATE_FORMAT = "%Y-%m-%d"
TIME_FORMAT = "%H:%M:%S.%f"
DATETIME_FORMAT = f"{DATE_FORMAT} {TIME_FORMAT}"
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
DAY = datetime.timedelta(days=1)

_zone = functools.lru_cache(ZoneInfo)


def get_system_timezone():
	"""Name of the site's time zone."""
	return frappe.get_system_settings("time_zone") or "Asia/Kolkata"


get_time_zone = get_system_timezone


def now_datetime():
	"""The present moment as a naive datetime in the site's time zone."""
	return datetime.datetime.now(_zone(get_system_timezone())).replace(tzinfo=None)


def convert_utc_to_timezone(utc_timestamp, time_zone):
	"""An (aware or naive UTC) moment in another zone; unchanged where the zone is unknown."""
	if utc_timestamp.tzinfo is None:
		utc_timestamp = utc_timestamp.replace(tzinfo=datetime.timezone.utc)
	try:
		return utc_timestamp.astimezone(_zone(time_zone))
	except ZoneInfoNotFoundError:
		return utc_timestamp


def convert_utc_to_system_timezone(utc_timestamp):
	return convert_utc_to_timezone(utc_timestamp, get_system_timezone())


def get_datetime_in_timezone(time_zone):
	return convert_utc_to_timezone(datetime.datetime.now(datetime.timezone.utc), time_zone)


def now():
	"""The present moment as text with microseconds."""
	moment = now_datetime()
	if frappe.flags.current_date:
		return f"{getdate(frappe.flags.current_date)} {moment.strftime(TIME_FORMAT)}"
	return moment.isoformat(" ", "microseconds")


def nowdate():
	return now_datetime().strftime(DATE_FORMAT)


def today():
	return nowdate()


def nowtime():
	return now_datetime().strftime(TIME_FORMAT)


def is_invalid_date_string(date_string):
	return (
		not isinstance(date_string, str)
		or not date_string
		or date_string.startswith(("0001-01-01", "0000-00-00"))
	)


def getdate(string_date=None, parse_day_first=False):
	"""A date from text, date or datetime; today for nothing, None for the 'zero' dates."""
	if not string_date:
		return now_datetime().date()
	if isinstance(string_date, datetime.datetime):
		return string_date.date()
	if isinstance(string_date, datetime.date):
		return string_date
	if is_invalid_date_string(string_date):
		return None
	try:
		return parser.parse(string_date, dayfirst=parse_day_first).date()
	except ParserError:
		frappe.throw(
			frappe._("{} is not a valid date string.").format(frappe.bold(string_date)),
			title=frappe._("Invalid Date"),
		)


def get_datetime(datetime_str=None):
	"""A datetime from text, date or datetime; now for None, None for empty text."""
	if datetime_str is None:
		return now_datetime()
	if isinstance(datetime_str, datetime.datetime | datetime.timedelta):
		return datetime_str
	if isinstance(datetime_str, datetime.date):
		return datetime.datetime.combine(datetime_str, datetime.time())
	if is_invalid_date_string(datetime_str):
		return None
	try:
		return datetime.datetime.fromisoformat(datetime_str)
	except ValueError:
		return parser.parse(datetime_str)


def _as_timedelta(clock):
	return datetime.timedelta(
		hours=clock.hour, minutes=clock.minute, seconds=clock.second, microseconds=clock.microsecond
	)


def parse_timedelta(text):
	"""A timedelta from '[N day[s], ]H:MM:SS[.f]', hours not limited to 24."""
	days, _, clock = text.rpartition(",") if "day" in text else ("0", "", text)
	hours, minutes, seconds = [*clock.strip().split(":"), "0"][:3]
	return datetime.timedelta(
		days=float(days.split()[0]), hours=float(hours), minutes=float(minutes), seconds=float(seconds)
	)


def get_timedelta(time=None):
	"""A timedelta from clock text, or None where the text is no clock time."""
	if isinstance(time, datetime.timedelta):
		return time
	try:
		return _as_timedelta(parser.parse(time or "0:0:0"))
	except (ParserError, TypeError):
		try:
			return parse_timedelta(time)
		except (ValueError, AttributeError, IndexError):
			return None


def to_timedelta(time_str):
	"""A timedelta from text or a time; anything else as it is."""
	if isinstance(time_str, datetime.time):
		return _as_timedelta(time_str)
	if isinstance(time_str, str):
		return _as_timedelta(parser.parse(time_str))
	return time_str


def get_time(time_str):
	"""A time of day from text, datetime, time or timedelta."""
	if isinstance(time_str, datetime.datetime):
		return time_str.time()
	if isinstance(time_str, datetime.time):
		return time_str
	if isinstance(time_str, datetime.timedelta):
		return (datetime.datetime.min + time_str).time()
	return parser.parse(time_str).time()


def add_to_date(
	date=None,
	years=0,
	months=0,
	weeks=0,
	days=0,
	hours=0,
	minutes=0,
	seconds=0,
	as_string=False,
	as_datetime=False,
):
	"""Shifts a date or datetime; text comes back as text, `hours` makes that text a datetime."""
	if date is None:
		date = now_datetime()
	if hours:
		as_datetime = True
	if isinstance(date, str):
		as_string = True
		as_datetime = as_datetime or " " in date
		try:
			date = get_datetime(date)
		except ParserError:
			frappe.throw(frappe._("Please select a valid date filter"), title=frappe._("Invalid Date"))
	shift = relativedelta(
		years=years, months=months, weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds
	)
	date = date + shift
	if as_string:
		return date.strftime(DATETIME_FORMAT if as_datetime else DATE_FORMAT)
	return date


def add_days(date, days):
	return add_to_date(date, days=days)


def add_months(date, months):
	return add_to_date(date, months=months)


def add_years(date, years):
	return add_to_date(date, years=years)


def days_diff(string_ed_date, string_st_date):
	"""Whole days from the second date to the first."""
	return (getdate(string_ed_date) - getdate(string_st_date)).days


date_diff = days_diff


def month_diff(string_ed_date, string_st_date):
	end, start = getdate(string_ed_date), getdate(string_st_date)
	return (end.year - start.year) * 12 + end.month - start.month + 1


def time_diff(string_ed_date, string_st_date):
	return get_datetime(string_ed_date) - get_datetime(string_st_date)


def time_diff_in_seconds(string_ed_date, string_st_date):
	return time_diff(string_ed_date, string_st_date).total_seconds()


def time_diff_in_hours(string_ed_date, string_st_date):
	return round(time_diff_in_seconds(string_ed_date, string_st_date) / 3600, 6)


def _maybe_text(day, as_str):
	return day.strftime(DATE_FORMAT) if as_str else day


def get_first_day(dt, d_years=0, d_months=0, as_str=False):
	"""First day of the month of `dt`, shifted by years and months."""
	dt = getdate(dt)
	overflow, month = divmod(dt.month + d_months - 1, 12)
	return _maybe_text(datetime.date(dt.year + d_years + overflow, month + 1, 1), as_str)


def get_last_day(dt):
	return get_first_day(dt, 0, 1) - DAY


def is_last_day_of_the_month(dt):
	return getdate(dt) == get_last_day(dt)


def get_first_day_of_week(dt, as_str=False):
	"""The Sunday (or the system's first weekday) on or before `dt`."""
	dt = getdate(dt)
	first = frappe.get_system_settings("first_day_of_the_week") or "Sunday"
	return _maybe_text(dt - DAY * ((dt.weekday() - WEEKDAYS.index(first)) % 7), as_str)


def get_last_day_of_week(dt):
	return get_first_day_of_week(dt) + 6 * DAY


def get_quarter_start(dt, as_str=False):
	dt = getdate(dt)
	return _maybe_text(datetime.date(dt.year, (dt.month - 1) // 3 * 3 + 1, 1), as_str)


def get_quarter_ending(date):
	return get_last_day(add_months(get_quarter_start(date), 2))


def get_year_start(dt, as_str=False):
	return _maybe_text(datetime.date(getdate(dt).year, 1, 1), as_str)


def get_year_ending(date):
	return datetime.date(getdate(date).year, 12, 31)


def get_datetime_str(datetime_obj):
	return get_datetime(datetime_obj).strftime(DATETIME_FORMAT)


def get_date_str(date_obj):
	return get_datetime(date_obj).strftime(DATE_FORMAT)


def get_time_str(timedelta_obj):
	return format_timedelta(to_timedelta(timedelta_obj))


def get_weekdays():
	return list(WEEKDAYS)


def get_weekday(datetime=None):
	return WEEKDAYS[(datetime or now_datetime()).weekday()]


def format_timedelta(o):
	"""H:MM:SS[.f] of a timedelta or of seconds."""
	total = o.total_seconds() if isinstance(o, datetime.timedelta) else cint(o)
	hours, rest = divmod(total, 3600)
	minutes, seconds = divmod(rest, 60)
	seconds = int(seconds) if round(seconds, 6) == int(seconds) else round(seconds, 6)
	return f"{int(hours)}:{int(minutes):02}:{seconds:02}"


def _locale():
	return (frappe.local.lang or "en").replace("-", "_")


def get_user_date_format():
	return frappe.get_system_settings("date_format") or "yyyy-mm-dd"


def get_user_time_format():
	return frappe.get_system_settings("time_format") or "HH:mm:ss"


def format_date(string_date=None, format_string=None, parse_day_first=False):
	"""The date in the system's (or the given) format, '' for nothing."""
	from babel.dates import format_date as babel_date

	if not string_date:
		return ""
	pattern = (format_string or get_user_date_format()).replace("mm", "MM").replace("Y", "y")
	return babel_date(getdate(string_date, parse_day_first), pattern, locale=_locale())


formatdate = format_date


def format_time(time_string=None, format_string=None):
	from babel.dates import format_time as babel_time

	if not time_string:
		return ""
	return babel_time(get_time(time_string), format_string or get_user_time_format(), locale=_locale())


def format_datetime(datetime_string, format_string=None):
	"""The moment in the system's (or the given) format, None for nothing."""
	if not datetime_string:
		return None
	moment = get_datetime(datetime_string)
	date_format, time_format = get_user_date_format(), get_user_time_format()
	if not format_string and (date_format, time_format) == ("yyyy-mm-dd", "HH:mm:ss"):
		return moment.strftime("%Y-%m-%d %H:%M:%S")  # what Babel would print, at a tenth of the cost
	from babel.dates import format_datetime as babel_datetime

	pattern = format_string or f"{date_format.replace('mm', 'MM')} {time_format}"
	return babel_datetime(moment, pattern, locale=_locale())


def format_duration(seconds, hide_days=False):
	"""12885 seconds as '3h 34m 45s'; zero as ''."""
	minutes, seconds = divmod(cint(seconds), 60)
	hours, minutes = divmod(minutes, 60)
	days, hours = (0, hours) if hide_days else divmod(hours, 24)
	parts = ((days, "d"), (hours, "h"), (minutes, "m"), (seconds, "s"))
	return " ".join(f"{amount}{unit}" for amount, unit in parts if amount)


def duration_to_seconds(duration):
	"""'1d 3h' as seconds; throws on anything else."""
	import re

	if not re.match(r"^(?:(\d+d)?((^|\s)\d+h)?((^|\s)\d+m)?((^|\s)\d+s)?)$", duration):
		frappe.throw(
			frappe._("Value {0} must be in the valid duration format: d h m s").format(frappe.bold(duration))
		)
	unit = {"d": 86400, "h": 3600, "m": 60, "s": 1}
	return sum(int(amount) * unit[name] for amount, name in re.findall(r"(\d+)([dhms])", duration))
