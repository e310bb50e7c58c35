"""The text of bytes in a mail, whose labels are narrower than what is sent under them (C2).

Each label is read by its superset, as browsers do: who says gb2312 sends GBK, who says iso-8859-1 sends windows-1252.
What has no label, or one that means nothing, is guessed, and the guess is told.
"""

import codecs
import re
from email.errors import HeaderParseError
from email.header import decode_header
from typing import NamedTuple

# By Python's own name of what the label says. The WHATWG's table (encoding.spec.whatwg.org) where Python has its codec.
SUPERSETS = {
	"gb2312": "gb18030",
	"gbk": "gb18030",
	"iso8859-1": "cp1252",
	"iso8859-9": "cp1254",
	"iso8859-11": "cp874",
	"tis-620": "cp874",
	"euc_kr": "cp949",
	"johab": "cp949",
	"shift_jis": "cp932",
	"big5": "big5hkscs",
}
# What mail programs write and Python does not know.
ALIASES = {
	"gb_2312-80": "gb18030",
	"x-gbk": "gb18030",
	"gb2312-80": "gb18030",
	"x-x-big5": "big5hkscs",
	"x-sjis": "cp932",
	"windows-949": "cp949",
	"windows-874": "cp874",
	"iso-8859-8-i": "iso8859-8",
	"iso-8859-8-e": "iso8859-8",
	"x-mac-roman": "mac-roman",
	"utf8mb4": "utf-8",
}
# Labels that say nothing of what stands behind them where it is more than ASCII.
_EMPTY = frozenset(("ascii", "unknown-8bit", "8bit", "binary", "default", "x-unknown", "unknown", "none", ""))
# Codecs of Python that are none of mails.
_OTHER = frozenset(
	("idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "charmap", "oem", "mbcs")
)
_WORDS = re.compile(r"=\?[^?\s]+\?[bBqQ]\?[^?]*\?=(?:\s+=\?[^?\s]+\?[bBqQ]\?[^?]*\?=)*")
_HIGH = re.compile(rb"[\x80-\xff]+")


class Read(NamedTuple):
	"""A text, and the encoding that was taken for it where nothing said which; else empty."""

	text: str
	guessed: str = ""


def read(content: bytes, label: str | None, otherwise: str = "") -> Read:
	"""The text of `content` under `label`; without a label that holds by UTF-8 where it is valid, `otherwise` or a guess."""
	named = codec_of(label)
	if named:
		return Read(content.decode(named, "replace"))
	try:
		return Read(content.decode("ascii"))
	except UnicodeDecodeError:
		guess = _guess(content, codec_of(otherwise))
		return Read(content.decode(guess, "replace"), guess)


def read_header(value: str, otherwise: str = "") -> Read:
	"""A header on one line: its raw bytes and its encoded words."""
	raw = raw_text(value, otherwise)
	guesses = [raw.guessed]

	def written_out(words: re.Match) -> str:
		try:
			parts = decode_header(words[0])
		except (HeaderParseError, ValueError):
			return words[0]
		done = [
			Read(part) if isinstance(part, str) else read(part, label, otherwise) for part, label in parts
		]
		guesses.extend(one.guessed for one in done)
		return "".join(one.text for one in done)

	text = " ".join(_WORDS.sub(written_out, " ".join(raw.text.split())).split())
	return Read(text, next(filter(None, guesses), ""))


def raw_text(value: str, otherwise: str = "") -> Read:
	"""A header's text where it holds raw bytes, which Python's parser leaves in it as single surrogates."""
	try:
		raw = value.encode("ascii", "surrogateescape")
	except UnicodeEncodeError:
		return Read(value)  # it came as text
	return read(raw, None, otherwise)


def codec_of(label: str | None) -> str:
	"""Python's codec for what a label is taken to mean; empty where it means nothing."""
	label = (label or "").strip().strip("\"'").lower()
	if label in _EMPTY:
		return ""
	if label in ALIASES:
		return ALIASES[label]
	try:
		codec = codecs.lookup(label)
		"".encode(codec.name)  # no codec of texts, as rot13 and base64
	except (LookupError, ValueError, TypeError, UnicodeError):
		return ""
	return "" if codec.name in _EMPTY | _OTHER else SUPERSETS.get(codec.name, codec.name)


def _guess(content: bytes, otherwise: str) -> str:
	"""UTF-8 where it is valid; else `otherwise`; else Chinese where most of what is not ASCII stands close together, or Western.

	Two Chinese characters are four such bytes in a row; European words have one or two among letters.
	"""
	try:
		content.decode("utf-8")
	except UnicodeDecodeError:
		lengths = [len(run) for run in _HIGH.findall(content)]
		chinese = 2 * sum(length for length in lengths if length > 3) >= sum(lengths)
		return otherwise or ("gb18030" if chinese else "cp1252")
	return "utf-8"
