"""The words of a mail: all that a reader sees of it, and without what an answer quotes (C2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.mail_words import READ_AT_MOST, own_words, own_words_of_html, words_of_html


@pytest.mark.parametrize(
	("content", "text"),
	[
		("plain", "plain"),
		("<p>one</p><p>two</p>", "one two"),
		("ref<b>und</b>", "refund"),
		("a<br/>b", "a b"),
		("<style>p { content: 'refund' }</style>seen", "seen"),
		("<!-- refund -->seen", "seen"),
		("3 < 5 and 5 > 3", "3 < 5 and 5 > 3"),
		("left <b open", "left <b open"),
		("fish &amp; chips", "fish & chips"),
		("<p>mine</p><blockquote>yours <blockquote>older</blockquote></blockquote>after", "mine after"),
		("mine\n> yours\n> and more\nafter", "mine after"),
		("", ""),
		("<", "<"),
	],
)
def test_markup_and_quoted_messages_are_left_out(content, text):
	assert " ".join(own_words_of_html(content).split()) == text


@pytest.mark.parametrize(
	("content", "text"),
	[
		("<blockquote>Pump 7 leaks</blockquote>", "Pump 7 leaks"),
		("<p>FYI</p><blockquote><p>三号泵<br>漏水</p></blockquote>", "FYI 三号泵 漏水"),
		("<p>&gt; 80 degrees since noon</p>", "> 80 degrees since noon"),
		("Screen shows &lt;ERR 7&gt; then stops", "Screen shows <ERR 7> then stops"),
		("<title>x</title><script>y</script>seen", "seen"),
	],
)
def test_what_opens_a_ticket_is_read_whole(content, text):
	assert " ".join(words_of_html(content).split()) == text


@pytest.mark.parametrize(
	("text", "own"),
	[
		("mine\n> yours\n> and more", "mine"),
		("On Monday Bob wrote:\n> yours\nmine", "On Monday Bob wrote:\nmine"),
		("周一，李喆写道：\n\n> 你们的\n我的", "周一，李喆写道：\n\n我的"),
		("> 80 degrees since noon", "> 80 degrees since noon"),
		("It is hot\n> 80 degrees\nsince noon", "It is hot\n> 80 degrees\nsince noon"),
		("a\n\n  > b\n >> c", "a\n"),
		("", ""),
	],
)
def test_a_line_of_its_own_is_no_quote(text, own):
	assert own_words(text) == own


def test_an_answer_that_only_quotes_is_read_whole():
	assert own_words_of_html("<blockquote>yours</blockquote>").strip() == "yours"


@given(st.text(alphabet="<>/!-abp \n&;", max_size=200))
def test_any_input_gives_a_text(content):
	assert len(own_words_of_html(content)) <= READ_AT_MOST
	assert len(words_of_html(content)) <= READ_AT_MOST
