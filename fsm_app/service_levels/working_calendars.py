"""From Service Calendar records to the engine's calendars, which clocks run by (B2)."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import frappe
from frappe import _
from frappe.utils import formatdate, get_system_timezone, getdate

from fsm_app.common.clock import now
from fsm_app.common.site_time import aware, naive
from fsm_app.engine.working_time import NoWorkingTime, Shift, WorkingCalendar

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY = 24 * 60 * 60


class CalendarError(frappe.ValidationError):
	"""A Service Calendar in which no clock can run."""


# Folded calendars of this process. The key holds the stamps of the records, so that an edit makes a new entry.
_folded: dict[tuple, WorkingCalendar] = {}
_FOLDED_AT_MOST = 200


def working_calendar(name: str) -> WorkingCalendar:
	"""The engine's calendar for the Service Calendar `name`."""
	calendar = frappe.get_cached_doc("Service Calendar", name)
	holiday_list = (
		frappe.get_cached_doc("Holiday List", calendar.holiday_list) if calendar.holiday_list else None
	)
	zone = calendar.time_zone or get_system_timezone()
	key = (
		frappe.local.site,
		name,
		str(calendar.modified),
		str(holiday_list.modified) if holiday_list else None,
		zone,
	)
	if key not in _folded:
		if len(_folded) >= _FOLDED_AT_MOST:
			_folded.clear()
		_folded[key] = build_calendar(calendar, holiday_list, zone)
	return _folded[key]


def worked_spans(name: str, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
	"""The working time of the Service Calendar within [start, end), both naive site time."""
	return _spans(working_calendar(name), start, end)


def attended_spans(name: str, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
	"""The shifts of the Service Calendar within [start, end), breaks and all: when somebody is there."""
	calendar = frappe.get_cached_doc("Service Calendar", name)
	holiday_list = (
		frappe.get_cached_doc("Holiday List", calendar.holiday_list) if calendar.holiday_list else None
	)
	zone = calendar.time_zone or get_system_timezone()
	return _spans(build_calendar(calendar, holiday_list, zone, with_breaks=False), start, end)


def _spans(calendar: WorkingCalendar, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
	return [(naive(opens), naive(closes)) for opens, closes in calendar.intervals(aware(start), aware(end))]


def holidays_known_until(name: str) -> date | None:
	"""The last day of the calendar's holiday list; None where it has none."""
	holiday_list = frappe.get_cached_value("Service Calendar", name, "holiday_list")
	return frappe.get_cached_value("Holiday List", holiday_list, "to_date") if holiday_list else None


def build_calendar(calendar, holiday_list, zone: str, with_breaks: bool = True) -> WorkingCalendar:
	"""Build the engine's calendar from the documents, on request without the breaks.

	Raises ValueError for overlapping shifts and engine.working_time.NoWorkingTime where nothing is ever worked.
	"""
	return _built(
		tuple(_shift(row.weekday, row) for row in calendar.shifts),
		tuple(
			_shift(weekday, row)
			for row in (calendar.breaks if with_breaks else ())
			for weekday in ([row.weekday] if row.weekday else WEEKDAYS)
		),
		frozenset(row.holiday_date for row in holiday_list.holidays) if holiday_list else frozenset(),
		tuple((row.date, WEEKDAYS.index(row.works_like)) for row in calendar.make_up_days),
		zone,
	)


@lru_cache(maxsize=_FOLDED_AT_MOST)
def _built(shifts, breaks, holidays, make_up_days, zone: str) -> WorkingCalendar:
	"""Calendars of the same content are one: it answers alike, and folds each year once."""
	return WorkingCalendar(
		shifts, breaks=breaks, holidays=holidays, make_up_days=dict(make_up_days), time_zone=zone
	)


def _shift(weekday: str, row) -> Shift:
	start, end = _seconds(row.start_time), _seconds(row.end_time)
	return Shift(WEEKDAYS.index(weekday), start, end if end > start else end + DAY)


def _seconds(value) -> int:
	"""Seconds of the day of a Time field, which is a timedelta once read and text while a form is saved."""
	if isinstance(value, timedelta):
		return int(value.total_seconds())
	hours, minutes, seconds = [*str(value).split(".")[0].split(":"), "0", "0"][:3]
	return int(hours) * 3600 + int(minutes) * 60 + int(seconds)


def validate_time_zone(zone: str) -> None:
	"""Refuse a time zone that the IANA data base does not know."""
	try:
		ZoneInfo(zone)
	except (KeyError, ValueError, OSError):
		frappe.throw(
			_("Time Zone: {0} is not known. Choose a name such as Asia/Shanghai or Europe/Berlin.").format(
				frappe.bold(zone)
			),
			CalendarError,
		)


def validate_calendar(calendar) -> None:
	"""Refuse a Service Calendar without working time, with overlapping shifts or an unknown time zone."""
	if calendar.time_zone:
		validate_time_zone(calendar.time_zone)
	for row in calendar.make_up_days:
		row.date = getdate(row.date)
	days = [row.date for row in calendar.make_up_days]
	if repeated := sorted({day for day in days if days.count(day) > 1}):
		frappe.throw(
			_("Make-up Days: {0} stands in more than one row.").format(
				", ".join(formatdate(day) for day in repeated)
			),
			CalendarError,
		)
	try:
		built = build_calendar(calendar, None, calendar.time_zone or get_system_timezone())
		built.due(aware(now()), 1)
	except NoWorkingTime:
		frappe.throw(
			_(
				"Shifts: the calendar {0} has no working time. Enter a shift that its breaks do not fill."
			).format(frappe.bold(calendar.calendar_name)),
			CalendarError,
		)
	except ValueError as error:
		frappe.throw(_("Shifts: {0}.").format(error), CalendarError)
