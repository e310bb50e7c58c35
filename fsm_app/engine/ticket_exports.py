"""The tickets of another help desk's export as plain records.

What a file's rows look like is known in zendesk_export and servicenow_export; nothing here knows of tickets of this app.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from fsm_app.engine.export_cell import text_of
from fsm_app.engine.export_file import CSV, BadRow, ExportFile, NotAnExport, Row, open_export
from fsm_app.engine.export_moment import AUTO, DAY_FIRST, MONTH_FIRST, Clockwork, order_told_by
from fsm_app.engine.export_order import Order, order_of
from fsm_app.engine.export_zone import UnknownZone

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


@dataclass
class Reading:
	"""How to read an export: its times by `times`, what is the future, and which labels of messages customers see.

	`labels` counts the labels that were met, as (label, whether the customer sees what stands under it).
	"""

	times: Clockwork
	now: datetime
	seen_labels: frozenset[str] = frozenset()
	labels: Counter = field(default_factory=Counter)

	def moment(self, column: str, text, raw: bool = False) -> datetime | None:
		"""The moment in a column, None where it is empty; a `raw` one is in UTC. Raises FieldError."""
		text = text_of(text)
		if not text:
			return None
		try:
			moment = (Clockwork(UTC) if raw else self.times).moment(text)
		except ValueError as error:
			raise FieldError(f"{column}: {error}") from error
		if moment > self.now:
			raise FieldError(f"{column}: {text} lies in the future")
		return moment

	def is_moment(self, text: str) -> bool:
		"""Whether the text reads as a time, whichever order of day and month it has."""
		try:
			Clockwork(UTC, DAY_FIRST if order_told_by(text) != MONTH_FIRST else MONTH_FIRST).moment(text)
		except ValueError as error:
			# It is one, though in no zone known here.
			return isinstance(error.__cause__, UnknownZone)
		return True


class TicketExport:
	"""An export that has been opened and recognised: `tickets()` reads it from the start, each time the same."""

	def __init__(self, file: ExportFile, shape, reading: Reading, order: Order):
		self.file, self.shape, self.reading, self.order = file, shape, reading, order

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


@dataclass(frozen=True)
class Choices:
	"""What a person has chosen where a file can be read in several ways; as it is, everything is found out.

	`zones` are the IANA zones of abbreviations in upper case, `seen_labels` labels of messages that customers see, `home`
	are language and country of the site.
	"""

	encoding: str = AUTO
	separator: str = AUTO
	zones: dict[str, str] = field(default_factory=dict)
	seen_labels: tuple[str, ...] = ()
	home: tuple[str, ...] = ()


def open_tickets(
	path: str | Path,
	system: str,
	zone: str,
	now: datetime,
	order: str = AUTO,
	choices: Choices | None = None,
) -> TicketExport:
	"""Open an export of `system` (one of SYSTEMS).

	`zone` (IANA) is that of times without one, `order` that of day and month, AUTO as the whole file settles it. Times after `now` (aware) are refused. Raises NotAnExport, OSError, and KeyError for an unknown system.
	"""
	from fsm_app.engine import servicenow_export, servicenow_journal, zendesk_export

	choices = choices or Choices()
	shape = {SERVICENOW: servicenow_export, ZENDESK: zendesk_export}[system]
	file = open_export(path, shape.KNOWN, plain, choices)
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
	# Zendesk's JSON has ISO times alone.
	has_other_dates = file.kind == CSV or system == SERVICENOW
	settled = Order(order)
	if order == AUTO and has_other_dates:
		settled = order_of(file.rows(), shape.DATES, plain)
	times = Clockwork(ZoneInfo(zone), settled.order, choices.zones)
	seen = frozenset(map(servicenow_journal.label, choices.seen_labels))
	return TicketExport(file, shape, Reading(times, now, seen), settled)


def plain(name: str) -> str:
	"""A column's name or label as the name of a field: 'Short description' and 'short_description' are the same."""
	name = name.strip().lower()
	return re.sub(r"[^a-z0-9#]+", "_", name).strip("_")


def as_html(text: str) -> str:
	"""Plain text as HTML that shows it line by line."""
	return html.escape(text.strip()).replace("\r\n", "\n").replace("\n", "<br>")


def subject_of(subject: str, category: str, number: str, description: str = "") -> str:
	"""A subject of one line: the ticket's own, else its category and number, else the beginning of its description."""
	line = " ".join(subject.split())
	if not line and category:
		line = f"{' '.join(category.split())} {number}"
	line = line or " ".join(description.split()) or number
	return line if len(line) <= SUBJECT_LENGTH else line[: SUBJECT_LENGTH - 1] + "…"


def _check_times(ticket: ExportedTicket) -> None:
	for name in ("done_at", "closed_at"):
		moment = getattr(ticket, name)
		if moment and moment < ticket.opened_at:
			raise FieldError(f"{name}: {moment:%Y-%m-%d %H:%M} UTC is before the ticket was opened")


def _faulty(row: Row, reason: str, external_id: str = "") -> Faulty:
	return Faulty(row.number, row.line, external_id, reason, row.values)
