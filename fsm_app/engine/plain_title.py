"""What a title and a plain text may hold, whoever wrote them and whatever way they came (C2, D3).

Frappe's board, calendar and dialogs read a title as HTML once more, so that `&lt;script&gt;` becomes a script there, and
put it between double quotes. A title therefore holds no sign from which markup could become: those that people need stand
as their look-alikes, and what was written stays readable: `Screen shows <ERR 7>` is `Screen shows ‹ERR 7›`.

Every function takes time in proportion to its text.
"""

import json
import re
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser
from unicodedata import normalize

# Control characters and what is none of a text's: single surrogates, signs that turn the direction of what follows,
# the mark of byte order, and what Unicode keeps for programs.
_CONTROLS = re.compile(
	"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
# `&` in any width with what browsers take for an entity after it, with or without its semicolon.
_ENTITY = re.compile(
	"[&＆﹠](?:[#＃﹟][xXｘＸ]?[0-9a-fA-F０-９ａ-ｆＡ-Ｆ]+|[A-Za-zａ-ｚＡ-Ｚ][0-9A-Za-z０-９ａ-ｚＡ-Ｚ]*)[;；﹔]?"
)
# `&amp;amp;amp;lt;`, of which one pass would take off one `amp;`, is made short at once.
_NESTED = re.compile("&(?:(?:amp|AMP|#0*38|#[xX]0*26);)+")
_LEADING_ZEROS = re.compile("(?<=#)([xX]?)0+(?=[0-9a-fA-F])")
# The longest name of an entity has 33 letters.
_LONGEST_ENTITY = 40
# What is still an entity after that many passes was written to keep us busy.
_PASSES = 5

_LESS, _MORE = "‹", "›"
_BRACKETS = str.maketrans(
	{"<": _LESS, "＜": _LESS, "﹤": _LESS, ">": _MORE, "＞": _MORE, "﹥": _MORE, "\t": " "}
)
# A quote opens at the beginning, after a space and after a bracket, and closes anywhere else.
_OPENING_QUOTE = re.compile(r'(?<![^\s(\[{‹«（【《「])"')
# Where a browser begins an element; at the end of a text it may meet what another one begins with.
_TAG = re.compile(r"<(?=[A-Za-z/!?]|\Z)([^<>]*)(>?)")


def plain_title(text: str) -> str:
	"""One line without `<`, `>`, double quotes, entities that become them, and control characters."""
	if not isinstance(text, str):
		return text
	title = _decoded(without_controls(text), '<>"&').translate(_BRACKETS)
	title = _OPENING_QUOTE.sub("“", title).replace('"', "”")
	return " ".join(line.strip() for line in title.split("\n")).strip()


def plain_lines(text: str) -> str:
	"""Several lines as they were typed, but that nothing in them is markup and that they hold no control characters.

	`> 80 degrees` and `p < 3 bar` stay; what would open an element stands between look-alikes.
	"""
	if not isinstance(text, str):
		return text
	return _TAG.sub(_without_brackets, _decoded(without_controls(text), "<>&"))


def without_controls(text: str) -> str:
	"""The text without control characters; ends of lines are all written alike."""
	if not isinstance(text, str):
		return text
	return _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))


def whole_markup(text: str) -> str:
	"""Markup as it was written; what holds no whole element, or is JSON, is text, and shows its `<`.

	Frappe cleans markup, but lets these two pass as they are. What stands behind a tag without an end closes it.
	"""
	if not isinstance(text, str):
		return text
	text = without_controls(text)
	return text.replace("<", "&lt;") if "<" in text and (_is_json(text) or not _has_element(text)) else text


class _Elements(HTMLParser):
	found = False

	def handle_starttag(self, tag, attrs):
		self.found = True


def _has_element(text: str) -> bool:
	parser = _Elements()
	parser.feed(text)
	parser.close()
	return parser.found


def _is_json(text: str) -> bool:
	try:
		json.loads(text)
	except (ValueError, RecursionError):
		return False
	return True


def _without_brackets(tag: re.Match) -> str:
	return f"{_LESS}{tag[1]}{_MORE if tag[2] else ''}"


def _decoded(text: str, signs: str) -> str:
	"""The text in which no entity stands for one of `signs` or for a control character, however often it is wrapped."""
	for _pass in range(_PASSES):
		shorter = _ENTITY.sub(lambda found: _sign_of(found[0], signs), _NESTED.sub("&", text))
		if shorter == text:
			return text
		text = without_controls(shorter)
	return text.replace("&", "＆") if _ENTITY.search(text) else text


def _sign_of(entity: str, signs: str) -> str:
	# A text that is full of entities is mostly full of the same; only short ones are kept, so that memory is not filled.
	return _known_sign(entity, signs) if len(entity) <= _LONGEST_ENTITY else _sign(entity, signs)


@lru_cache(maxsize=1024)
def _known_sign(entity: str, signs: str) -> str:
	return _sign(entity, signs)


def _sign(entity: str, signs: str) -> str:
	written = _LEADING_ZEROS.sub(r"\1", normalize("NFKC", entity))
	if len(written) > _LONGEST_ENTITY:
		return entity.replace("&", "＆")
	meant = unescape(written)
	if meant == written:
		return entity  # no entity after all, as in R&D
	harmful = not meant or any(sign in meant for sign in signs) or meant != without_controls(meant)
	return meant if harmful else entity
