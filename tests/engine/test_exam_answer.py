"""Answers marked as people type them: on phones, keyboards and in spreadsheets of many languages (H2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.exam_paper import is_right, plain
from fsm_app.engine.typed_number import number_of


@pytest.mark.parametrize(
	("number", "right", "wrong"),
	[
		(
			1000,
			[
				"1,000",
				"1 000",
				"1\u00a0000",
				"1\u2009000",
				"1'000",
				"1’000",
				"１，０００",
				"1000.",
				"1000。",
				" 1000 ",
				"1,000.00",
				"1.000,00",
				"+1000",
				"1e3",
				"=1000",
				"１０００",
			],
			["1.000", "1,00", "10,00", "1,0000", "1,000,0", "1 00 0"],
		),
		(
			1,
			["1", "1.000", "1,0", "1,00", "01", "1。0"],
			["1,000", "1 000", "1'000", "1,000,000", "１，０００"],
		),
		(
			-5,
			["−5", "–5", "—5", "-5", "－５", "‐5", "﹣5", "- 5", "−5.0", "\u200e-5", "-5,0"],
			["5", "+5", "−-5", "5-"],
		),
		(
			1234567.5,
			["1,234,567.5", "1.234.567,5", "1 234 567,5", "1'234'567.5", "12,34,567.5"],
			["1,234,567,5"],
		),
		(1000000, ["1.000.000", "1,000,000"], ["1.000", "1,000"]),
		(0.3, ["0,3", "0.300", "0,300", "٠٫٣", ".3", ",3", "０．３", "0。3", "0，3"], ["300", "0,3,0", "3"]),
		(3.1416, ["3,1416", "3.1416"], ["31416"]),
		(102, ["102"], ["10²", "10 2"]),
	],
)
def test_numbers_as_they_are_typed(number, right, wrong):
	asked = {"question_type": "Number", "number": number, "tolerance": 0}
	assert [answer for answer in right if not is_right(asked, answer)] == []
	assert [answer for answer in wrong if is_right(asked, answer)] == []


@pytest.mark.parametrize(
	("question", "right", "wrong"),
	[
		(
			"How many volts does the cabinet supply?",
			["24 V", "24V", "24 volts", "24 Volt.", "24伏", "２４Ｖ"],
			["24 kV", "24 mV", "24 A", "24 x 2"],
		),
		("控制柜的电压是多少伏？", ["24伏", "24 V", "24伏特"], ["24千伏", "24毫伏"]),
		("How long is the rod in mm?", ["24 mm", "24mm", "24 毫米"], ["24 m", "24 cm"]),
		("From which temperature on does it stop?", ["24 °C", "24℃", "24 度", "24"], ["24 mm", "24 kg"]),
		("Which share, in %?", ["24%", "24 ％", "24 percent"], ["24 V"]),
		("A pump: at which pressure does valve C open?", ["24 bar", "24巴", "24"], ["24 kPa"]),
		("这个安全阀的开启压力是多少？", ["24 bar", "24巴"], ["24 MPa"]),
		("每月检查几次？", ["24次", "24"], ["24 kg"]),
		("", ["24 V", "24 h"], ["24 kV", "24 apples", "24 24"]),
	],
)
def test_the_unit_that_is_asked_for_may_stand_behind_the_number(question, right, wrong):
	asked = {"question_type": "Number", "number": 24, "tolerance": 0, "question": question}
	assert [answer for answer in right if not is_right(asked, answer)] == []
	assert [answer for answer in wrong if is_right(asked, answer)] == []


@pytest.mark.parametrize(
	("accepted", "given"),
	[
		(
			"don't touch",
			[
				"don’t touch",
				"Don‘t touch.",
				"don＇t touch",
				"don`t touch",
				"don\u00b4t touch",
				"don't\u00a0touch",
				"don’t\u200b touch",
			],
		),
		("lock-out", ["lock–out", "lock—out", "lock‑out", "lock−out", "LOCK--OUT", "lock\u00ad-out"]),
		(
			'"STOP" button',
			["“STOP” button", "„STOP“ button", "«Stop» button", "＂ＳＴＯＰ＂ button", "「stop」 button"],
		),
		("wait...", ["wait…", "Wait"]),
		("现场总线", ["现场总线。", " 现场 总线 ", "现场总线．", "\ufeff现场总线"]),
		("Modbus 协议", ["modbus协议", "ＭＯＤＢＵＳ 协议"]),
		("红，绿", ["红,绿", "红, 绿", "红、绿"]),
		("Schütz öffnen", ["Schu\u0308tz o\u0308ffnen"]),
		("(1) 断电；(2) 验电", ["（1）断电;（2）验电"]),
	],
)
def test_what_phones_put_in_by_themselves_is_no_difference(accepted, given):
	asked = {"question_type": "Short Text", "accepted": [accepted]}
	assert [answer for answer in given if not is_right(asked, answer)] == []
	assert not is_right(asked, accepted + " x") and not is_right(asked, "")


@given(st.one_of(st.text(), st.from_regex(r"[-+]?[0-9., ']{1,40}"), st.floats(), st.integers()))
def test_any_answer_is_a_number_or_none(given):
	value = number_of(given)
	assert value is None or isinstance(value, float)


@given(st.integers(-(10**12), 10**12), st.sampled_from(["{:,}", "{}"]))
def test_a_number_is_itself_however_its_thousands_are_parted(number, form):
	text = form.format(number)
	for mark in (",", " ", "\u202f", "'"):
		assert number_of(text.replace(",", mark)) == number


@given(st.text())
def test_a_plain_text_stays_plain(text):
	assert plain(plain(text)) == plain(text)


def test_what_is_stored_without_brackets_is_the_same_as_what_was_typed():
	assert plain("x‹y") == plain("x<y") == plain("X ＜ Y".replace(" ", ""))
