"""Reading the rows of a file that another system has exported: CSV or JSON, whatever its encoding and shape.

Rows come one by one, so that a file of any size fits. A row that cannot be read is a BadRow and does not cost the others.
"""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import ijson
from charset_normalizer import from_bytes

CSV = "CSV"
JSON = "JSON"
JSON_LINES = "JSON Lines"

BYTE_ORDER_MARKS = {
	b"\xef\xbb\xbf": "utf-8-sig",
	b"\xff\xfe": "utf-16",
	b"\xfe\xff": "utf-16",
}
# What exports are written in besides UTF-8; the guess is between these alone.
OTHER_ENCODINGS = ["gb18030", "cp1252", "big5", "shift_jis", "cp1251"]
SAMPLE = 256 * 1024
DELIMITERS = ",;\t"
# The keys under which the systems put their list of records.
LISTS = ("tickets", "records", "result", "results")
# What a Zendesk export may hold beside its tickets, to which these refer by id.
BESIDE = ("users", "organizations", "groups", "metric_sets")
LONGEST_CELL = 16 * 1024 * 1024


class NotAnExport(ValueError):
	"""The file as a whole cannot be read as an export; the message is one sentence that says why."""


@dataclass(frozen=True, slots=True)
class Row:
	"""One record as it stands in the file. `number` counts from 1; `line` is None in JSON that is not line by line."""

	number: int
	line: int | None
	values: dict


@dataclass(frozen=True, slots=True)
class BadRow:
	"""A record that cannot be read, why, and its text as far as it is known."""

	number: int
	line: int | None
	reason: str
	text: str | list[str] = ""


@dataclass
class ExportFile:
	"""A file whose kind has been found out. `columns` only for CSV, `list_key` only for JSON ('' for a bare list)."""

	path: Path
	encoding: str
	kind: str
	columns: list[str] = field(default_factory=list)
	delimiter: str = ","
	list_key: str = ""

	def rows(self) -> Iterator[Row | BadRow]:
		"""The records from the first on, the same ones at each call."""
		if self.kind == CSV:
			return self._csv_rows()
		return self._line_rows() if self.kind == JSON_LINES else self._json_rows()

	def beside(self) -> dict[str, dict]:
		"""The records that stand beside the list of a JSON export, by their kind (see BESIDE) and id."""
		found: dict[str, dict] = {}
		if self.kind != JSON or not self.list_key:
			return found
		for kind in BESIDE:
			try:
				with self._open() as text:
					for item in ijson.items(_Bytes(text), f"{kind}.item", use_float=True):
						if isinstance(item, dict) and (key := item.get("ticket_id") or item.get("id")):
							found.setdefault(kind, {})[key] = item
			except ijson.JSONError:
				# The rows say where the file breaks off.
				continue
		return found

	def _open(self):
		return open(self.path, encoding=self.encoding, errors="surrogateescape", newline="")

	def _csv_rows(self) -> Iterator[Row | BadRow]:
		with self._open() as text:
			reader = _reader(text, self.delimiter)
			number = 0
			for line, cells in _cells(reader):
				if line == 1 or cells == []:
					continue
				number += 1
				yield self._csv_row(number, line, cells)

	def _csv_row(self, number: int, line: int, cells: list[str] | csv.Error) -> Row | BadRow:
		if isinstance(cells, csv.Error):
			return BadRow(number, line, f"not CSV: {cells}")
		if len(cells) != len(self.columns):
			return BadRow(
				number,
				line,
				f"{len(cells)} columns instead of {len(self.columns)}",
				[_clean(c) for c in cells],
			)
		for column, cell in zip(self.columns, cells, strict=True):
			if _undecoded(cell):
				return BadRow(
					number,
					line,
					f"{column}: holds bytes that are not {self.encoding}",
					[_clean(c) for c in cells],
				)
		return Row(number, line, dict(zip(self.columns, map(_clean, cells), strict=True)))

	def _line_rows(self) -> Iterator[Row | BadRow]:
		with self._open() as text:
			number = 0
			for line, content in enumerate(text, 1):
				if not content.strip():
					continue
				number += 1
				try:
					if _undecoded(content):
						raise ValueError(f"holds bytes that are not {self.encoding}")
					value = json.loads(content)
				except (ValueError, RecursionError) as error:
					yield BadRow(number, line, f"not JSON: {error}", _clean(content.rstrip("\r\n")))
					continue
				yield _object(number, line, value)

	def _json_rows(self) -> Iterator[Row | BadRow]:
		number = 0
		with self._open() as text:
			try:
				prefix = f"{self.list_key}.item" if self.list_key else "item"
				for value in ijson.items(_Bytes(text), prefix, use_float=True):
					number += 1
					yield _object(number, None, value)
			except (ijson.JSONError, RecursionError) as error:
				reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
				yield BadRow(
					number + 1,
					None,
					f"not JSON: {reason}; what follows the record before cannot be read. Export again.",
				)


def open_export(path: str | Path, known: set[str], plain) -> ExportFile:
	"""Find out what kind of file it is. For CSV the delimiter is the one that yields most of the columns `known`, which
	are compared as `plain(name)`.

	Raises NotAnExport for a file that is empty, binary or no list of records, and OSError.
	"""
	path = Path(path)
	encoding = _encoding(path)
	with open(path, encoding=encoding, errors="surrogateescape", newline="") as text:
		head = text.read(SAMPLE)
	start = head.lstrip()
	if not start:
		raise NotAnExport("The file is empty.")
	if start[0] in "[{":
		return _json_file(path, encoding, start)
	if start[0] == "<":
		raise NotAnExport("The file is XML or HTML. Export the tickets as CSV or JSON.")
	return _csv_file(path, encoding, known, plain)


