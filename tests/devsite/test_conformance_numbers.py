"""Frappe's behaviour with telephone numbers and times of day, stated as assertions that hold on both hosts."""

from datetime import datetime, time, timedelta

import pytest

import frappe
from frappe.utils import get_time, validate_phone_number

from fsm_app.service_desk.ticket_caller import caller_of
from tests.app import factories as f


@pytest.mark.parametrize(
	("text", "valid"),
	[
		("+86 138-1234-5678", True),
		("(021) 6234.5678", True),
		("400,810*99#1_2", True),
		(" 138 ", True),
		("138 ext 22", False),
		("1" * 21, False),
		("  ", False),
		("", False),
		(None, False),
	],
)
def test_what_a_telephone_number_may_hold(text, valid):
	assert validate_phone_number(text) is valid
	if text and not valid:
		with pytest.raises(frappe.InvalidPhoneNumberError):
			validate_phone_number(text, throw=True)


def test_a_field_for_telephone_numbers_takes_no_other_text():
	assert caller_of(f.ticket(contact_phone="+86 138-1234-5678")).contact_phone == "+86 138-1234-5678"
	with pytest.raises(frappe.InvalidPhoneNumberError):
		f.ticket(contact_phone="the blue one")


@pytest.mark.parametrize(
	"value",
	["10:30:00", "10:30", time(10, 30), timedelta(hours=10, minutes=30), datetime(2026, 3, 2, 10, 30)],
)
def test_a_time_of_day_from_whatever_holds_one(value):
	assert get_time(value) == time(10, 30)


def test_a_contacts_numbers_are_rows_of_its_own():
	contact = frappe.get_doc(
		{
			"doctype": "Contact",
			"first_name": "Caller",
			"phone_nos": [{"phone": "021 6234 5678", "is_primary_phone": 1}, {"phone": "13812345678"}],
		}
	).insert()
	assert [row.phone for row in contact.reload().phone_nos] == ["021 6234 5678", "13812345678"]
	assert contact.phone == "021 6234 5678"
