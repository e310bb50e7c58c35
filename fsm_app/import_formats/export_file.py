"""Reading the rows of a file that another system has exported: CSV or JSON, whatever its encoding and shape (C2).

Rows come one by one, so that a file of any size fits. A row that cannot be read is a BadRow and does not cost the others.
"""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import ijson

from fsm_app.import_formats import export_csv
from fsm_app.import_formats.export_csv import Layout, NotAnExport
from fsm_app.import_formats.export_encoding import Encoding, NotText, encoding_of

CSV = "CSV"
JSON = "JSON"
JSON_LINES = "JSON Lines"

SAMPLE = 256 * 1024
SAMPLE_LINES, SAMPLE_LINE = 5, 80
# The keys under which the systems put their list of records.
LISTS = ("tickets", "records", "result", "results")
# What a Zendesk export may hold beside its tickets, to which these refer by id.
BESIDE = ("users", "organizations", "groups", "metric_sets")


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
	"""A file whose kind has been found out. `columns` and `layout` only for CSV, `list_key` only for JSON ('' for a bare
	list). `written` says how its encoding was found.
	"""

	path: Path
	encoding: str
	kind: str
	columns: list[str] = field(default_factory=list)
	list_key: str = ""
	layout: Layout | None = None
	written: Encoding | None = None

	@property
	def delimiter(self) -> str:
		"""What parts the columns of CSV."""
		return self.layout.delimiter if self.layout else ","

	def sample(self, codec: str | None = None) -> list[str]:
		"""The first lines that hold more than ASCII, shortened, as they read in `codec`, by default the file's encoding."""
		found = []
		with open(self.path, "rb") as file:
			text = file.read(SAMPLE).decode(codec or self.encoding, "replace")
		for line in text.splitlines():
			place = next((at for at, character in enumerate(line) if character > "\x7f"), None)
			if place is not None:
				start = max(0, place - SAMPLE_LINE // 4)
				found.append(_clean(line[start : start + SAMPLE_LINE]))
			if len(found) == SAMPLE_LINES:
				break
		return found

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
		return opened_as_text(self.path, self.encoding)

	def _csv_rows(self) -> Iterator[Row | BadRow]:
		with self._open() as text:
			number = 0
			for line, cells in export_csv.records(text, self.layout):
				number += 1
				yield self._csv_row(number, line, cells)

	def _csv_row(self, number: int, line: int, cells: list[str] | csv.Error) -> Row | BadRow:
		if isinstance(cells, csv.Error):
			return BadRow(number, line, f"not CSV: {cells}")
		cells = export_csv.fitted(cells, self.columns)
		if len(cells) != len(self.columns):
			reason = f"{len(cells)} columns instead of {len(self.columns)}"
			return BadRow(number, line, reason, [_clean(c) for c in cells])
		for column, cell in zip(self.columns, cells, strict=True):
			if _undecoded(cell):
				reason = f"{column}: holds bytes that are not {self.encoding}"
				return BadRow(number, line, reason, [_clean(c) for c in cells])
		return Row(number, line, dict(zip(self.columns, map(_clean, cells), strict=True)))

	def _line_rows(self) -> Iterator[Row | BadRow]:
		with self._open() as text:
			number = 0
			for line, content in enumerate(text, 1):
				# Files that were put behind one another have a mark in the middle.
				content = content.replace("\ufeff", "")
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


def opened_as_text(path: Path, codec: str):
	"""The file as text with its line ends; bytes that are none come through as halves of characters (see _undecoded)."""
	# Of two bytes that are no character nothing can be kept.
	errors = "replace" if codec.startswith(("utf-16", "utf-32")) else "surrogateescape"
	return open(path, encoding=codec, errors=errors, newline="")


def open_export(path: str | Path, known: set[str], plain, choices) -> ExportFile:
	"""Find out what kind of file it is. For CSV the delimiter is the one that yields most of the columns `known`, which
	are compared as `plain(name)`; `choices` has the encoding and the separator that a person chose, and the site's home.

	Raises NotAnExport for a file that is empty, binary or no list of records, and OSError.
	"""
	path = Path(path)
	found = _encoding(path, choices.encoding, choices.home)
	with opened_as_text(path, found.codec) as text:
		head = text.read(SAMPLE)
	start = head.replace("\ufeff", "").lstrip()
	if not start:
		raise NotAnExport("The file is empty.")
	if start[0] in "[{":
		return _json_file(path, found, start)
	if start[0] == "<":
		raise NotAnExport("The file is XML or HTML. Export the tickets as CSV or JSON.")
	return _csv_file(path, found, known, plain, choices.separator)


def _csv_file(path: Path, found: Encoding, known: set[str], plain, separator: str) -> ExportFile:
	def opened():
		return opened_as_text(path, found.codec)

	layout = export_csv.layout_of(opened, known, plain, separator)
	columns = export_csv.distinct([_clean(cell).strip() for cell in layout.heading], known, plain)
	return ExportFile(path, found.codec, CSV, columns=columns, layout=layout, written=found)


def _json_file(path: Path, found: Encoding, start: str) -> ExportFile:
	encoding = found.codec
	if start[0] == "[":
		return ExportFile(path, encoding, JSON, written=found)
	first, _, rest = start.partition("\n")
	if not _begins_list(first) and (_is_object(first) or rest.lstrip(" ").startswith('{"')):
		return ExportFile(path, encoding, JSON_LINES, written=found)
	return ExportFile(path, encoding, JSON, list_key=_list_key(path, encoding), written=found)


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
		with opened_as_text(path, encoding) as text:
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


def _encoding(path: Path, chosen: str, home: tuple[str, ...]) -> Encoding:
	with open(path, "rb") as file:
		if file.read(4) == b"PK\x03\x04":
			raise NotAnExport("The file is an Excel workbook or an archive. Save the tickets as CSV.")
	try:
		return encoding_of(path, chosen, home)
	except NotText as error:
		raise NotAnExport(f"The file is not text: it {error}. Export the tickets as CSV or JSON.") from error


def _undecoded(text: str) -> bool:
	return not text.isascii() and any("\udc80" <= character <= "\udcff" for character in text)


UNWANTED = {code: None for code in [*range(32), 127, 0xFEFF] if chr(code) not in "\t\n\r"}


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
