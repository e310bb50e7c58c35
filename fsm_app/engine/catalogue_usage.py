"""What the use of a catalogue's entries says: rates, times, and where a figure is a bottleneck (A4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

SLA_RATE = "SLA Rate"
REOPEN_RATE = "Reopen Rate"
RESOLUTION_TIME = "Resolution Time"
UNUSED = "Unused"


@dataclass
class Usage:
	"""The figures of one entry in a period. Times are seconds of working time; rates are percentages, None without data."""

	tickets: int = 0
	reopened: int = 0
	clocks: int = 0  # SLA clocks with a verdict
	breached: int = 0
	resolutions: dict[int, int] = field(
		default_factory=dict
	)  # how often each time to the resolution occurred
	target_seconds: int = 0  # the sum of those resolutions' targets

	@property
	def sla_rate(self) -> float | None:
		"""The share of SLA clocks that kept their target."""
		return percent(self.clocks - self.breached, self.clocks)

	@property
	def reopen_rate(self) -> float | None:
		"""The share of tickets that were reopened."""
		return percent(self.reopened, self.tickets)

	@property
	def mean_resolution(self) -> float | None:
		"""The mean time to the resolution."""
		count = sum(self.resolutions.values())
		return self._resolution_seconds / count if count else None

	@property
	def median_resolution(self) -> float | None:
		"""The median time to the resolution."""
		return median_of(self.resolutions)

	@property
	def resolution_of_target(self) -> float | None:
		"""The time taken for resolutions as a percentage of the time allowed."""
		return percent(self._resolution_seconds, self.target_seconds)

	@property
	def _resolution_seconds(self) -> int:
		return sum(seconds * count for seconds, count in self.resolutions.items())


class Thresholds(NamedTuple):
	"""From where on a figure is a bottleneck: percentages, days, and the tickets without which rates say nothing."""

	sla_rate_below: float
	reopen_rate_above: float
	resolution_above: float
	unused_days: int
	minimum_tickets: int


class Bottleneck(NamedTuple):
	"""A figure of an entry that is beyond its threshold: a percentage, or days for UNUSED."""

	entry: str
	finding: str
	figure: float
	threshold: float


def bottlenecks(
	usages: Mapping[str, Usage], idle_days: Mapping[str, int], thresholds: Thresholds
) -> list[Bottleneck]:
	"""All bottlenecks, finding by finding, the worst entry first.

	`idle_days` says for each entry on offer how long nobody has asked for it.
	"""
	judged = {
		name: usage for name, usage in usages.items() if usage.tickets >= max(1, thresholds.minimum_tickets)
	}
	low = [
		Bottleneck(name, SLA_RATE, usage.sla_rate, thresholds.sla_rate_below)
		for name, usage in judged.items()
		if usage.sla_rate is not None and usage.sla_rate < thresholds.sla_rate_below
	]
	high = [
		*_above(
			REOPEN_RATE,
			((name, usage.reopen_rate) for name, usage in judged.items()),
			thresholds.reopen_rate_above,
		),
		*_above(
			RESOLUTION_TIME,
			((name, usage.resolution_of_target) for name, usage in judged.items()),
			thresholds.resolution_above,
		),
	]
	if thresholds.unused_days:
		high += _above(UNUSED, idle_days.items(), thresholds.unused_days)
	return [*sorted(low, key=lambda row: (row.figure, row.entry)), *high]


def _above(finding: str, figures: Iterable[tuple[str, float | None]], threshold: float) -> list[Bottleneck]:
	found = [
		Bottleneck(name, finding, figure, threshold)
		for name, figure in figures
		if figure is not None and figure > threshold
	]
	return sorted(found, key=lambda row: (-row.figure, row.entry))


def percent(part: float, whole: float) -> float | None:
	"""`part` of `whole` as a percentage with two decimals; None where there is no whole."""
	return round(100 * part / whole, 2) if whole else None


def median_of(counts: Mapping[int, int]) -> float | None:
	"""The median of values of which each occurs as often as `counts` says; None of nothing."""
	total = sum(counts.values())
	if not total:
		return None
	seen, lower = 0, None
	for value in sorted(counts):
		seen += counts[value]
		if lower is None and seen >= (total + 1) // 2:
			lower = value
		if seen >= total // 2 + 1:
			return (lower + value) / 2
	raise ValueError("a count is negative")
