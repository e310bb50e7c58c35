"""Moments in the site's time zone: naive as Frappe stores them, aware as the engine counts, and as senders write them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import frappe
from frappe import _
from frappe.utils import get_datetime, get_system_timezone


class NotAMoment(frappe.ValidationError):
	"""A text that says no date and time."""


def site_moment(value: str | date) -> datetime:
	"""`value` as a naive datetime in the site's time zone; a text may name another zone, as in 2026-03-02T10:00:00Z.

	Raises NotAMoment.
	"""
	try:
		moment = get_datetime(value)
		# Near the ends of the calendar a moment has no counterpart in another time zone.
		moment = naive(moment) if moment and moment.tzinfo else moment
	except (ValueError, OverflowError):
		moment = None
	if moment is None:
		frappe.throw(
			_("{0} is not a date and time. Write it like 2026-03-02 10:00:00.").format(str(value)[:40]),
			NotAMoment,
		)
	return moment


def aware(moment: datetime) -> datetime:
	"""Naive site time as an aware datetime."""
	return moment.replace(tzinfo=_site_zone())


def naive(moment: datetime | None) -> datetime | None:
	"""An aware datetime as naive site time, as Frappe stores it."""
	return moment.astimezone(_site_zone()).replace(tzinfo=None) if moment else None


def _site_zone() -> ZoneInfo:
	return ZoneInfo(get_system_timezone())
