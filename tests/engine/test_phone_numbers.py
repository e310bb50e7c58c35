"""Telephone numbers compared whichever way they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.phone_numbers import significant_digits


@pytest.mark.parametrize(
	("text", "country", "digits"),
	[
		("+86 138 1234 5678", None, "13812345678"),
		("138-1234-5678", "cn", "13812345678"),
		("013812345678", "CN", "13812345678"),
		("0086 13812345678", "cn", "13812345678"),
		("86 13812345678", "cn", "13812345678"),
		("(021) 6234 5678 ext 22", "cn", "2162345678"),
		("10086", "cn", "10086"),
		("+1 (415) 555-2671", "cn", "4155552671"),
		("030 123456", "de", "30123456"),
		("030 123456", None, "30123456"),
		("+39 06 1234567", "cn", "61234567"),
		("１３８１２３４５６７８", "cn", "13812345678"),
	],
)
def test_ways_of_writing_a_number_have_their_digits_in_common(text, country, digits):
	assert significant_digits(text, country) == digits


@pytest.mark.parametrize("text", [None, "", "   ", "none", "000", "+"])
def test_a_text_without_a_number_has_no_digits(text):
	assert significant_digits(text, "cn") is None


@given(st.text(max_size=60), st.sampled_from([None, "cn", "de", "us", "xx"]))
def test_any_text_gives_digits_or_nothing(text, country):
	digits = significant_digits(text, country)
	assert digits is None or (digits.isdigit() and digits.isascii() and not digits.startswith("0"))


@given(
	st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
	st.sampled_from(["", "+86", "0086", "86 ", "0", "+86 0"]),
)
def test_a_mobile_number_is_itself_under_every_prefix(number, prefix):
	spaced = f"{prefix}{number[:3]} {number[3:7]}-{number[7:]}"
	assert significant_digits(spaced, "cn") == significant_digits(number, "cn") == number
