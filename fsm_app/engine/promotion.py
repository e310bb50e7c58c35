"""What an engineer still lacks for the next level. Plain Python (H1)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

COURSE, CERTIFICATION, MONTHS, SCORE = "Course", "Certification", "Months at Level", "Score"


@dataclass(frozen=True)
class Asked:
	"""What a level asks of those who come to it."""

	courses: Sequence[str] = ()
	certifications: Sequence[str] = ()
	minimum_months: int = 0
	minimum_score: float = 0.0
	score_months: int = 0


@dataclass(frozen=True)
class Record:
	"""What an engineer has done so far; `scores` are the totals of their closed months, the latest first."""

	courses: Collection[str] = ()
	certifications: Collection[str] = ()
	level_since: date | None = None
	scores: Sequence[float] = ()


@dataclass(frozen=True)
class Requirement:
	"""One thing asked for: what is `needed`, what is `there`, and whether that is enough."""

	kind: str
	name: str
	fulfilled: bool
	needed: float | None = None
	there: float | None = None


def requirements(asked: Asked, record: Record, today: date) -> list[Requirement]:
	"""Everything that the level asks for, each with whether it is there."""
	found = [Requirement(COURSE, name, name in record.courses) for name in asked.courses]
	found += [
		Requirement(CERTIFICATION, name, name in record.certifications) for name in asked.certifications
	]
	if asked.minimum_months:
		months = months_since(record.level_since, today)
		found.append(
			Requirement(
				MONTHS, "", months >= asked.minimum_months, float(asked.minimum_months), float(months)
			)
		)
	if asked.minimum_score:
		counted = record.scores[: max(1, asked.score_months)]
		# Fewer months than are asked for say too little.
		mean = sum(counted) / len(counted) if len(counted) >= max(1, asked.score_months) else None
		found.append(
			Requirement(
				SCORE, "", mean is not None and mean >= asked.minimum_score, asked.minimum_score, mean
			)
		)
	return found


def months_since(begin: date | None, today: date) -> int:
	"""Whole months from `begin` to `today`; 0 where it is not known."""
	if begin is None or begin > today:
		return 0
	passed = relativedelta(today, begin)
	return passed.years * 12 + passed.months
