"""The part of a text that shows why it was found (G2)."""

import functools
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from fsm_app.engine import search_fields, search_words
from fsm_app.engine.search_words import Need

_EXCERPT = 160
_READ_AT_MOST = 20_000


class Excerpt(NamedTuple):
	"""A piece of a text around what was asked for: pieces of plain text, and whether each is a hit. Escape before showing."""

	pieces: list[tuple[str, bool]]
	is_cut_before: bool
	is_cut_after: bool


def excerpt(text: str, question: str, corrected: Iterable[str] = (), length: int = _EXCERPT) -> Excerpt:
	"""The part of a text that has most of what was asked for, with the places marked.

	`corrected`: the words that the answer took for typing errors.
	"""
	text = text[:_READ_AT_MOST]
	needs = search_words.needs_of(question)
	spans = search_words.marks(text, needs, _meant_by(frozenset(corrected)))
	start, end = _window(len(text), spans, length)
	pieces: list[tuple[str, bool]] = []
	at = start
	for first, last in spans:
		first, last = max(first, start), min(last, end)
		if first >= last:
			continue
		pieces += [(text[at:first], False)] if at < first else []
		pieces.append((text[first:last], True))
		at = last
	pieces += [(text[at:end], False)] if at < end else []
	return Excerpt(pieces, start > 0, end < len(text))


def _window(size: int, spans: list[tuple[int, int]], length: int) -> tuple[int, int]:
	if size <= length:
		return 0, size
	# They follow one another: so those within a window are counted without looking at each of them.
	firsts, lasts = [first for first, _last in spans], [last for _first, last in spans]

	def within(start: int) -> int:
		return max(bisect_right(lasts, start + length) - bisect_left(firsts, start), 0)

	starts = [max(min(first - length // 4, size - length), 0) for first in firsts] or [0]
	best = max(starts, key=lambda start: (within(start), -start))
	return best, best + length


def _meant_by(corrected: frozenset[str]):
	from rapidfuzz.distance import OSA

	def is_meant(word: str, need: Need) -> bool:
		if need.text in corrected:
			wrong = search_fields.wrong_letters(need.text)
			return OSA.distance(word, need.text, score_cutoff=wrong) <= wrong
		return need.may_be_mistyped and _ending_cut(word) == _ending_cut(need.text)

	return is_meant


@functools.lru_cache(maxsize=20_000)
def _ending_cut(word: str) -> tuple[str, ...]:
	return tuple(search_fields.endings().analyze(word))
