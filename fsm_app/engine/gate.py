"""What a ticket needs before it goes on: which stages it leaves on its way, what of their asks is there (C4)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Need:
	"""One thing asked for before `stage` is left: `have` of `need`; `detail` says what exactly, for people."""

	kind: str
	stage: str
	have: int
	need: int
	detail: str = ""

	@property
	def missing(self) -> bool:
		return self.have < self.need


def stages_left(line: Sequence[str], start: str, end: str) -> Sequence[str]:
	"""The stages of `line` left behind on the way from `start` to `end`, skipped ones included; none on the way back.

	Stages off the line lead nowhere: their tickets leave nothing behind.
	"""
	if start not in line or end not in line:
		return ()
	return line[line.index(start) : line.index(end)]


def percent(needs: Collection[Need]) -> float:
	"""How much of what is asked for is there, in percent; 100 where nothing is."""
	asked = sum(need.need for need in needs)
	if not asked:
		return 100.0
	return round(100.0 * sum(min(need.have, need.need) for need in needs) / asked, 2)
