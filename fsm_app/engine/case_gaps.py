"""Which faults and offerings occur often and have no case, and who solved them best (G3)."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from fsm_app.engine.search_words import code_key

FAULT_CODE, OFFERING = "Fault Code", "Offering"


class Solved(NamedTuple):
	"""Tickets that are alike in all that is asked: how many, and how many of them did not come back."""

	company: str
	code: str | None
	offering: str | None
	engineer: str | None
	tickets: int
	lasting: int


class Known(NamedTuple):
	"""What a published case is about: a fault code or an offering, of one company or of all."""

	company: str | None
	kind: str
	about: str


@dataclass
class Gap:
	"""A fault code, as it is mostly written, or an offering without a case."""

	company: str
	kind: str
	about: str
	tickets: int = 0
	offerings: Counter = field(default_factory=Counter)
	solvers: dict[str, tuple[int, int]] = field(default_factory=dict)

	@property
	def key(self) -> str:
		"""The same for all writings of a fault code."""
		about = code_key(self.about) if self.kind == FAULT_CODE else self.about
		return f"{self.company}|{self.kind}|{about}"

	@property
	def offering(self) -> str | None:
		"""The offering with which it mostly comes."""
		return min(self.offerings, key=lambda name: (-self.offerings[name], name)) if self.offerings else None

	def best(self) -> list[str]:
		"""Those who solved it, the best first: most tickets that did not come back, then fewest that did, then by name."""
		return sorted(
			(name for name, (_tickets, lasting) in self.solvers.items() if lasting),
			key=lambda name: (-self.solvers[name][1], self.solvers[name][0] - self.solvers[name][1], name),
		)


def gaps_in(solved: Iterable[Solved], known: Collection[Known], at_least: int) -> list[Gap]:
	"""The gaps of at least so many tickets, the most frequent first.

	A fault code counts by itself; an offering by its tickets without a code, and of it any case is enough.
	"""
	of_codes: dict[tuple, list[Solved]] = defaultdict(list)
	of_offerings: dict[tuple, list[Solved]] = defaultdict(list)
	for row in solved:
		if key := code_key(row.code):
			of_codes[row.company, key].append(row)
		elif row.offering:
			of_offerings[row.company, row.offering].append(row)
	told = {(one.company or None, one.kind, _key(one)) for one in known}
	found = [
		_gap(kind, company, rows)
		for kind, groups in ((FAULT_CODE, of_codes), (OFFERING, of_offerings))
		for (company, key), rows in groups.items()
		if (None, kind, key) not in told and (company, kind, key) not in told
	]
	return sorted(
		(gap for gap in found if gap.tickets >= max(at_least, 1)), key=lambda gap: (-gap.tickets, gap.key)
	)


def _key(known: Known) -> str:
	return code_key(known.about) if known.kind == FAULT_CODE else known.about


def _gap(kind: str, company: str, rows: list[Solved]) -> Gap:
	written: Counter = Counter()
	gap = Gap(company, kind, "")
	for row in rows:
		written[(row.code or "").strip() if kind == FAULT_CODE else row.offering] += row.tickets
		gap.tickets += row.tickets
		if row.offering:
			gap.offerings[row.offering] += row.tickets
		if row.engineer:
			tickets, lasting = gap.solvers.get(row.engineer, (0, 0))
			gap.solvers[row.engineer] = (tickets + row.tickets, lasting + row.lasting)
	gap.about = min(written, key=lambda text: (-written[text], text))
	return gap
