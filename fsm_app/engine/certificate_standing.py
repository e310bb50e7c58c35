"""How an engineer stands with a certification, from the certificates that they have of it. Plain Python (H2, H3)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

HOLDS, ENDS_SOON, BEGINS_LATER = "Holds", "Ends Soon", "Begins Later"
ENDED, UNVERIFIED, MISSING, NONE = "Ended", "Unverified", "Missing", "None"
COLOURS = {
	HOLDS: "green",
	ENDS_SOON: "orange",
	BEGINS_LATER: "blue",
	ENDED: "red",
	MISSING: "red",
	UNVERIFIED: "gray",
	NONE: "",
}


@dataclass(frozen=True)
class Certificate:
	"""From when to when a certificate is meant to hold (None: without limit), and whether it was verified."""

	first: date | None
	last: date | None
	verified: bool = True

	@property
	def begin(self) -> date:
		"""Its first day, the first of all where it has none."""
		return self.first or date.min

	@property
	def end(self) -> date:
		"""Its last day, the last of all where it has none."""
		return self.last or date.max


@dataclass(frozen=True)
class Standing:
	"""What holds today, and the day that matters: the last one it holds, held, or the first one it will hold."""

	kind: str
	day: date | None = None

	@property
	def colour(self) -> str:
		"""The colour of Frappe's indicators that it is shown in."""
		return COLOURS[self.kind]


def standing(
	certificates: Collection[Certificate], today: date, warn_days: int, required: bool = False
) -> Standing:
	"""How the holder of `certificates`, all of one kind and none revoked, stands `today`.

	A renewal that follows without a gap carries the end on. It ends soon when no more than `warn_days` are left.
	"""
	verified = sorted((one for one in certificates if one.verified), key=lambda one: one.begin)
	holding = [one.end for one in verified if one.begin <= today <= one.end]
	if holding:
		end = _carried_on(max(holding), verified)
		if end == date.max:
			return Standing(HOLDS)
		return Standing(HOLDS if (end - today).days > warn_days else ENDS_SOON, end)
	if coming := [one.begin for one in verified if one.begin > today]:
		return Standing(BEGINS_LATER, min(coming))
	if verified:
		return Standing(ENDED, max(one.end for one in verified))
	if certificates:
		return Standing(UNVERIFIED)
	return Standing(MISSING if required else NONE)


def _carried_on(end: date, by_begin: list[Certificate]) -> date:
	for one in by_begin:
		if end == date.max:
			break
		if one.begin <= end + timedelta(days=1):
			end = max(end, one.end)
	return end
