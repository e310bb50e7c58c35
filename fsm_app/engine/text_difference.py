"""What changed from one text to another: lines that stayed, and in those that did not the words that came and went (G1)."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

SAME, CAME, WENT = "same", "came", "went"
_TOKEN = re.compile("[\u3040-\u30ff\u3400-\u9fff]|\\w+|\\s+|.", re.DOTALL)
# Longer lines are told apart as a whole: comparing takes time by the square of their words.
_MOST_TOKENS = 400
_MOST_LINES = 2_000


class Piece(NamedTuple):
	"""A part of a line, and whether it stayed, came or went."""

	mark: str
	text: str


def difference(before: str | None, after: str | None) -> list[list[Piece]]:
	"""The lines of both texts in their order, each as its pieces."""
	old, new = (before or "").split("\n")[:_MOST_LINES], (after or "").split("\n")[:_MOST_LINES]
	lines: list[list[Piece]] = []
	for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
		if kind == "equal":
			lines += [[Piece(SAME, line)] for line in new[k:m]]
			continue
		pairs = min(j - i, m - k)
		lines += [_words(old[i + at], new[k + at]) for at in range(pairs)]
		lines += [[Piece(WENT, line)] for line in old[i + pairs : j]]
		lines += [[Piece(CAME, line)] for line in new[k + pairs : m]]
	return [line for line in lines if any(piece.text for piece in line)]


def _words(old: str, new: str) -> list[Piece]:
	before, after = _TOKEN.findall(old), _TOKEN.findall(new)
	if max(len(before), len(after)) > _MOST_TOKENS:
		return [Piece(WENT, old), Piece(CAME, new)]
	pieces: list[Piece] = []
	for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
		if kind == "equal":
			pieces.append(Piece(SAME, "".join(before[i:j])))
			continue
		pieces += [Piece(WENT, "".join(before[i:j]))] if j > i else []
		pieces += [Piece(CAME, "".join(after[k:m]))] if m > k else []
	return pieces
