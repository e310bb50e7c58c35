"""Titles and plain texts from outside: no markup comes out of them, and they stay readable (C2, D3)."""

import unicodedata
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.plain_title import plain_lines, plain_title, whole_markup, without_controls


@pytest.mark.parametrize(
	("written", "title"),
	[
		("The pump leaks", "The pump leaks"),
		("Screen shows <ERR 7> then stops", "Screen shows ‹ERR 7› then stops"),
		("> 80 degrees since noon", "› 80 degrees since noon"),
		("p < 3 bar & rising", "p ‹ 3 bar & rising"),
		("<script>window.pwned=1</script>", "‹script›window.pwned=1‹/script›"),
		("&lt;script&gt;", "‹script›"),
		("&#60;b&#x3E; &#x3c;i&#62;", "‹b› ‹i›"),
		("&lt b &gt", "‹ b ›"),
		("&ltscript", "‹script"),
		("&LT;&GT;&QUOT;", "‹›”"),
		("&#0000060;&#x00003c", "‹‹"),
		("&amp;lt;img&amp;gt;", "‹img›"),
		("&amp;amp;amp;amp;amp;amp;amp;amp;lt;", "‹"),
		("&#38;#38;#x26;lt;", "‹"),
		("&amp&ampamp;lt;", "&‹"),
		("＜img＞ ﹤b﹥ ＆lt；＆＃６０；", "‹img› ‹b› ‹‹"),
		('The "big" pump', "The “big” pump"),
		('12" pipe', "12” pipe"),
		('x" onmouseover="pwned()', "x” onmouseover=”pwned()"),
		("x&quot; onfocus=&#34;y", "x” onfocus=”y"),
		("漏水（“三号”泵）<急>", "漏水（“三号”泵）‹急›"),
		("AT&T, R&D; fish &amp; chips &copy; 2026", "AT&T, R&D; fish & chips &copy; 2026"),
		("don't touch", "don't touch"),
		("one\r\ntwo\nthree\tfour", "one two three four"),
		("a\x00b\x1b[31m\x7f&#8;&#x1;", "ab[31m"),
		("\u202egnp.exe\u2069 \ufeffx", "gnp.exe x"),
		("\u200d👩\u200d🔧", "\u200d👩\u200d🔧"),
		("", ""),
	],
)
def test_a_title_is_readable_and_holds_no_markup(written, title):
	assert plain_title(written) == title


@pytest.mark.parametrize(
	("written", "lines"),
	[
		("> 80 degrees\np < 3 bar, q <5", "> 80 degrees\np < 3 bar, q <5"),
		("Screen shows <ERR 7> then", "Screen shows ‹ERR 7› then"),
		("<img src=x onerror=alert(1)>", "‹img src=x onerror=alert(1)›"),
		("&lt;img onerror=x&gt; &amp;lt;b", "‹img onerror=x› ‹b"),
		("a</b><!-- c --><?php", "a‹/b›‹!-- c --›‹?php"),
		("ends with <", "ends with ‹"),
		("<故障> 三号泵", "<故障> 三号泵"),
		('{"a": "b"}', '{"a": "b"}'),
		("say &quot;stop&quot;", "say &quot;stop&quot;"),
		("a\x00b\r\nc\rd\u2028e", "ab\nc\nd\ne"),
	],
)
def test_lines_stay_as_typed_without_markup(written, lines):
	assert plain_lines(written) == lines


def test_what_is_no_text_is_left_alone():
	assert (plain_title(None), plain_lines(5), without_controls(None)) == (None, 5, None)


PIECES = st.lists(
	st.sampled_from(
		'< > & ; # x 0 60 3c lt gt LT amp AMP quot ＆ ＜ ； ＃ lt； " &lt; &amp; &#38; &#x26 \x00 \u202e script / ! a 漏'.split(
			" "
		)
	),
	max_size=30,
).map("".join)


def _decoded_by_everybody(text: str) -> str:
	for _time in range(60):
		text = unescape(text)
	return text


@given(PIECES)
def test_nothing_that_a_browser_makes_of_a_title_is_markup(text):
	title = plain_title(text)
	assert not set('<>"') & set(_decoded_by_everybody(title))
	assert not any(unicodedata.category(sign) in ("Cc", "Cs") for sign in title)
	assert plain_title(title) == title
	assert len(title) <= len(text)


@given(PIECES)
def test_no_element_comes_of_lines(text):
	lines = plain_lines(text)
	read = _decoded_by_everybody(lines.replace("\n", " "))
	assert not any(f"<{sign}" in read for sign in ("script", "a", "x", "lt", "gt", "amp", "quot", "/", "!"))
	assert plain_lines(lines) == lines


@pytest.mark.parametrize(
	"piece", ["&amp;", "&amp", "&", "<", "&lt;", '"', "&#0", "&#", "\n", "\r", "＆amp；", " "]
)
def test_a_long_text_is_only_long(piece):
	"""A million characters of whatever is awkward; what is no longer in proportion would not come back."""
	text = piece * (1_000_000 // len(piece))
	assert "<" not in plain_title(text + "lt;") and isinstance(plain_lines(text), str)


def test_a_number_of_thousands_of_digits_is_no_error():
	assert "<" not in unescape(plain_title("&#" + "0" * 10_000 + "60;"))
	assert isinstance(plain_title("&#" + "9" * 10_000 + ";"), str)


@pytest.mark.parametrize(
	"text",
	[
		"<img src=x onerror=alert(1) ",
		'<img src=">" onerror=alert(1) ',
		"<!-- and all that follows",
		'"<img src=x onerror=alert(1)>"',
		'["<svg onload=alert(1)>"]',
		"p < 3 bar",
	],
)
def test_what_passes_for_markup_unread_is_text(text):
	assert whole_markup(text) == text.replace("<", "&lt;")


@pytest.mark.parametrize("text", ["<p>It leaks</p>", "<p>a</p><br>b", "no tag", "R&D", '{"a": 1}', ""])
def test_markup_is_left_as_it_was_written(text):
	assert whole_markup(text) == text
