"""Which of a month's tickets a case review talks about: the best and the worst, and by what (G4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

COMPLAINT, LOW_MARK, MISSED, REOPENED, RETURNED = (
	"Complaint",
	"Low Mark",
	"Missed Target",
	"Reopened",
	"Returned",
)
FULL_MARKS, ALL_KEPT, FIRST_VISIT, CASE = "Full Marks", "All Targets Kept", "One Visit", "Case Written"
BAD = (COMPLAINT, LOW_MARK, MISSED, REOPENED, RETURNED)
GOOD = (FULL_MARKS, ALL_KEPT, FIRST_VISIT, CASE)
MOST_STARS = 5


@dataclass
class Facts:
	"""What is known of one ticket: marks None where nobody has given any, targets with a verdict, visits that ended."""

	name: str
	engineer: str | None = None
	offering: str | None = None
	stars: int | None = None
	nps: int | None = None
	complaints: int = 0
	targets: int = 0
	missed: int = 0
	used_of_target: float = 0.0
	reopened: int = 0
	returned: int = 0
	visits: int = 0
	cases: int = 0


class Marks(NamedTuple):
	"""From where on a customer's mark is low."""

	low_stars: int
	low_nps: int


class Judged(NamedTuple):
	"""A ticket with its points, for the bad or for the good, and how often each signal was found in it."""

	facts: Facts
	points: int
	signals: dict[str, int]


def signals_of(facts: Facts, marks: Marks) -> dict[str, int]:
	"""Each signal that the ticket gives, and how often."""
	low = (facts.stars is not None and facts.stars <= marks.low_stars) or (
		facts.nps is not None and facts.nps <= marks.low_nps
	)
	found = {
		COMPLAINT: facts.complaints,
		LOW_MARK: int(low),
		MISSED: facts.missed,
		REOPENED: facts.reopened,
		RETURNED: facts.returned,
		FULL_MARKS: int(facts.stars == MOST_STARS and not low),
		ALL_KEPT: int(facts.targets > 0 and not facts.missed),
		FIRST_VISIT: int(facts.visits == 1 and not facts.reopened and not facts.returned),
		CASE: int(facts.cases > 0),
	}
	return {signal: number for signal, number in found.items() if number}


def best_and_worst(
	tickets: Iterable[Facts], points: dict[str, int], marks: Marks, each: int
) -> tuple[list[Judged], list[Judged]]:
	"""At most `each` of the best tickets, which give no bad signal, and of the worst; those without a point are neither.

	`points` says what each signal counts; one that counts nothing is not named either. Of two with equal points the one
	that took less of its targets' time is the better, then the one that comes first by its name.
	"""
	best, worst = [], []
	for facts in tickets:
		found = {signal: number for signal, number in signals_of(facts, marks).items() if points.get(signal)}
		bad = {signal: number for signal, number in found.items() if signal in BAD}
		good = {signal: number for signal, number in found.items() if signal in GOOD}
		if bad:
			worst.append(Judged(facts, _sum(bad, points), bad))
		elif good:
			best.append(Judged(facts, _sum(good, points), good))
	best.sort(key=lambda one: (-one.points, one.facts.used_of_target, one.facts.name))
	worst.sort(key=lambda one: (-one.points, -one.facts.used_of_target, one.facts.name))
	return best[:each], worst[:each]


def _sum(signals: dict[str, int], points: dict[str, int]) -> int:
	return sum(points[signal] * number for signal, number in signals.items())
