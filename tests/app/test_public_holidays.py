"""A year of public holidays with its make-up days comes in with one command (B2)."""

import pytest

import frappe
from frappe.utils import get_datetime, getdate

from fsm_app.service_levels.public_holidays import HolidaysUnknown, add_public_holidays
from tests.app import factories as f
from tests.app.tickets import clock_of


@pytest.fixture
def calendar():
	return f.calendar("Calendar of China")


def test_a_year_of_chinese_holidays_with_its_make_up_days(calendar):
	added = add_public_holidays(calendar, "CN", 2025)
	assert added.make_up_days == 5
	days = frappe.get_doc("Holiday List", added.holiday_list).holidays
	assert {getdate(row.holiday_date) for row in days} >= {getdate("2025-01-29"), getdate("2025-10-08")}
	policy = f.policy("Chinese Policy", calendar=calendar, targets=(("Resolution", "", 4 * 3600),))
	offering = f.offering("Chinese Repair", sla_policy=policy)
	# Saturday 27 September is free, Sunday 28 is worked, 1 to 8 October are free.
	ticket = f.ticket(offering=offering, opened_at="2025-09-27 12:00:00")
	assert clock_of(ticket, "Resolution").due_at == get_datetime("2025-09-28 14:00:00")
	ticket = f.ticket(offering=offering, opened_at="2025-09-30 16:00:00")
	assert clock_of(ticket, "Resolution").due_at == get_datetime("2025-10-09 12:00:00")


def test_doing_it_again_adds_nothing_and_another_year_joins_the_list(calendar):
	first = add_public_holidays(calendar, "CN", 2025)
	again = add_public_holidays(calendar, "cn", 2025)
	assert (again.holidays, again.make_up_days) == (0, 0)
	add_public_holidays(calendar, "CN", 2024)
	holiday_list = frappe.get_doc("Holiday List", first.holiday_list)
	assert (str(holiday_list.from_date), str(holiday_list.to_date)) == ("2024-01-01", "2025-12-31")


def test_other_countries_have_theirs(calendar):
	assert add_public_holidays(calendar, "DE", 2026).holidays >= 9


def test_a_list_that_others_use_is_left_alone(calendar):
	theirs = f.make(
		"Holiday List", holiday_list_name="List of HR", from_date="2025-01-01", to_date="2025-12-31",
		holidays=[{"holiday_date": "2025-05-01", "description": "Labour Day"}],
	)  # fmt: skip
	frappe.get_doc("Service Calendar", calendar).update({"holiday_list": theirs.name}).save()
	with pytest.raises(HolidaysUnknown) as refused:
		add_public_holidays(calendar, "CN", 2025)
	assert "List of HR" in str(refused.value)
	assert len(frappe.get_doc("Holiday List", theirs.name).holidays) == 1


@pytest.mark.parametrize(("country", "year", "word"), [("XX", 2025, "XX"), ("CN", 1066, "1066")])
def test_an_unknown_country_or_year_is_refused(calendar, country, year, word):
	with pytest.raises(HolidaysUnknown) as refused:
		add_public_holidays(calendar, country, year)
	assert word in str(refused.value)
	assert not frappe.db.get_value("Service Calendar", calendar, "holiday_list")
