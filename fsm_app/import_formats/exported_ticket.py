"""A ticket of another help desk's export as a plain record, and what the readers of all systems share (C2).

Nothing here knows of tickets of this app.
"""

import html
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from fsm_app.import_formats.export_cell import text_of
from fsm_app.import_formats.export_moment import DAY_FIRST, MONTH_FIRST, Clockwork, order_told_by
from fsm_app.import_formats.export_zone import UnknownZone

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
