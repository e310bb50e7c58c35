"""What a text and a question are searched by: words, runs of Chinese characters, codes in all their writings (G2).

Full and half width, upper and lower case, accents, traditional and simplified characters are alike. Scripts without
spaces are taken apart into pairs of neighbours, so that a word is found wherever it stands and no dictionary decides what
may be found; single characters are kept besides. A code is known by each run of its parts: KX-200.1 by kx, 200, 1, kx200,
2001 and kx2001, so that E-21, E21 and e 21 are one.
"""

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

# Thai, Lao, Khmer, kana, Chinese and Korean. Korean has spaces, and endings that stick to its words.
_UNSPACED = (
	"\u0e00-\u0eff\u1780-\u17ff\u1100-\u11ff\u3005\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
	"\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_CHINESE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# What stands in place of a space inside a code, and what else may stand between its parts.
_SPACE = "\x1f"
_JOINTS = rf"{_SPACE}\-‐‑‒–—−._/+#:·"
_PLAIN = rf"[^\W_{_UNSPACED}]"
_CHUNK = re.compile(rf"[{_UNSPACED}]+|{_PLAIN}+(?:[{_JOINTS}]{_PLAIN}+)*")
_PART = re.compile(r"\d+|[^\W\d_]+")
_WORD = re.compile(r"[^\W_]+")
_RUN = re.compile(rf"[{_UNSPACED}]+|{_PLAIN}+")
_LETTERS = rf"[^\W\d_{_UNSPACED}]"
_SPACED_CODE = re.compile(rf"(?<!{_PLAIN})({_LETTERS}{{1,3}}) (?=\d)")
_SPACED_UNIT = re.compile(rf"(?<=\d) (?={_LETTERS}{{1,2}}(?!{_PLAIN}))")
# What stands before a number without being part of a code.
_NO_CODE = frozenset(
	"a am an and are as at auf by das de der die du el en et for has im in is la le no of on or the to un und was".split()
)
# Said in every question; they find nothing by themselves.
_SAID_ALWAYS = frozenset(
	"a an and are as at be by can do does for from has have how i if in is it its my of on or our so that the there this"
	" to was we what when where which who why will with"
	" 的 了 吗 呢 啊 吧 呀 是 在 和 与 及 或 我 我们 你 您 请 请问 怎么 怎样 怎么办 如何 什么 为什么 为何 哪些 会 这 那 这个 那个"
	" 一个 一下 出现 以及 并 还 都 也 就 把 被 给".split()
)
# Longer codes are known by runs of so many parts and as a whole.
_LONGEST_RUN = 6
_MOST_PARTS = 24
_LONGEST_WORD = 80
# As long as a field of the database.
LONGEST_CODE = 140
_LONGEST_QUESTION = 400
_MOST_NEEDS = 24
# Shorter words have too many neighbours to be typing errors of one of them.
_CORRECTED_FROM = 4


class Words(NamedTuple):
	"""What a text is found by: words, codes and pairs in their order; single characters of scripts without spaces."""

	words: list[str]
	characters: list[str]


class Need(NamedTuple):
	"""One thing that a question asks for: what it says, the neighbours that say it, or else all of the parts."""

	text: str
	phrase: tuple[str, ...]
	parts: tuple[str, ...] = ()
	may_be_mistyped: bool = False
	is_last: bool = False


def fold(text: str | None) -> str:
	"""The one writing in which texts are compared."""
	return unicodedata.normalize("NFKC", text or "").translate(_FOLDED)


def words_of(text: str | None) -> Words:
	"""All that a text is found by."""
	words: list[str] = []
	characters: list[str] = []
	for chunk in _CHUNK.findall(_with_units(_with_codes(fold(text)))):
		if _is_unspaced(chunk):
			words.extend(_pairs(chunk))
			characters.extend(chunk)
		else:
			words.extend(word for word in _writings(_PART.findall(chunk)) if len(word) <= _LONGEST_WORD)
	return Words(words, characters)


def needs_of(question: str | None) -> list[Need]:
	"""What a question asks for; a text has to have all of it. Chinese is taken apart into the words that it is made of."""
	folded = _with_codes(fold((question or "")[:_LONGEST_QUESTION]))
	needs = [need for chunk in _CHUNK.findall(folded) for need in _asked(chunk)]
	telling = [need for need in needs if need.text not in _SAID_ALWAYS] or needs
	unique = list(dict.fromkeys(telling))[:_MOST_NEEDS]
	is_typed_on = bool(needs) and bool(unique) and needs[-1] == unique[-1] and not folded[-1:].isspace()
	return [*unique[:-1], unique[-1]._replace(is_last=True)] if is_typed_on else unique


def telling_words(text: str | None) -> list[str]:
	"""The words by which a long text is compared with others: each once, in its order, without those that say nothing."""
	found: dict[str, None] = {}
	for chunk in _CHUNK.findall(_with_codes(fold(text))):
		if _is_unspaced(chunk):
			for word in _cut(chunk):
				if word not in _SAID_ALWAYS:
					found.update(dict.fromkeys(_pairs(word)))
		else:
			parts = _PART.findall(chunk)
			found.update(
				dict.fromkeys(word for word in ("".join(parts), *parts) if len(word) <= _LONGEST_WORD)
			)
	return [word for word in found if len(word) > 1 and word not in _SAID_ALWAYS]


def runs(folded: str) -> Iterator[tuple[int, int, bool]]:
	"""Where a folded text has words, and runs of a script without spaces: from where, to where, and whether it is such a run."""
	return ((run.start(), run.end(), _is_unspaced(run[0])) for run in _RUN.finditer(folded))


def word_places(folded: str) -> list[tuple[int, int]]:
	"""Where the words of a folded text stand, Chinese ones by their dictionary; those that say nothing are left out."""
	places = []
	for chunk in _CHUNK.finditer(folded):
		if not _is_unspaced(chunk[0]):
			places += [
				(chunk.start() + part.start(), chunk.start() + part.end())
				for part in _WORD.finditer(chunk[0])
			]
			continue
		at = chunk.start()
		for word in _cut(chunk[0]):
			places.append((at, at + len(word)))
			at += len(word)
	return [(start, end) for start, end in places if folded[start:end] not in _SAID_ALWAYS]


def marks(text: str, needs: Iterable[Need], is_meant=None) -> list[tuple[int, int]]:
	"""Where in a text stands what was asked for, as places of the text as it is written; they do not overlap.

	`is_meant(word, need)`: whether a word stands for another one that was asked for (an ending, a typing error).
	"""
	needs = list(needs)
	folded, places = _fold_with_places(text)
	coded = _with_units(_with_codes(folded))
	is_asked = _Asked(needs, is_meant)
	found: list[tuple[int, int]] = []
	for chunk in _CHUNK.finditer(coded):
		# Most are plain words of one part.
		if chunk[0].isascii() and chunk[0].isalpha():
			found += [chunk.span()] if is_asked[chunk[0]] else []
		else:
			found += _found_in(chunk, needs, is_asked)
	return merged_spans((places[start][0], places[end - 1][1]) for start, end in found)


def _found_in(chunk: re.Match, needs: list[Need], is_asked: "_Asked") -> Iterator[tuple[int, int]]:
	text = chunk[0]
	if _is_unspaced(text):
		for need in needs:
			at = text.find(need.text)
			while at >= 0:
				yield chunk.start() + at, chunk.start() + at + len(need.text)
				at = text.find(need.text, at + 1)
		return
	parts = [
		(part[0], chunk.start() + part.start(), chunk.start() + part.end()) for part in _PART.finditer(text)
	]
	if len(parts) == 1:
		if is_asked[parts[0][0]]:
			yield parts[0][1:]
		return
	for first, last in _runs(len(parts)):
		word = "".join(part[0] for part in parts[first:last])
		if is_asked.said(word) or (last - first == 1 and is_asked[word]):
			yield parts[first][1], parts[last - 1][2]


class _Asked(dict):
	"""By word whether one of the needs is said by it, or meant: most words of a text come more than once."""

	def __init__(self, needs: list[Need], is_meant):
		super().__init__()
		self._needs, self._is_meant = needs, is_meant
		self._said = {said for need in needs for said in (need.text, *need.parts)}
		self._begun = tuple(need.text for need in needs if need.is_last)

	def said(self, word: str) -> bool:
		return word in self._said or (bool(self._begun) and word.startswith(self._begun))

	def __missing__(self, word: str) -> bool:
		meant = self._is_meant
		asked = self.said(word) or bool(meant and any(meant(word, need) for need in self._needs))
		self[word] = asked
		return asked


def code_key(code: str | None) -> str:
	"""A fault code as it is compared: E-21, E21 and e 21 are one. Empty for what is no code, at most 140 characters."""
	text = fold("" if code is None else str(code))
	return "".join(character for character in text if character.isalnum())[:LONGEST_CODE]


def merged_spans(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
	"""Places in a text (start, end) in their order, those that touch as one."""
	merged: list[tuple[int, int]] = []
	for start, end in sorted(spans):
		if merged and start <= merged[-1][1]:
			merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
		else:
			merged.append((start, end))
	return merged


def _asked(chunk: str) -> Iterator[Need]:
	if _is_unspaced(chunk):
		for word in _cut(chunk):
			yield Need(word, tuple(_pairs(word)))
		return
	parts = _PART.findall(chunk)
	joined = "".join(parts)[:_LONGEST_WORD]
	# A short code is itself alone; what holds a word may also be written as words: hot-plate, usb 3.
	is_words = len(parts) > 1 and any(part.isalpha() and len(part) > 2 for part in parts)
	yield Need(
		joined,
		(joined,),
		tuple(parts) if is_words else (),
		joined.isalpha() and len(joined) >= _CORRECTED_FROM,
	)


def _writings(parts: list[str]) -> Iterator[str]:
	for first, last in _runs(len(parts)):
		yield "".join(parts[first:last])


def _runs(count: int) -> Iterator[tuple[int, int]]:
	if count > _LONGEST_RUN:
		yield 0, count
	for first in range(min(count, _MOST_PARTS)):
		for last in range(first + 1, min(first + _LONGEST_RUN, count) + 1):
			yield first, last


def _pairs(run: str) -> Iterator[str]:
	return (run[place : place + 2] for place in range(len(run) - 1))


def _cut(run: str) -> list[str]:
	# Chinese alone is cut by its dictionary; the others, whose words it does not know, are asked for as they stand.
	if not _CHINESE.search(run) or len(run) < 3:
		return [run]
	return _dictionary().cut(run)


def _is_unspaced(chunk: str) -> bool:
	return _IS_UNSPACED.match(chunk) is not None


def _with_codes(folded: str) -> str:
	return _SPACED_CODE.sub(lambda found: found[0] if found[1] in _NO_CODE else f"{found[1]}{_SPACE}", folded)


def _with_units(folded: str) -> str:
	return _SPACED_UNIT.sub(_SPACE, folded)


def _fold_with_places(text: str) -> tuple[str, list[tuple[int, int]]]:
	"""The folded text, and for each of its characters from where to where it was written."""
	if all(_IS_ALONE[character] for character in set(text)):
		return "".join(_FOLDED_ALONE[character] for character in text), _Alone()
	folded: list[str] = []
	places: list[tuple[int, int]] = []
	start = 0
	for end in range(1, len(text) + 1):
		if end < len(text) and _joins_the_one_before(text[end]):
			continue
		written = fold(text[start:end])
		folded.append(written)
		places.extend([(start, end)] * len(written))
		start = end
	return "".join(folded), places


class _Alone:
	"""The places of a text of which each character is folded into one."""

	def __getitem__(self, place: int) -> tuple[int, int]:
		return place, place + 1


def _joins_the_one_before(character: str) -> bool:
	# Accents and voice marks, also half-width ones; the second and third letters of a Korean syllable.
	return (
		not character.isascii() and (unicodedata.combining(unicodedata.normalize("NFKC", character)[0]) > 0)
	) or "\u1160" <= character <= "\u11ff"


class _Folded(dict):
	"""A table for str.translate that is filled by what it meets."""

	def __missing__(self, code: int) -> str:
		character = chr(code)
		plain = unicodedata.normalize("NFD", character)
		if len(plain) > 1 and plain[0] < "\u0530":
			character = plain[0]
		if "\u0300" <= character <= "\u036f" or character == _SPACE:
			written = ""
		elif _CHINESE.match(character):
			written = _converter().convert(character)
		else:
			written = unicodedata.normalize("NFKC", character.casefold())
		self[code] = written
		return written


class _FoldedAlone(dict):
	def __missing__(self, character: str) -> str:
		self[character] = fold(character)
		return self[character]


class _IsAlone(dict):
	def __missing__(self, character: str) -> bool:
		self[character] = len(fold(character)) == 1 and not _joins_the_one_before(character)
		return self[character]


_FOLDED = _Folded()
_FOLDED_ALONE, _IS_ALONE = _FoldedAlone(), _IsAlone()
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")


@functools.cache
def _converter():
	import opencc

	return opencc.OpenCC("t2s")


@functools.cache
def _dictionary():
	import rjieba

	return rjieba
