"""Words and tone of a message: found whole or within, without its markup, in time that grows with its length (C7)."""

import time

import pytest

from fsm_app.engine.mail_words import own_words_of_html
from fsm_app.engine.message_tone import Text, words_of


def found(text: str, *lines: str) -> list[str]:
	return Text(text).found(words_of(lines))


@pytest.mark.parametrize(
	("text", "line", "hit"),
	[
		("I want a refund.", "refund", True),
		("REFUND, now", "refund", True),
		("I want a Refund", "REFUND", True),
		("\uff32\uff45\uff46\uff55\uff4e\uff44", "refund", True),
		("refundable", "refund", False),
		("a prefund", "refund", False),
		("my money,\n back", "money back", True),
		("money is back", "money back", False),
		("I'm fed up", "fed up", True),
		("我要投诉你们", "投诉", True),
		("投 诉", "投诉", False),
		("我打12315了", "12315", True),
		("part 123150", "12315", False),
		("非常满意", "不满意", False),
		("환불해 주세요", "환불", True),
		("so \U0001f621\U0001f621", "\U0001f621", True),
		("anything", ".*", False),
		("what?.*", ".*", True),
		("aaaa", "(a+)+$", False),
		("rule under_score here", "score", True),
	],
)
def test_latin_words_are_found_whole_and_chinese_ones_anywhere(text, line, hit):
	assert found(text, line) == ([line] if hit else [])


def test_empty_lines_are_no_words():
	words = words_of(["", "  ", "\t"])
	assert (words.phrases, words.parts) == ({}, {})
	assert found("", "refund") == []


def test_words_come_back_as_they_were_written_each_once():
	assert found("Refund! refund! 投诉 投诉", "Refund", "  投诉 ", "lawyer") == ["Refund", "投诉"]


@pytest.mark.parametrize(
	"piece", ["<", "<!--", "<p", "</blockquote>", "<blockquote>", "refund ", "投", "&lt;", "a"]
)
def test_a_long_message_takes_no_longer_than_its_share(piece):
	"""Two million characters of whatever is awkward; seconds would mean that the time is not in proportion."""
	words = words_of(
		[f"word{number} again" for number in range(300)] + [f"投诉{number}" for number in range(300)]
	)
	started = time.perf_counter()
	Text(own_words_of_html(piece * (2_000_000 // len(piece)))).found(words)
	assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
	("text", "many"),
	[
		("What?!", False),
		("No! No!", False),
		("Help!!!", True),
		("退钱！！！", True),
		("No! No! \uff01", True),
	],
)
def test_three_exclamation_marks_are_many(text, many):
	assert Text(text).has_many_exclamation_marks() is many


@pytest.mark.parametrize(
	("text", "shouted"),
	[
		("WHEN WILL YOU COME HERE", True),
		("WHEN WILL SOMEBODY FINALLY come", True),
		("when will somebody come", False),
		("PLC ABC XYZ", False),
		("The PLC and the HMI and the VFD and the UPS are off", False),
		("ERROR E-1501 ON PC 2", False),
		("请尽快派人来", False),
		("", False),
	],
)
def test_a_message_mostly_in_capitals_is_shouted(text, shouted):
	assert Text(text).is_shouted() is shouted
