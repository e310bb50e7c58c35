"""Who is among the best of a field, and how many months in a row somebody is on one side of a target (J5)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

# Scores are compared as people read them.
DIGITS = 1
UP, NEAREST, DOWN = "Up", "Nearest", "Down"
ROUNDINGS = {UP: ROUND_CEILING, NEAREST: ROUND_HALF_UP, DOWN: ROUND_FLOOR}
ALL, NOBODY = "Include All", "Exclude All"


def places(people: int, share: float, rounding: str) -> int:
	"""How many are `share` percent of so many people: 20 % of 7 are 1.4, which is 2 rounded up, 1 to the nearest or down."""
	exact = Decimal(people) * Decimal(str(share)) / 100
	return min(people, int(exact.to_integral_value(ROUNDINGS[rounding])))


def best(scores: Mapping[str, float], count: int, ties: str = ALL) -> set[str]:
	"""The `count` people with the highest scores; where the last place is shared, all who share it or none of them."""
	if count <= 0 or not scores:
		return set()
	shown = {person: round(score, DIGITS) for person, score in scores.items()}
	border = sorted(shown.values(), reverse=True)[min(count, len(shown)) - 1]
	above = {person for person, score in shown.items() if score > border}
	at = {person for person, score in shown.items() if score == border}
	return above | at if ties == ALL or len(above) + len(at) <= count else above


@dataclass(frozen=True)
class Month:
	"""One month of somebody: its name, the score if there is one, and why it cannot be taken as it stands."""

	name: str
	score: float | None
	waits: str = ""


# What becomes of a month without a score, or under appeal.
SKIP, START_ANEW, WAIT = "Skip", "Start Anew", "Wait"


@dataclass(frozen=True)
class Streak:
	"""The months in a row up to the last one, the latest first; `waits` names the month on which it depends, if one does."""

	months: tuple[Month, ...]
	waits: Month | None = None


def streak(
	months: Iterable[Month], target: float, below: bool, without_data: str = SKIP, waiting: str = WAIT
) -> Streak:
	"""The row of months at the target, or below it, that ends with the first of `months`, which come the latest first.

	The latest month must itself count: one without a score ends nothing and begins nothing.
	"""
	counted: list[Month] = []
	for number, month in enumerate(months):
		if month.waits and waiting == WAIT:
			return Streak(tuple(counted), month)
		missing = month.score is None or bool(month.waits)
		if missing and number == 0:
			break
		if missing:
			if without_data == SKIP or month.waits:
				continue
			break
		if (round(month.score, DIGITS) < target) is not below:
			break
		counted.append(month)
	return Streak(tuple(counted))
