"""The tickets of another help desk's export as plain records.

What a file's rows look like is known in zendesk_export and servicenow_export; nothing here knows of tickets of this app.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from fsm_app.engine.export_file import BadRow, ExportFile, NotAnExport, Row, open_export
from fsm_app.engine.export_moment import AUTO, moment_of

SERVICENOW = "ServiceNow"
ZENDESK = "Zendesk"
SYSTEMS = (SERVICENOW, ZENDESK)
UTC = ZoneInfo("UTC")
# A subject's field holds as much.
SUBJECT_LENGTH = 140


class FieldError(ValueError):
	"""A value of a row that cannot be used; the message names the field."""


@dataclass(slots=True)
class Message:
	"""One message of a ticket, as HTML that has not been sanitised. `public` ones the customer has seen."""

	at: datetime | None
	author: str
	author_email: str
	from_customer: bool
	public: bool
	content: str


@dataclass(slots=True)
class ExportedTicket:
	"""One ticket as the other system knew it. Times are aware (UTC); empty text stands for what it did not say."""

	number: int
	line: int | None
	values: dict
	external_id: str
	subject: str
	description: str = ""
	requester: str = ""
	requester_email: str = ""
	organisation: str = ""
	priority: str = ""
	state: str = ""
	categories: list[str] = field(default_factory=list)
	tags: list[str] = field(default_factory=list)
	assignee: str = ""
	assignee_email: str = ""
	opened_at: datetime | None = None
	done_at: datetime | None = None
	closed_at: datetime | None = None
	messages: list[Message] = field(default_factory=list)


@dataclass(slots=True)
class Faulty:
	"""A record that cannot be taken: where it stands, its id where known, why, and the row as it was."""

	number: int
	line: int | None
	external_id: str
	reason: str
	values: dict | list | str


@dataclass(frozen=True)
class Reading:
	"""How to read an export: the zone of times that name none, the order of day and month, and what is the future."""

	zone: ZoneInfo
	now: datetime
	order: str = AUTO

	def moment(self, column: str, text, raw: bool = False) -> datetime | None:
		"""The moment in a column, None where it is empty; a `raw` one is in UTC. Raises FieldError."""
		if text in (None, ""):
			return None
		try:
			moment = moment_of(str(text), UTC if raw else self.zone, self.order)
		except ValueError as error:
			raise FieldError(f"{column}: {error}") from error
		if moment > self.now:
			raise FieldError(f"{column}: {text} lies in the future")
		return moment


class TicketExport:
	"""An export that has been opened and recognised: `tickets()` reads it from the start, each time the same."""

	def __init__(self, file: ExportFile, shape, reading: Reading):
		self.file, self.shape, self.reading = file, shape, reading

	def tickets(self) -> Iterator[ExportedTicket | Faulty]:
		"""The records in the file's order; what cannot be read comes as Faulty in its place, an id that comes again too."""
		beside = self.shape.beside(self.file)
		first: dict[str, str] = {}
		for row in self.file.rows():
			ticket = self._read(row, beside)
			if isinstance(ticket, ExportedTicket):
				place = f"line {row.line}" if row.line else f"record {row.number}"
				known = first.setdefault(ticket.external_id, place)
				if known != place:
					ticket = _faulty(row, f"{self.shape.ID}: stands on {known} already", ticket.external_id)
			yield ticket

	def _read(self, row: Row | BadRow, beside) -> ExportedTicket | Faulty:
		if isinstance(row, BadRow):
			return Faulty(row.number, row.line, "", row.reason, row.text)
		try:
			ticket = self.shape.read(row, self.reading, beside)
			_check_times(ticket)
			return ticket
		except FieldError as error:
			return _faulty(row, str(error), self.shape.id_of(row.values))
		except (AttributeError, TypeError, KeyError, ValueError) as error:
			# Something in the row is of another kind than the system ever writes.
			return _faulty(row, f"not a ticket of this system: {error}", self.shape.id_of(row.values))


def open_tickets(path: str | Path, system: str, zone: str, now: datetime, order: str = AUTO) -> TicketExport:
	"""Open an export of `system` (one of SYSTEMS).

	`zone` (IANA) is that of times without one; times after `now` (aware) are refused. Raises NotAnExport, OSError, and KeyError for an unknown system.
	"""
	from fsm_app.engine import servicenow_export, zendesk_export

	shape = {SERVICENOW: servicenow_export, ZENDESK: zendesk_export}[system]
	file = open_export(path, shape.KNOWN, plain)
	columns = file.columns
	if not columns:
		first = next((row for row in file.rows() if isinstance(row, Row)), None)
		if first is None:
			raise NotAnExport("No record of the file can be read as JSON, or there is none.")
		columns = list(first.values)
	names = {plain(column) for column in columns}
	missing = [" or ".join(group) for group in shape.REQUIRED if not names & set(group)]
	if missing:
		raise NotAnExport(
			f"The file is not a ticket export of {system}: these columns are missing: {', '.join(missing)}. "
			f"It has: {', '.join(columns[:12])}."
		)
	return TicketExport(file, shape, Reading(ZoneInfo(zone), now, order))


def plain(name: str) -> str:
	"""A column's name or label as the name of a field: 'Short description' and 'short_description' are the same."""
	name = name.strip().lower()
	return re.sub(r"[^a-z0-9#]+", "_", name).strip("_")


def as_html(text: str) -> str:
	"""Plain text as HTML that shows it line by line."""
	return html.escape(text.strip()).replace("\r\n", "\n").replace("\n", "<br>")


def subject_of(subject: str, description: str, external_id: str) -> str:
	"""A subject of one line: the ticket's own, else the beginning of its description, else its id."""
	line = " ".join(subject.split()) or " ".join(description.split()) or external_id
	return line if len(line) <= SUBJECT_LENGTH else line[: SUBJECT_LENGTH - 1] + "…"


def unquoted(text: str) -> str:
	"""A cell without the apostrophe that keeps spreadsheets from taking it for a formula."""
	return text[1:] if text[:1] == "'" and text[1:2] in FORMULA else text


FORMULA = ("=", "+", "-", "@", "\t", "\r")


def quoted(text: str) -> str:
	"""A cell that no spreadsheet takes for a formula."""
	return f"'{text}" if text[:1] in FORMULA else text


def _check_times(ticket: ExportedTicket) -> None:
	for name in ("done_at", "closed_at"):
		moment = getattr(ticket, name)
		if moment and moment < ticket.opened_at:
			raise FieldError(f"{name}: {moment:%Y-%m-%d %H:%M} UTC is before the ticket was opened")


def _faulty(row: Row, reason: str, external_id: str = "") -> Faulty:
	return Faulty(row.number, row.line, external_id, reason, row.values)
