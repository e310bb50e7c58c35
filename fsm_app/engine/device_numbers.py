"""What in a text may be the number of a device, whatever stands around it (C2)."""

import re
from unicodedata import normalize

# Dashes of all lengths, as phones and word processors put them in.
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"))
_WORD = re.compile(r"[^\s,;:!?()<>\[\]{}\"'“”‘’‹›，。；：！？（）、【】《》〈〉「」]+")
# Letters of alphabets, digits and what joins them: a number between Chinese characters.
_NUMBER = re.compile(r"[A-Za-z0-9\u00c0-\u024f][A-Za-z0-9\u00c0-\u024f./_#+*-]*")
_EDGES = ".-_#*/+"
_SHORTEST, _LONGEST = 4, 140
WORDS = 300
# A number with spaces in it is written in that many pieces at most.
_PIECES = 4


def numbers_in(text: str) -> list[str]:
	"""The words that may be the number of a device, each once, in full-width signs as in others."""
	words = _WORD.findall(_plain(text))
	numbers = [number for word in words for number in (word, *_NUMBER.findall(word))]
	parts = [part for number in numbers if "/" in number for part in number.split("/")]
	return _likely([*numbers, *parts])


def spaced_numbers_in(text: str) -> list[str]:
	"""As `numbers_in`, of numbers that are written with spaces, such as `SN 40012 B`."""
	pieces = [_NUMBER.findall(line) for line in _plain(text).split("\n")]
	return _likely(
		" ".join(line[first : first + length])
		for line in pieces
		for first in range(len(line))
		for length in range(2, _PIECES + 1)
	)


def _plain(text: str) -> str:
	return normalize("NFKC", text.translate(_DASHES)).translate(_DASHES)


def _likely(words) -> list[str]:
	found: dict[str, None] = {}
	for word in words:
		word = word.strip(_EDGES)
		if _SHORTEST <= len(word) <= _LONGEST and any(sign.isdigit() for sign in word):
			found.setdefault(word)
			if len(found) == WORDS:
				break
	return list(found)
