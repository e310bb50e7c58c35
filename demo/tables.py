"""Tables of plain text with aligned columns."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

GAP = "  "


class Column(NamedTuple):
	"""A column's heading; figures stand at the right, words at the left."""

	heading: str
	left: bool = False


def table(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> str:
	"""The rows under their headings and a rule; a heading wider than its column's cells is broken at its spaces."""
	widths = [
		max(len(word) for word in [*column.heading.split(), *(row[index] for row in rows)])
		for index, column in enumerate(columns)
	]
	headings = [_broken(column.heading, width) for column, width in zip(columns, widths, strict=True)]
	height = max(map(len, headings))
	headings = [[""] * (height - len(lines)) + lines for lines in headings]
	lines = [_line(columns, widths, [lines[index] for lines in headings]) for index in range(height)]
	lines.append(GAP.join("-" * width for width in widths))
	lines += [_line(columns, widths, row) for row in rows]
	return "\n".join(lines)


def beside(blocks: Sequence[str], width: int) -> str:
	"""Blocks of text next to each other as long as they fit into `width`, the others below."""
	placed: list[list[str]] = []
	for block in blocks:
		lines = block.split("\n")
		if placed:
			gap = GAP * 2
			left = max(map(len, placed[-1]))
			if left + len(gap) + max(map(len, lines)) <= width:
				pairs = zip_longest(placed[-1], lines, fillvalue="")
				placed[-1] = [f"{one:<{left}}{gap}{other}".rstrip() for one, other in pairs]
				continue
		placed.append(lines)
	return "\n\n".join("\n".join(lines) for lines in placed)


def _broken(heading: str, width: int) -> list[str]:
	lines: list[str] = []
	for word in heading.split():
		if lines and len(lines[-1]) + 1 + len(word) <= width:
			lines[-1] += f" {word}"
		else:
			lines.append(word)
	return lines


def _line(columns: Sequence[Column], widths: Sequence[int], cells: Sequence[str]) -> str:
	parts = [
		f"{cell:<{width}}" if column.left else f"{cell:>{width}}"
		for column, width, cell in zip(columns, widths, cells, strict=True)
	]
	return GAP.join(parts).rstrip()
