"""Telephone numbers compared whichever way they are written (C2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.phone_numbers import numbers_in, significant_digits


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


@pytest.mark.parametrize(
	"text",
	[
		"021-61234567-8001",
		"021-61234567 - 8001",
		"021－61234567－8001",
		"021—61234567—8001",
		"(021) 61234567-8001",
		"（021）61234567－8001",
		"021-61234567转8001",
		"021-61234567 转 8001",
		"021-61234567轉8001",
		"021-61234567转分机8001",
		"021-61234567（分机8001）",
		"021-61234567 分机：8001",
		"021-61234567 分机号 8001",
		"021-61234567 ext. 8001",
		"021-61234567 Ext 8001",
		"021-61234567 extension 8001",
		"021-61234567x8001",
		"021-61234567 X 8001",
		"021-61234567#8001",
		"021-61234567＃8001",
		"021-61234567,8001",
		"021-61234567，8001",
		"021-61234567,,8001#",
		"021-61234567;8001",
		"021-61234567*8001",
		"021-61234567/8001",
		"０２１－６１２３４５６７转８００１",
		"+86 21 6123 4567-8001",
		"0086-21-61234567-8001",
		"+86 (21) 61234567 ext 8001",
		"02161234567",
		"021 6123 4567",
		"+86-21-61234567",
		"021-6123-4567",
	],
)
def test_an_extension_does_not_count(text):
	assert significant_digits(text, "cn") == "2161234567"


@pytest.mark.parametrize("text", ["021-61234567-8001", "021-61234567转8001", "021-61234567 ext 8001"])
def test_an_extension_does_not_count_where_no_country_is_known(text):
	assert significant_digits(text) == significant_digits("02161234567") == "2161234567"


@pytest.mark.parametrize(
	("text", "country", "digits"),
	[
		("415-555-2671", "us", "4155552671"),
		("138-1234-5678", "cn", "13812345678"),
		("0571-8765-4321", "cn", "57187654321"),
		("400-820-8820", "cn", "4008208820"),
		("030 123456-78", "de", "3012345678"),
		("+49 30 123456-78", "cn", "3012345678"),
		("030-1234-5678", None, "3012345678"),
		("+1 415 555 2671 x 12", "cn", "4155552671"),
		("+44 20 7946 0018 ext 3", "cn", "2079460018"),
	],
)
def test_the_last_group_of_a_whole_number_is_no_extension(text, country, digits):
	assert significant_digits(text, country) == digits


@pytest.mark.parametrize(
	"text",
	[
		"021-61234567 / 13812345678",
		"021-61234567、13812345678",
		"021-61234567；13812345678",
		"021-61234567，13812345678",
		"021-61234567-8001, 138 1234 5678",
		"021-61234567转8001或13812345678",
		"021-61234567 or +86 138 1234 5678",
		"021-61234567\n13812345678",
	],
)
def test_several_numbers_in_one_field(text):
	assert numbers_in(text, "cn") == ["2161234567", "13812345678"]


@given(st.text(alphabet="0123456789-,;/#x转() ", max_size=140))
def test_any_row_of_signs_gives_digits_or_nothing(text):
	assert all(digits.isdigit() and not digits.startswith("0") for digits in numbers_in(text, "cn"))
