"""How much two descriptions of a fault have in common (C3).

Plain matching, so that everybody can see why two tickets are held to be alike: the share of common words, and for
scripts without spaces of common pairs of neighbouring characters.
"""

import re
import unicodedata
from typing import NamedTuple

# From this share on, two descriptions are taken for the same fault.
ALIKE_FROM = 0.6
READ_AT_MOST = 2000

# Thai, Japanese kana, Chinese, Korean.
_UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_RUN = re.compile(f"[{_UNSPACED}]+")
_WORD = re.compile(rf"[^\W_{_UNSPACED}]+")
# Words that stand in every description and tell no fault from another.
_COMMON = frozenset(
	"a an and are as at be by can cannot do does doesn for from has have in is it its not of on or our t that the there"
	" this to was with we will when".split()
)


def traits(text: str | None) -> frozenset[str]:
	"""What is compared of a text: its words without the commonest, and pairs of characters where there are no spaces."""
	folded = unicodedata.normalize("NFKC", (text or "")[:READ_AT_MOST]).casefold()
	words = {word for word in _WORD.findall(folded) if word not in _COMMON}
	pairs = {run[place : place + 2] for run in _RUN.findall(folded) for place in range(max(len(run) - 1, 1))}
	return frozenset(words | pairs)


def likeness(one: str | None, other: str | None) -> float:
	"""The share of what both texts have in common, from 0 to 1 (Dice's coefficient); 0 where one says nothing."""
	first, second = traits(one), traits(other)
	if not first or not second:
		return 0.0
	return 2 * len(first & second) / (len(first) + len(second))


class Fault(NamedTuple):
	"""What a ticket says of its fault: a code where one is known, and descriptions in different words."""

	code: str | None
	texts: tuple[str | None, ...]


def is_same_fault(one: Fault, other: Fault) -> bool:
	"""Whether two tickets speak of the same fault: equal codes, else any two descriptions that are alike.

	Two different codes are two faults, whatever the descriptions say.
	"""
	if one.code and other.code:
		return one.code.strip().casefold() == other.code.strip().casefold()
	return any(likeness(text, written) >= ALIKE_FROM for text in one.texts for written in other.texts)
