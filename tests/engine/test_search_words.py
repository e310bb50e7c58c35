"""In which writings a text is found and a question understood (G2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.search_words import fold, marks, needs_of, telling_words, words_of

TEXTS = st.text(
	alphabet=st.one_of(st.characters(), st.sampled_from("漏水電電机压缩 E21e-.１ａｶﾞ가\u0301ßİ\x1f")),
	max_size=60,
)


@pytest.mark.parametrize(
	("one", "other"),
	[
		("１０Ａ", "10A"),
		("ｶﾞｽ", "ガス"),
		("軸承壓縮機漏電", "轴承压缩机漏电"),
		("ÜBERHITZUNG", "uberhitzung"),
		("Straße", "STRASSE"),
		("e\u0301cran", "ecran"),
	],
)
def test_writings_that_are_one(one, other):
	assert fold(one) == fold(other)


def test_voiced_and_unvoiced_are_two():
	assert fold("ガ") != fold("カ")


@pytest.mark.parametrize("writing", ["E-21", "E21", "e 21", "e21", "Ｅ－２１", "E_21", "E.21", "E/21"])
def test_one_code_in_its_writings(writing):
	assert [need.text for need in needs_of(writing)] == ["e21"]
	assert "e21" in words_of(f"显示{writing}报警").words


@pytest.mark.parametrize("part", ["kx", "200", "kx200", "2001", "kx2001"])
def test_a_code_is_known_by_each_run_of_its_parts(part):
	assert part in words_of("更换KX-200.1轴承").words


def test_a_part_of_a_number_is_no_part_of_a_code():
	assert "e2" not in words_of("E-21").words
	assert "00" not in words_of("KX-200.1").words


def test_a_word_before_a_number_makes_no_code():
	assert [need.text for need in needs_of("fan in 21")] == ["fan", "21"]
	assert "10a" in words_of("fuse of 10 A").words


def test_a_code_of_very_many_parts_is_known_as_a_whole_and_in_pieces():
	code = "-".join(f"A{number}" for number in range(15))
	words = words_of(code).words
	assert code.replace("-", "").lower() in words and "a0a1" in words
	assert len(words) < 200


@pytest.mark.parametrize(
	("question", "asked"),
	[
		("电机 漏水", ["电机", "漏水"]),
		("电机漏水怎么办", ["电机", "漏水"]),
		("What to do when the motor is leaking", ["motor", "leaking"]),
		("水", ["水"]),
		("怎么办", ["怎么办"]),
		("비밀번호", ["비밀번호"]),
		("パスワード", ["パスワード"]),
		("usb 3", ["usb3"]),
		("hot-plate", ["hotplate"]),
		("", []),
		(None, []),
		("\"'(:*-^~)AND", ["and"]),
		("( - . : ' )", []),
	],
)
def test_what_a_question_asks_for(question, asked):
	assert [need.text for need in needs_of(question)] == asked


def test_only_the_last_word_may_be_unfinished():
	assert [need.is_last for need in needs_of("motor leak")] == [False, True]
	assert [need.is_last for need in needs_of("motor leak ")] == [False, False]
	assert [need.is_last for need in needs_of("motor leaks the")] == [False, False]


def test_codes_and_short_words_are_never_typing_errors():
	assert [need.may_be_mistyped for need in needs_of("E21 fan KX-200 compresor 压缩机")] == [
		*(False, False, False, True),
		*[False] * len(needs_of("压缩机")),
	]


def test_marks_stand_where_the_text_is_written():
	text = "更换KX-200.1軸承, ｶﾞス"
	assert [text[start:end] for start, end in marks(text, needs_of("kx200 轴承 ガ"))] == [
		"KX-200",
		"軸承",
		"ｶﾞ",
	]


def test_a_text_is_compared_by_what_tells():
	assert telling_words("漏水的声音 the compressor E-21") == ["漏水", "声音", "compressor", "e21", "21"]


@given(TEXTS)
def test_folding_twice_changes_nothing(text):
	once = fold(text)
	assert fold(once) == once


@given(TEXTS, TEXTS)
def test_whatever_stands_in_a_text_is_found_by_itself(before, after):
	words = words_of(f"{before} 漏水 KX-200 {after}")
	for need in needs_of("漏水 KX-200"):
		assert set(need.phrase) <= set(words.words)


@given(TEXTS, TEXTS)
def test_marks_lie_inside_the_text_in_order(text, question):
	last = 0
	for start, end in marks(text, needs_of(question)):
		assert last <= start < end <= len(text)
		last = end


@given(TEXTS)
def test_words_hold_no_space(text):
	assert all(word and not any(letter.isspace() for letter in word) for word in words_of(text).words)


@given(TEXTS, TEXTS)
def test_marks_are_the_same_whatever_else_stands_in_the_text(text, question):
	"""A text whose characters all stand alone is read faster than one with an accent behind a letter."""
	needs = [need for need in needs_of(question) if not need.is_last]
	beside = f"{text}\n\n!\n\ne\u0301\u0323 ㌔"
	assert [span for span in marks(beside, needs) if span[1] <= len(text)] == [
		span for span in marks(text, needs) if span[1] <= len(text)
	]
