"""Opening an export of another help desk: recognised by its columns, read from the start as often as one likes (C2).

What a file's rows look like is known in zendesk_export and servicenow_export.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from fsm_app.import_formats import servicenow, servicenow_journal, zendesk
from fsm_app.import_formats.export_file import CSV, BadRow, ExportFile, NotAnExport, Row, open_export
from fsm_app.import_formats.export_moment import AUTO, Clockwork
from fsm_app.import_formats.export_order import Order, order_of
from fsm_app.import_formats.exported_ticket import ExportedTicket, Faulty, FieldError, Reading, plain

SERVICENOW = "ServiceNow"
ZENDESK = "Zendesk"
SYSTEMS = (SERVICENOW, ZENDESK)
SHAPES = {SERVICENOW: servicenow, ZENDESK: zendesk}


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
	choices = choices or Choices()
	shape = SHAPES[system]
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


def _check_times(ticket: ExportedTicket) -> None:
	for name in ("done_at", "closed_at"):
		moment = getattr(ticket, name)
		if moment and moment < ticket.opened_at:
			raise FieldError(f"{name}: {moment:%Y-%m-%d %H:%M} UTC is before the ticket was opened")


def _faulty(row: Row, reason: str, external_id: str = "") -> Faulty:
	return Faulty(row.number, row.line, external_id, reason, row.values)
