"""Which row of a policy sets a target: the most specific one that fits (B1)."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class TargetRow(NamedTuple):
	"""A target of `seconds` for a metric. An empty field fits everything; `number` is the row's place, from 1."""

	number: int
	metric: str
	seconds: int
	offering: str | None = None
	tier: str | None = None
	region: str | None = None
	priority: str | None = None


class Facts(NamedTuple):
	"""What is known of a ticket. `regions` are its region and those above it, the nearest first."""

	offering: str | None = None
	tier: str | None = None
	regions: Sequence[str] = ()
	priority: str | None = None


class Choice(NamedTuple):
	"""The row that won, and the numbers of the other rows that fitted, the next best first."""

	row: TargetRow
	beaten: list[int]


def choose(rows: Iterable[TargetRow], metric: str, facts: Facts) -> Choice | None:
	"""The row that sets the target of `metric`; None where no row fits.

	A row for the offering wins over one for the tier, that over one for a region (the nearest first), that over one
	for the priority; rows that are equal in all of that are decided by their order.
	"""
	fitting = [row for row in rows if row.metric == metric and _fits(row, facts)]
	if not fitting:
		return None
	best, *others = sorted(fitting, key=lambda row: _specificity(row, facts), reverse=True)
	return Choice(best, [row.number for row in others])


def _fits(row: TargetRow, facts: Facts) -> bool:
	return (
		(not row.offering or row.offering == facts.offering)
		and (not row.tier or row.tier == facts.tier)
		and (not row.region or row.region in facts.regions)
		and (not row.priority or row.priority == facts.priority)
	)


def _specificity(row: TargetRow, facts: Facts) -> tuple[bool, bool, int, bool]:
	nearness = len(facts.regions) - facts.regions.index(row.region) if row.region else 0
	return bool(row.offering), bool(row.tier), nearness, bool(row.priority)
