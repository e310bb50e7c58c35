"""Texts of cases: markup that does nothing, texts without people, and what changed from one text to another (G1, D3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.anonymous_text import Known, names_people, without_people
from fsm_app.engine.clean_markup import clean_markup, text_of
from fsm_app.engine.text_difference import CAME, SAME, WENT, difference

LINES = st.lists(
	st.sampled_from(["", "pump", "the pump stops", "泵停机", "泵启动后停机", "E-21", "a b c", "a b d"]),
	max_size=8,
)


class TestMarkup:
	@pytest.mark.parametrize(
		"attack",
		(
			"<script>alert(1)</script>",
			"<img src=x onerror=alert(1)>",
			"<svg onload=alert(1)><script>1</script></svg>",
			"<a href='javascript:alert(1)'>x</a>",
			"<a href='jAvAsCrIpT&#58;alert(1)'>x</a>",
			"<a href='data:text/html,<script>1</script>'>x</a>",
			"<img src='https://spy.example/1.png'>",
			"<img src='//spy.example/1.png'>",
			"<img src='/private/files/../../site_config.json'>",
			"<img src='data:image/svg+xml;base64,PHN2Zz4='>",
			"<iframe src='https://spy.example'></iframe>",
			"<p style='position:fixed;background:url(https://spy.example)'>x</p>",
			"<style>p{background:url(https://spy.example)}</style>",
			"<link rel=stylesheet href=https://spy.example>",
			"<form action=https://spy.example><input name=password></form>",
			"<math><mtext></form><form><mglyph><style></style></math><img src onerror=alert(1)>",
			"<p class='modal-backdrop btn'>x</p>",
			"<object data=x><embed src=x><base href=https://spy.example>",
		),
	)
	def test_nothing_acts_hides_or_fetches(self, attack):
		clean = clean_markup(f"<p>before</p>{attack}<p>after</p>").lower()
		for bad in (
			"script",
			"onerror",
			"onload",
			"spy.example",
			"style",
			"<svg",
			"<form",
			"<input",
			"<iframe",
			"data:",
			"modal",
			"..",
		):
			assert bad not in clean
		# what stands in a style sheet goes with it, and here a parser of HTML finds all the rest in one
		assert "before" in clean and ("after" in clean or "<math>" in attack)
		assert clean_markup(clean) == clean

	def test_what_formats_stays(self):
		kept = (
			'<h2>A</h2><ol><li data-list="bullet">b <strong>c</strong></li></ol>'
			'<table><tbody><tr><td colspan="2">d</td></tr></tbody></table><img src="/private/files/a%20b.png" alt="e">'
		)
		assert clean_markup(kept) == kept
		assert 'href="/knowledge/x"' in clean_markup('<a href="/knowledge/x">x</a>')

	def test_a_picture_is_shown_where_the_caller_says(self):
		shown = clean_markup(
			'<img src="/private/files/a.png"><img src="/files/b.png">',
			lambda url: f"/x?u={url}" if "private" in url else None,
		)
		assert 'src="/x?u=/private/files/a.png"' in shown and "b.png" not in shown

	@given(st.text(max_size=200))
	def test_any_text_is_taken(self, text):
		clean = clean_markup(text)
		assert clean_markup(clean) == clean
		text_of(text)

	def test_markup_that_is_nested_deeply_is_taken(self):
		assert "x" in clean_markup("<div>" * 5_000 + "x")
		assert text_of("<p>" * 5_000 + "x") == "x"

	def test_the_text_of_markup_has_a_line_for_each_block(self):
		assert text_of("<div><p>a &lt; b</p><ul><li>c<li>d e</ul><script>x</script></div>") == "a < b\nc\nd e"


class TestPeople:
	KNOWN = Known(
		("Ann-Marie Lee", "王小明"),
		("Acme Robotics GmbH", "上海泵业有限公司"),
		("+49 30 901820", "1 Example Road"),
	)

	@pytest.mark.parametrize(
		("text", "hidden"),
		(
			("Ask Ann-Marie Lee.", "Ask ****."),
			("ask LEE now", "ask **** now"),
			("王小明说停机，王先生也在", "****说停机，****也在"),
			("at Acme Robotics, hall 3", "at ****, hall 3"),
			("在上海泵业安装", "在****安装"),
			("mail ann.lee+x@acme.example today", "mail **** today"),
			("call 13812345678 or +49 30 901820", "call **** or ****"),
			("lives at 1 Example Road", "lives at ****"),
		),
	)
	def test_names_numbers_and_addresses_are_hidden(self, text, hidden):
		assert without_people(text, self.KNOWN, "CN").text == hidden

	@pytest.mark.parametrize(
		"text",
		(
			"Valve 6205-2RS, 24 V, 4-20 mA",
			"E-21 after 3000 h",
			"Sleeve leaks",
			"2026-11-29 10:00",
			"The fleet of pumps",
			"王府井的泵",
			"经理室的泵",
		),
	)
	def test_what_is_about_the_device_stays(self, text):
		assert without_people(text, self.KNOWN, "CN") == (text, 0)

	def test_the_devices_number_stays_also_where_it_looks_like_a_telephones(self):
		text = "SN 13812345678, tel 13912345678"
		assert without_people(text, Known(), "CN", ["13812345678"]).text == "SN 13812345678, tel ****"

	def test_a_whole_name_is_found_and_a_part_of_a_word_is_not(self):
		assert names_people("said Ann-Marie Lee today", self.KNOWN)
		assert names_people("寄给王小明", self.KNOWN)
		assert not names_people("Ann-Marie Leerer", self.KNOWN)
		assert not names_people("", self.KNOWN)

	@given(st.text(max_size=120), st.text(max_size=20))
	def test_any_text_and_any_name_is_taken(self, text, name):
		without_people(text, Known((name,), (name,), (name,)), "DE")


class TestDifference:
	@given(LINES, LINES)
	def test_both_texts_can_be_read_from_it(self, before, after):
		found = difference("\n".join(before), "\n".join(after))
		for kept, text in ((WENT, before), (CAME, after)):
			read = ["".join(piece.text for piece in line if piece.mark in (SAME, kept)) for line in found]
			assert [line for line in read if line] == [line for line in text if line]

	@given(LINES)
	def test_a_text_is_not_different_from_itself(self, lines):
		text = "\n".join(lines)
		assert {piece.mark for line in difference(text, text) for piece in line} <= {SAME}

	def test_chinese_is_compared_sign_by_sign(self):
		assert difference("更换止回阀", "更换节流阀") == [
			[(SAME, "更换"), (WENT, "止回"), (CAME, "节流"), (SAME, "阀")]
		]
