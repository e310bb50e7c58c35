"""Reading the event log of a ServiceNow instance: one row an event, several events an incident (C2).

The columns are those of the public data set 'Incident management process enriched event log' (UCI 498). Nothing here
knows of tickets: what an event means for one is decided where it is replayed.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

NEW = "New"
ACTIVE = "Active"
RESOLVED = "Resolved"
CLOSED = "Closed"
WAITING = frozenset({"Awaiting User Info", "Awaiting Problem", "Awaiting Vendor", "Awaiting Evidence"})
STATES = WAITING | {NEW, ACTIVE, RESOLVED, CLOSED}

UNKNOWN = "?"
COLUMNS = (
	"number",
	"incident_state",
	"reopen_count",
	"sys_mod_count",
	"made_sla",
	"caller_id",
	"opened_at",
	"sys_updated_at",
	"location",
	"category",
	"subcategory",
	"u_symptom",
	"priority",
	"assignment_group",
	"assigned_to",
	"resolved_by",
)
# ServiceNow exports the first, the data set's publishers wrote the second.
DATE_FORMATS = ("%d-%m-%Y %H:%M", "%d/%m/%Y %H:%M")


class NotAServiceLog(ValueError):
	"""The file as a whole is not such a log; the message is one sentence that says why."""


@dataclass(frozen=True, slots=True)
class Event:
	"""One row: what was known of an incident when it was updated. None stands for the log's '?'."""

	line: int
	number: str
	state: str
	updated_at: datetime
	revision: int
	opened_at: datetime
	reopen_count: int
	made_sla: bool | None
	priority: int | None
	caller: str | None
	location: str | None
	category: str | None
	subcategory: str | None
	symptom: str | None
	group: str | None
	assignee: str | None
	resolver: str | None

	@property
	def position(self) -> str:
		"""Text that sorts as the events of one incident happened."""
		return f"{self.updated_at:%Y-%m-%d %H:%M} #{self.revision:05d}"


@dataclass(frozen=True, slots=True)
class Malformed:
	"""A row that was left out, and why."""

	line: int
	reason: str


@dataclass
class ServiceLog:
	"""The events in order of time, those of one minute in the order of the file, and the rows left out."""

	events: list[Event] = field(default_factory=list)
	malformed: list[Malformed] = field(default_factory=list)

	def by_incident(self) -> dict[str, list[Event]]:
		"""The events of each incident, in order; the incidents in the order of their first event."""
		incidents: dict[str, list[Event]] = {}
		for event in self.events:
			incidents.setdefault(event.number, []).append(event)
		return incidents


class _Refused(ValueError):
	"""Why a row cannot be read."""


def read_service_log(path: str | Path) -> ServiceLog:
	"""Read and check a log file (CSV in UTF-8 with a header line).

	A row that cannot be read is noted with its line and skipped. Raises NotAServiceLog for a file that is no such log,
	and OSError for one that cannot be opened.
	"""
	log = ServiceLog()
	seen: dict[tuple[str, str], int] = {}
	# Bytes that are not UTF-8 come through as surrogates, so that one bad row does not cost the others.
	with open(path, encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
		rows = _rows(file)
		header = _header(next(rows, (1, None))[1])
		for line, row in rows:
			try:
				event = _event(line, row, header)
				key = (event.number, event.position)
				if key in seen:
					raise _Refused(f"repeats the event of line {seen[key]}")
			except _Refused as refusal:
				log.malformed.append(Malformed(line, str(refusal)))
				continue
			seen[key] = line
			log.events.append(event)
	# Not all rows of one minute carry a revision that rises, but those of one incident are told apart by it alone.
	log.events.sort(key=lambda event: (event.updated_at, event.number, event.revision))
	return log


def _rows(file) -> Iterator[tuple[int, list[str] | Exception]]:
	"""Each row with the line on which it begins; an error in place of one that is not CSV. Blank lines are left out."""
	reader = csv.reader(file)
	while True:
		line = reader.line_num + 1
		try:
			row = next(reader)
		except StopIteration:
			return
		except csv.Error as error:
			yield line, error
			continue
		if row:
			yield line, row


def _header(row: list[str] | Exception | None) -> list[str]:
	if row is None:
		raise NotAServiceLog("The file is empty.")
	names = [] if isinstance(row, Exception) else [name.strip() for name in row]
	missing = [name for name in COLUMNS if name not in names]
	if len(missing) == len(COLUMNS):
		raise NotAServiceLog("The first line does not name the columns of an incident event log.")
	if missing:
		raise NotAServiceLog(
			f"The first line lacks these columns of an incident event log: {', '.join(missing)}."
		)
	if repeated := sorted({name for name in names if name in COLUMNS and names.count(name) > 1}):
		raise NotAServiceLog(f"The first line names these columns more than once: {', '.join(repeated)}.")
	return names


def _event(line: int, row: list[str] | Exception, header: list[str]) -> Event:
	if isinstance(row, Exception):
		raise _Refused(f"not CSV: {row}")
	if len(row) != len(header):
		raise _Refused(f"{len(row)} columns instead of {len(header)}")
	for name, value in zip(header, row, strict=True):
		if not value.isprintable():
			not_utf8 = any("\udc80" <= character <= "\udcff" for character in value)
			raise _Refused(f"{name} holds {'bytes that are not UTF-8' if not_utf8 else 'control characters'}")
	values = {name: value.strip() for name, value in zip(header, row, strict=True) if name in COLUMNS}
	if values["number"] in ("", UNKNOWN):
		raise _Refused("number is missing")
	if values["incident_state"] not in STATES:
		raise _Refused(f"incident_state {values['incident_state']!r} is not known")
	return Event(
		line=line,
		number=values["number"],
		state=values["incident_state"],
		updated_at=_moment("sys_updated_at", values),
		revision=_count("sys_mod_count", values),
		opened_at=_moment("opened_at", values),
		reopen_count=_count("reopen_count", values),
		made_sla=_truth("made_sla", values),
		priority=_priority(values["priority"]),
		caller=_known(values["caller_id"]),
		location=_known(values["location"]),
		category=_known(values["category"]),
		subcategory=_known(values["subcategory"]),
		symptom=_known(values["u_symptom"]),
		group=_known(values["assignment_group"]),
		assignee=_known(values["assigned_to"]),
		resolver=_known(values["resolved_by"]),
	)


def _moment(name: str, values: dict[str, str]) -> datetime:
	for form in DATE_FORMATS:
		try:
			return datetime.strptime(values[name], form)
		except ValueError:
			continue
	raise _Refused(f"{name} {values[name]!r} is not a date such as 29-02-2016 13:05")


def _count(name: str, values: dict[str, str]) -> int:
	if not (values[name].isascii() and values[name].isdigit()):
		raise _Refused(f"{name} {values[name]!r} is not a whole number")
	return int(values[name])


def _truth(name: str, values: dict[str, str]) -> bool | None:
	truths = {"TRUE": True, "FALSE": False, UNKNOWN: None, "": None}
	if values[name].upper() not in truths:
		raise _Refused(f"{name} {values[name]!r} is neither TRUE nor FALSE")
	return truths[values[name].upper()]


def _priority(value: str) -> int | None:
	"""The number in front of '3 - Moderate'."""
	if value in ("", UNKNOWN):
		return None
	number = value.partition(" ")[0]
	if number not in ("1", "2", "3", "4", "5"):
		raise _Refused(f"priority {value!r} does not begin with a number from 1 to 5")
	return int(number)


def _known(value: str) -> str | None:
	return None if value in ("", UNKNOWN) else value
