"""How a CSV file is laid out: what stands before its heading, what parts its columns, which quotation marks it has (C2)."""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

AUTO = "Automatic"
# What a person may choose.
SEPARATORS = {"Comma": ",", "Semicolon": ";", "Tab": "\t", "Vertical Bar": "|"}
# Those of Chinese keyboards come last: they also stand in texts.
DELIMITERS = (*SEPARATORS.values(), "，", "；", "｜")
LONGEST_CELL = 16 * 1024 * 1024
# The heading stands within so many lines.
LINES_BEFORE = 20
# How Excel is told the separator, with or without quotation marks and further columns.
_SEP = re.compile(r'"?sep=(.)"?[,;\t|]*', re.IGNORECASE)
_CURLY = "“”„‟«»＂「」"


class NotAnExport(ValueError):
	"""The file as a whole cannot be read as an export; the message is one sentence that says why."""


@dataclass(frozen=True)
class Layout:
	"""How the rows are read. `before` lines stand before the heading; `said` where the file itself names the separator."""

	delimiter: str
	quote: str = '"'
	curly: bool = False
	before: int = 0
	heading: list[str] = field(default_factory=list)
	said: bool = False


def layout_of(opened: Callable, known: set[str], plain, separator: str = AUTO) -> Layout:
	"""The layout by which the heading yields most of the columns `known`, compared as `plain(name)`.

	`opened` opens the file anew as text; `separator` is a key of SEPARATORS or AUTO.
	"""
	with opened() as text:
		before, first, said = _heading_line(text)
	mark = first.lstrip()[:1]
	plainest = Layout(",", "'" if mark == "'" else '"', bool(mark) and mark in _CURLY, before)
	chosen = SEPARATORS.get(separator)
	candidates = (chosen,) if chosen else tuple(dict.fromkeys(filter(None, (said, *DELIMITERS))))
	best, most = replace(plainest, delimiter=candidates[0]), -1
	for delimiter in candidates:
		layout = replace(plainest, delimiter=delimiter, said=delimiter == said)
		with opened() as text:
			cells = next((cells for _line, cells in _cells(_reader(text, layout))), [])
		if isinstance(cells, csv.Error):
			continue
		found = len({plain(cell) for cell in cells} & known)
		if found > most:
			best, most = replace(layout, heading=cells), found
	return best


def records(text, layout: Layout) -> Iterator[tuple[int, list[str] | csv.Error]]:
	"""The rows behind the heading with the lines on which they begin; without empty ones and the heading come again."""
	for number, (line, cells) in enumerate(_cells(_reader(text, layout))):
		if number == 0 or cells == layout.heading:
			continue
		if isinstance(cells, list) and not any(cell.strip() for cell in cells):
			continue
		yield line + layout.before, cells


def distinct(columns: list[str], known: set[str], plain) -> list[str]:
	"""The columns with a number behind names that come again. Raises NotAnExport where one of them is needed."""
	seen: dict[str, int] = {}
	names: list[str] = []
	for name in columns:
		count = seen[name] = seen.get(name, 0) + 1
		names.append(name if count == 1 or not name else f"{name} ({count})")
	fields = [plain(name) for name in columns]
	if twice := {
		name for name, own in zip(columns, fields, strict=True) if own in known and fields.count(own) > 1
	}:
		raise NotAnExport(f"The first line names these columns more than once: {', '.join(sorted(twice))}.")
	return names


def fitted(cells: list[str], columns: list[str]) -> list[str]:
	"""The cells without empty ones behind the last column, and with those that stand under no heading."""
	while len(cells) > len(columns) and not cells[-1].strip():
		cells = cells[:-1]
	while len(cells) < len(columns) and not any(columns[len(cells) :]):
		cells = [*cells, ""]
	return cells


def _heading_line(text) -> tuple[int, str, str]:
	"""How many lines stand before the heading, the heading's line, and the separator that the file names, or ''."""
	said = ""
	for number, line in enumerate(_lines(text)):
		if found := _SEP.fullmatch(line.strip(" \r\n")):
			said = found[1]
		elif line.strip(" \r\n\t,;|\"'，；"):
			return number, line, said
		if number >= LINES_BEFORE:
			break
	return 0, "", said


def _lines(text) -> Iterator[str]:
	# A mark of the byte order may stand in the middle, where files were put behind one another.
	return (line.replace("\ufeff", "") for line in text)


def _reader(text, layout: Layout):
	csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))
	lines = _lines(text)
	for _number in range(layout.before):
		next(lines, None)
	if layout.curly:
		lines = (_with_plain_quotes(line, layout.delimiter) for line in lines)
	# Strict: a quotation mark that is never closed is an error, not a cell that swallows the rest of the file.
	return csv.reader(lines, delimiter=layout.delimiter, quotechar=layout.quote, strict=True)


def _with_plain_quotes(line: str, delimiter: str) -> str:
	"""The line with plain quotation marks around its cells; those inside of a cell stay as they are."""
	body = line.rstrip("\r\n")
	return delimiter.join(map(_plainly_quoted, body.split(delimiter))) + line[len(body) :]


def _plainly_quoted(cell: str) -> str:
	for place in (0, len(cell) - 1):
		if cell and cell[place] in _CURLY:
			cell = cell[:place] + '"' + cell[place + 1 :]
	return cell


def _cells(reader) -> Iterator[tuple[int, list[str] | csv.Error]]:
	"""Each row with the line on which it begins; an error in place of one that is not CSV."""
	while True:
		line = reader.line_num + 1
		try:
			yield line, next(reader)
		except StopIteration:
			return
		except csv.Error as error:
			yield line, error
