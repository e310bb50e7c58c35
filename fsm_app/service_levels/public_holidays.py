"""Public holidays and make-up working days of a country, from the `holidays` library that ERPNext brings along (B2)."""

from dataclasses import dataclass
from datetime import date

import holidays

import frappe
from frappe import _
from frappe.utils import getdate

from fsm_app.service_levels.working_calendars import WEEKDAYS


class HolidaysUnknown(frappe.ValidationError):
	"""The holidays of that country or year are not known, or would get into a list that is not the app's."""


@dataclass(frozen=True)
class Added:
	"""What was new: the number of holidays and of make-up days, and the list that holds the holidays."""

	holiday_list: str
	holidays: int
	make_up_days: int


def add_public_holidays(calendar_name: str, country: str, year: int, works_like: str = "Monday") -> Added:
	"""Add a year's public holidays of `country` (ISO code such as CN) and its make-up days to a Service Calendar.

	The holidays go to a Holiday List of the app's own, so that no list which HR uses for leave is changed. A make-up
	day is worked like the weekday `works_like`. Doing it again adds nothing. Raises HolidaysUnknown.
	"""
	if works_like not in WEEKDAYS:
		_refuse(
			_("Same Hours As: {0} is not a weekday. Choose a day from Monday to Sunday.").format(works_like)
		)
	free, worked = public_holidays(country, year)
	calendar = frappe.get_doc("Service Calendar", calendar_name)
	list_name = f"Public Holidays {country.upper()}"
	if calendar.holiday_list and calendar.holiday_list != list_name:
		_refuse(
			_(
				"Holiday List: {0} uses {1}, which may serve others. Take it off, or enter the days there yourself."
			).format(calendar.name, frappe.bold(calendar.holiday_list))
		)
	new_holidays = _add_to_list(list_name, free, year)
	known = {getdate(row.date) for row in calendar.make_up_days}
	new_days = [day for day in worked if day not in known]
	for day in new_days:
		calendar.append("make_up_days", {"date": day, "works_like": works_like})
	if new_days or calendar.holiday_list != list_name:
		calendar.holiday_list = list_name
		calendar.save()
	return Added(list_name, new_holidays, len(new_days))


def public_holidays(country: str, year: int) -> tuple[dict[date, str], list[date]]:
	"""The public holidays of a year with their names, and the days off that are worked to make up for them."""
	if not 2000 <= year <= 2100:
		_refuse(_("Year: {0} does not lie between 2000 and 2100. Enter another one.").format(year))
	try:
		found = holidays.country_holidays(country.upper(), years=year)
	except NotImplementedError:
		_refuse(
			_("Country: {0} is not known. Use a code of two letters such as CN or DE.").format(
				frappe.bold(country)
			)
		)
	free = {day: name for day, name in sorted(found.items()) if day.year == year}
	# Versions before 0.60 of the library do not know make-up days.
	worked = sorted(day for day in getattr(found, "weekend_workdays", ()) if day.year == year)
	return free, worked


def _add_to_list(name: str, free: dict[date, str], year: int) -> int:
	first, last = date(year, 1, 1), date(year, 12, 31)
	if not frappe.db.exists("Holiday List", name):
		holiday_list = frappe.get_doc(
			{"doctype": "Holiday List", "holiday_list_name": name, "from_date": first, "to_date": last}
		)
	else:
		holiday_list = frappe.get_doc("Holiday List", name)
		holiday_list.from_date = min(getdate(holiday_list.from_date), first)
		holiday_list.to_date = max(getdate(holiday_list.to_date), last)
	known = {getdate(row.holiday_date) for row in holiday_list.holidays}
	new = {day: title for day, title in free.items() if day not in known}
	if new or holiday_list.is_new():
		for day, title in new.items():
			holiday_list.append("holidays", {"holiday_date": day, "description": title})
		holiday_list.save()
	return len(new)


def _refuse(message: str) -> None:
	frappe.throw(message, HolidaysUnknown)
