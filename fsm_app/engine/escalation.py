"""Which warnings and escalation steps of a clock are due, by the working time it has used (B3, B4).

Targets, used time and thresholds are seconds of working time. The keys of a clock's steps are unique.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple


class Step(NamedTuple):
	"""Due when `percent` of the target is used up and `after` more working seconds have passed."""

	key: str
	percent: float
	after: int = 0


def threshold(step: Step, target: int) -> int:
	"""The used working seconds from which on the step is due."""
	return round(target * step.percent / 100) + step.after


def due_steps(steps: Iterable[Step], target: int, used: int, done: Collection[str] = ()) -> list[Step]:
	"""The steps not yet done that are due, in order of their thresholds, equal ones as given."""
	waiting = (step for step in steps if step.key not in done and threshold(step, target) <= used)
	return sorted(waiting, key=lambda step: threshold(step, target))


def next_threshold(steps: Iterable[Step], target: int, used: int, done: Collection[str] = ()) -> int | None:
	"""The used working seconds at which the next act is called for; None when all steps are done.

	It is that of the first step not yet done, so at most `used` when one is overdue.
	"""
	return min((threshold(step, target) for step in steps if step.key not in done), default=None)
