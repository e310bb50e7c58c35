"""What an import of a service log did, and how its SLA verdicts compare with those of the log (C2)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

import frappe

from fsm_app.engine.sla_metrics import RESOLUTION
from fsm_app.import_formats.service_log import Event, Malformed

# So many rows of a kind are printed; the report holds all of them.
ROWS_SHOWN = 20
TICKETS_A_QUERY = 1000


@dataclass(frozen=True)
class Refused:
	"""An event that the ticket or its workflow did not take; the rest of its incident waits for the next import."""

	line: int
	number: str
	reason: str


@dataclass
class Comparison:
	"""Tickets by our verdict on the resolution and the log's `made_sla`: (kept here, kept in the log) -> tickets."""

	tickets: Counter = field(default_factory=Counter)

	@property
	def compared(self) -> int:
		"""Tickets with a verdict on both sides."""
		return sum(self.tickets.values())

	@property
	def agreeing(self) -> int:
		"""Tickets on which both say the same."""
		return self.tickets[True, True] + self.tickets[False, False]

	@property
	def rate(self) -> float:
		"""Share of the compared tickets on which both agree, 0 to 1; 0 where none was compared."""
		return self.agreeing / self.compared if self.compared else 0.0


@dataclass
class ImportReport:
	"""Counts of one run; `pauses` are periods of waiting entered, `reopenings` tickets taken up again."""

	company: str
	policy: str
	incidents: int = 0
	events: int = 0
	created: int = 0
	continued: int = 0
	skipped: int = 0
	replayed: int = 0
	pauses: int = 0
	reopenings: int = 0
	malformed: list[Malformed] = field(default_factory=list)
	refused: list[Refused] = field(default_factory=list)
	made: Counter = field(default_factory=Counter)
	comparison: Comparison = field(default_factory=Comparison)

	def lines(self) -> list[str]:
		"""The report as text for a terminal."""
		lines = [
			f"Company {self.company}, SLA policy {self.policy}",
			"",
			_row("Incidents in the log", self.incidents),
			_row("  tickets created", self.created),
			_row("  tickets continued", self.continued),
			_row("  skipped, nothing new", self.skipped),
			_row("Events in the log", self.events),
			_row("  replayed", self.replayed),
			_row("  waiting periods", self.pauses),
			_row("  reopenings", self.reopenings),
			_row("  refused", len(self.refused)),
			_row("Rows left out", len(self.malformed)),
		]
		lines += _some([f"  line {row.line}: {row.reason}" for row in self.malformed])
		lines += _some([f"  refused, line {row.line}, {row.number}: {row.reason}" for row in self.refused])
		if self.made:
			lines += ["", "Records made"]
			lines += [_row(f"  {doctype}", count) for doctype, count in sorted(self.made.items())]
		if self.comparison.compared:
			lines += ["", *self._comparison_lines()]
		return lines

	def _comparison_lines(self) -> list[str]:
		tickets = self.comparison.tickets
		return [
			"Resolution SLA, tickets       made_sla TRUE   made_sla FALSE",
			f"  kept here               {tickets[True, True]:>17,}{tickets[True, False]:>17,}",
			f"  breached here           {tickets[False, True]:>17,}{tickets[False, False]:>17,}",
			f"  in agreement: {self.comparison.agreeing:,} of {self.comparison.compared:,}"
			f" ({100 * self.comparison.rate:.1f} %)",
		]


def compare_verdicts(incidents: dict[str, list[Event]], tickets: dict[str, str]) -> Comparison:
	"""Set our verdict on each incident's ticket against the log's last word on it.

	`tickets` maps incident numbers to tickets. A ticket that was reopened is late when one of its cycles was.
	"""
	breached: dict[str, bool] = {}
	for names in _chunks(tickets.values(), TICKETS_A_QUERY):
		clocks = frappe.get_all(
			"SLA Clock",
			filters={"ticket": ["in", names], "metric": RESOLUTION, "state": ["!=", "Cancelled"]},
			fields=["ticket", "breached"],
		)
		for clock in clocks:
			breached[clock.ticket] = breached.get(clock.ticket, False) or bool(clock.breached)
	comparison = Comparison()
	for number, ticket in tickets.items():
		made_sla = incidents[number][-1].made_sla
		if ticket in breached and made_sla is not None:
			comparison.tickets[not breached[ticket], made_sla] += 1
	return comparison


def _row(label: str, count: int) -> str:
	return f"{label:<30}{count:>9,}"


def _some(rows: list[str]) -> list[str]:
	more = len(rows) - ROWS_SHOWN
	return rows[:ROWS_SHOWN] + ([f"  and {more} more"] if more > 0 else [])


def _chunks(values: Iterable[str], size: int) -> Iterable[list[str]]:
	values = iter(values)
	while chunk := list(islice(values, size)):
		yield chunk