def _csv_file(path: Path, encoding: str, known: set[str], plain) -> ExportFile:
	best: tuple[int, str, list[str]] = (-1, ",", [])
	for delimiter in DELIMITERS:
		with open(path, encoding=encoding, errors="surrogateescape", newline="") as text:
			cells = next((cells for _line, cells in _cells(_reader(text, delimiter))), [])
		if isinstance(cells, csv.Error):
			continue
		columns = [_clean(cell).strip() for cell in cells]
		found = len({plain(column) for column in columns} & known)
		if found > best[0]:
			best = (found, delimiter, columns)
	_found, delimiter, columns = best
	if repeated := sorted({name for name in columns if name and columns.count(name) > 1}):
		raise NotAnExport(f"The first line names these columns more than once: {', '.join(repeated)}.")
	return ExportFile(path, encoding, CSV, columns=columns, delimiter=delimiter)


def _json_file(path: Path, encoding: str, start: str) -> ExportFile:
	if start[0] == "[":
		return ExportFile(path, encoding, JSON)
	first, _, rest = start.partition("\n")
	if not _begins_list(first) and (_is_object(first) or rest.lstrip(" ").startswith('{"')):
		return ExportFile(path, encoding, JSON_LINES)
	return ExportFile(path, encoding, JSON, list_key=_list_key(path, encoding))


def _begins_list(line: str) -> bool:
	"""Whether the line is an object with a list of records in it, or the beginning of one."""
	try:
		events = ijson.parse(io.BytesIO(line.encode("utf-8", "replace")))
		return any(event == "start_array" and prefix in LISTS for prefix, event, _value in events)
	except ijson.JSONError:
		return False


def _is_object(line: str) -> bool:
	try:
		return isinstance(json.loads(line), dict)
	except (ValueError, RecursionError):
		return False


def _list_key(path: Path, encoding: str) -> str:
	try:
		with open(path, encoding=encoding, errors="surrogateescape", newline="") as text:
			for prefix, event, _value in ijson.parse(_Bytes(text)):
				if event == "start_array" and prefix in LISTS:
					return prefix
	except ijson.JSONError as error:
		raise NotAnExport(f"The file is not JSON: {str(error).strip().splitlines()[0]}.") from error
	raise NotAnExport(f"The JSON holds no list of tickets under one of these keys: {', '.join(LISTS)}.")


def _object(number: int, line: int | None, value) -> Row | BadRow:
	if not isinstance(value, dict):
		return BadRow(number, line, "not a JSON object", json.dumps(value, ensure_ascii=False, default=str))
	return Row(number, line, _clean_all(value))


def _encoding(path: Path) -> str:
	with open(path, "rb") as file:
		head = file.read(SAMPLE)
	for mark, encoding in BYTE_ORDER_MARKS.items():
		if head.startswith(mark):
			return encoding
	if head.startswith(b"PK\x03\x04"):
		raise NotAnExport("The file is an Excel workbook or an archive. Save the tickets as CSV.")
	if b"\0" in head:
		raise NotAnExport("The file is not text. Export the tickets as CSV or JSON.")
	good, bad = _utf8(path)
	# One damaged row does not make a file of another encoding.
	if bad * 20 <= good:
		return "utf-8"
	guess = from_bytes(_beyond_ascii(path), cp_isolation=OTHER_ENCODINGS).best()
	if guess is None:
		raise NotAnExport("The encoding of the file cannot be told. Save it as UTF-8.")
	return guess.encoding


def _utf8(path: Path) -> tuple[int, int]:
	"""How many characters beyond ASCII are good UTF-8, and how many bytes are not."""
	good = bad = 0
	with open(path, encoding="utf-8", errors="surrogateescape", newline="") as text:
		while chunk := text.read(1024 * 1024):
			if chunk.isascii():
				continue
			for character in chunk:
				if character > "\x7f":
					bad += "\udc80" <= character <= "\udcff"
					good += not "\udc80" <= character <= "\udcff"
	return good, bad


def _beyond_ascii(path: Path) -> bytes:
	"""The first lines that are not plain ASCII: only they tell the encoding."""
	sample = bytearray()
	with open(path, "rb") as file:
		for line in file:
			if not line.isascii():
				sample += line
			if len(sample) > SAMPLE:
				break
	return bytes(sample)


def _reader(text, delimiter: str):
	csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))
	# Strict: a quotation mark that is never closed is an error, not a cell that swallows the rest of the file.
	return csv.reader(text, delimiter=delimiter, strict=True)


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


def _undecoded(text: str) -> bool:
	return not text.isascii() and any("\udc80" <= character <= "\udcff" for character in text)


UNWANTED = {code: None for code in [*range(32), 127] if chr(code) not in "\t\n\r"}


def _clean(text: str) -> str:
	"""Without control characters and halves of characters, which no database takes."""
	if not text.isascii():
		text = text.encode("utf-8", "replace").decode("utf-8")
	return text if text.isprintable() else text.translate(UNWANTED)


def _clean_all(value):
	if isinstance(value, str):
		return _clean(value)
	if isinstance(value, dict):
		return {_clean(str(key)): _clean_all(item) for key, item in value.items()}
	return [_clean_all(item) for item in value] if isinstance(value, list) else value


class _Bytes:
	"""An open text file as the UTF-8 bytes that ijson reads."""

	def __init__(self, text):
		self.text = text

	def read(self, size: int = -1) -> bytes:
		return self.text.read(size).encode("utf-8", "replace")
