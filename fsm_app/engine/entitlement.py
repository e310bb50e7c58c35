"""Whether a device is served free of charge on a given day: warranty first, then contract (C3)."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

IN_WARRANTY = "In Warranty"
UNDER_CONTRACT = "Under Contract"
OUT_OF_WARRANTY = "Out of Warranty"
UNKNOWN = "Unknown"


class Cover(NamedTuple):
	"""A document's word on a device: warranty or contract, from and until a day (both within; None: open)."""

	state: str  # IN_WARRANTY or UNDER_CONTRACT
	doctype: str
	document: str
	until: date | None
	since: date | None = None

	def holds_on(self, day: date) -> bool:
		"""Whether `day` lies within; the last day counts."""
		return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

	def is_over_on(self, day: date) -> bool:
		"""Whether it had ended before `day`."""
		return self.until is not None and self.until < day


def entitlement(day: date, covers: Iterable[Cover]) -> tuple[str, Cover | None]:
	"""The state on `day` and the cover that decides: the one that lasts longest, or the last one that has ended.

	A warranty goes before a contract. Without any cover that held or had ended, the state is UNKNOWN.
	"""
	covers = list(covers)
	for state in (IN_WARRANTY, UNDER_CONTRACT):
		if holding := [cover for cover in covers if cover.state == state and cover.holds_on(day)]:
			return state, max(holding, key=lambda cover: cover.until or date.max)
	if over := [cover for cover in covers if cover.is_over_on(day)]:
		return OUT_OF_WARRANTY, max(over, key=lambda cover: cover.until)
	return UNKNOWN, None
