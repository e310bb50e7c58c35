"""Numbers of devices in what people write, whatever stands around them (C2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.device_numbers import WORDS, numbers_in, spaced_numbers_in


def test_words_that_may_be_serial_numbers():
	text = "Server SN-1000234, or (AB-77). Call 12 or 0000-1! 序列号：XK9981。"
	assert numbers_in(text) == ["SN-1000234", "AB-77", "0000-1", "XK9981"]


@pytest.mark.parametrize(
	("text", "number"),
	[
		("设备编号SN40012漏水", "SN40012"),
		("【SN40012】漏水", "SN40012"),
		("ＳＮ４００１２", "SN40012"),
		("设备（ＳＮ－４００１２）坏了", "SN-40012"),
		("《SN40012》", "SN40012"),
		("机号:SN40012.", "SN40012"),
		("no. SN-40/012.7, please", "SN-40/012.7"),
		("SN40012/SN40013", "SN40013"),
		("SN–40012 and SN—1", "SN-40012"),
		("SN\u201140012", "SN-40012"),
		("泵-40012漏水", "泵-40012漏水"),
		("“SN40012”", "SN40012"),
		("#SN40012", "SN40012"),
		("Ü-40012", "Ü-40012"),
		("SN_40012의", "SN_40012"),
		("编号40012", "40012"),
	],
)
def test_a_number_is_found(text, number):
	assert number in numbers_in(text)


@pytest.mark.parametrize(
	("text", "number"),
	[
		("SN 40012 leaks", "SN 40012"),
		("设备 SN 40 012 B 漏水", "SN 40 012 B"),
		("ＳＮ　４００１２", "SN 40012"),
	],
)
def test_a_number_with_spaces(text, number):
	assert number in spaced_numbers_in(text)


@given(st.text(max_size=300))
def test_any_text(text):
	for found in (numbers_in(text), spaced_numbers_in(text)):
		assert len(found) == len(set(found)) <= WORDS
		assert all(4 <= len(number) <= 140 for number in found)
