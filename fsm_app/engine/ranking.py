"""Ranking of candidates: marks of 0 to 100 for each objective, weighed into one score (E1)."""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

# By the name of an objective the marks of all candidates, 0 to 100 each, in their order; None where nothing is known.
Columns = Mapping[str, Sequence[float | None]]


class Ranked(NamedTuple):
	"""A candidate with the score, 0 to 100, and the marks it was made from."""

	candidate: str
	score: float
	marks: Mapping[str, float | None]


def rank(candidates: Sequence[str], columns: Columns, weights: Mapping[str, float]) -> list[Ranked]:
	"""Candidates by score, the best first; equal scores in order of their names, so that the result is repeatable.

	The score is the weighted mean of the marks. A mark that is not known counts as the mean of those that are; an objective
	of which nobody has a mark, or without weight, does not count; where none counts, all candidates score 0. Raises
	ValueError for a negative weight.
	"""
	if any(weight < 0 for weight in weights.values()):
		raise ValueError("weights must not be negative")
	scores = [0.0] * len(candidates)
	total = 0.0
	for name, mean in mean_marks(columns, weights).items():
		if weight := weights[name]:
			total += weight
			scores = [
				score + weight * (mean if mark is None else mark)
				for score, mark in zip(scores, columns[name], strict=True)
			]
	if total:
		scores = [score / total for score in scores]
	rows = zip(*columns.values(), strict=True) if columns else [()] * len(candidates)
	ranked = [
		Ranked(candidate, score, dict(zip(columns, marks, strict=True)))
		for candidate, score, marks in zip(candidates, scores, rows, strict=True)
	]
	ranked.sort(key=attrgetter("candidate"))
	ranked.sort(key=attrgetter("score"), reverse=True)
	return ranked


def mean_marks(columns: Columns, objectives: Iterable[str]) -> dict[str, float]:
	"""By objective the mean of the marks that are known; without those of which nobody has a mark."""
	means = {}
	for name in objectives:
		known = [mark for mark in columns.get(name, ()) if mark is not None]
		if known:
			means[name] = sum(known) / len(known)
	return means


def skill_mark(proficiencies: Iterable[int], best: int = 5) -> float:
	"""The mean proficiency in the skills needed as a mark; 100 where none is needed."""
	known = list(proficiencies)
	return 100.0 * sum(known) / (best * len(known)) if known else 100.0


def level_mark(rank_needed: int | None, rank_held: int) -> float:
	"""100 for exactly the level needed, a quarter less for each level above: seniors are kept for harder work.

	Without a level needed every level fits as well.
	"""
	if rank_needed is None:
		return 100.0
	return max(0.0, 100.0 - 25.0 * (rank_held - rank_needed))


def load_mark(open_tickets: int, at_most: int) -> float:
	"""The share of the capacity that is free; with no limit (0) each open ticket takes a tenth of what is left."""
	if at_most:
		return 100.0 * max(0.0, 1 - open_tickets / at_most)
	return 100.0 * 0.9**open_tickets


def travel_mark(minutes: float, far: float) -> float:
	"""100 at the door, nothing from `far` minutes on, evenly in between; 100 where nothing counts as far (0)."""
	return 100.0 * max(0.0, 1 - minutes / far) if far > 0 else 100.0


def wait_mark(hours: float, busy_hours: float) -> float:
	"""100 for whoever is free now, nothing from `busy_hours` of waiting on, evenly in between; 100 where nothing counts as long (0)."""
	return 100.0 * max(0.0, 1 - hours / busy_hours) if busy_hours > 0 else 100.0


def fairness_mark(hours: float, mean_hours: float) -> float:
	"""50 for whoever has worked as much as the others, 100 for nothing yet, 0 from twice as much on."""
	return 100.0 * max(0.0, 1 - hours / (2 * mean_hours)) if mean_hours > 0 else 100.0


def continuity_mark(jobs_on_device: int, jobs_for_customer: int) -> float:
	"""100 for whoever worked on the same device, half for one job at the customer's, three quarters for more of them."""
	if jobs_on_device:
		return 100.0
	return (0.0, 50.0, 75.0)[min(jobs_for_customer, 2)]


def parts_mark(needed: Mapping[str, float], held: Mapping[str, float]) -> float:
	"""The share of the parts needed, line by line, that is held; a line that is held in part counts in part."""
	if not needed:
		return 100.0
	shares = (
		min(1.0, max(0.0, held.get(item, 0.0)) / qty) if qty > 0 else 1.0 for item, qty in needed.items()
	)
	return 100.0 * sum(shares) / len(needed)


def slack_mark(seconds_left: float, seconds_until_due: float) -> float:
	"""The share of the time until the clock runs out that is left at arrival; 0 for whoever comes too late."""
	if seconds_until_due <= 0:
		return 0.0
	return 100.0 * min(1.0, max(0.0, seconds_left / seconds_until_due))


def drawn_to_mean(value: float, jobs: float, mean: float, prior_jobs: float) -> float:
	"""A mean of `jobs` jobs as if `prior_jobs` average ones had been done besides: a few jobs say little."""
	total = jobs + prior_jobs
	return (jobs * value + prior_jobs * mean) / total if total > 0 else mean


def efficiency_mark(first_time_fix: float, time_against_usual: float) -> float:
	"""Half from the share (0 to 1) that was fixed the first time, half from the time against the usual.

	The time's half is 50 for the usual time, 100 for half of it, 0 from one and a half on.
	"""
	quick = min(100.0, max(0.0, 150.0 - 100.0 * time_against_usual))
	return (100.0 * min(1.0, max(0.0, first_time_fix)) + quick) / 2
