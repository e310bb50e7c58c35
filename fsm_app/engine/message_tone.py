"""What the words and the tone of a message give away (C7).

Every function takes time in proportion to its text: whoever writes to us must not be able to keep us busy. Words come
from users and are never patterns; they are compared, not compiled.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from fsm_app.engine.mail_words import READ_AT_MOST

EXCLAMATION_MARKS = 3
SHOUTED_WORDS = 4
SHOUTED_SHARE = 0.6

# Thai, Japanese kana, Chinese, Korean: no spaces between words, or endings grown on to them. A word in these scripts
# is found anywhere.
_UNSPACED = (
	"\u0e00-\u0e7f\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
	"\U00020000-\U0003ffff"
)
_HAS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_TOKEN = re.compile(rf"[^\W_{_UNSPACED}]+")
_SPACE = re.compile(r"\s+")
_EXCLAMATION = re.compile("[!\uff01\u203c\u2757]")


class Words(NamedTuple):
	"""Words and phrases made ready for `found_in`, each with the way in which the user wrote it."""

	phrases: dict[tuple[str, ...], str]
	parts: dict[str, str]
	lengths: tuple[int, ...]


def words_of(lines: Iterable[str]) -> Words:
	"""Make words and phrases ready, one a line as users write them; empty lines are left out."""
	phrases: dict[tuple[str, ...], str] = {}
	parts: dict[str, str] = {}
	for line in lines:
		written = _SPACE.sub(" ", line).strip()
		folded = _folded(written)
		tokens = tuple(_TOKEN.findall(folded))
		if not folded:
			continue
		# Signs alone, such as an emoji, are no words either.
		if _HAS_UNSPACED.search(folded) or not tokens:
			parts.setdefault(folded, written)
		else:
			phrases.setdefault(tokens, written)
	return Words(phrases, parts, tuple(sorted({len(tokens) for tokens in phrases})))


class Text:
	"""A plain text made ready for being searched for many words."""

	def __init__(self, text: str):
		self.text = text[:READ_AT_MOST]
		self.folded = _folded(self.text)
		self.tokens = _TOKEN.findall(self.folded)

	def found(self, words: Words) -> list[str]:
		"""The words and phrases that the text holds, as the user wrote them, sorted; Latin ones as whole words."""
		hits = {written for part, written in words.parts.items() if part in self.folded}
		for length in words.lengths:
			for first in range(len(self.tokens) - length + 1):
				if written := words.phrases.get(tuple(self.tokens[first : first + length])):
					hits.add(written)
		return sorted(hits)

	def has_many_exclamation_marks(self) -> bool:
		"""Whether there are EXCLAMATION_MARKS or more, of any width."""
		return len(_EXCLAMATION.findall(self.text)) >= EXCLAMATION_MARKS

	def is_shouted(self) -> bool:
		"""Whether most words are in capitals: SHOUTED_WORDS or more of them, and SHOUTED_SHARE of all words.

		Words are of three letters or more, so that abbreviations such as PC and numbers of parts do not count.
		"""
		words = [word for word in _TOKEN.findall(self.text) if len(word) > 2 and word.isalpha()]
		shouted = sum(word.isupper() for word in words)
		return shouted >= SHOUTED_WORDS and shouted >= SHOUTED_SHARE * len(words)


def _folded(text: str) -> str:
	"""The text in one case and one width, with single spaces: words in full-width letters are the same words."""
	return _SPACE.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()
