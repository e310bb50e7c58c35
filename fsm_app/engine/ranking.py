"""Ranking of candidates: marks of 0 to 100 for each objective, weighed into one score (E1)."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Marks(NamedTuple):
	"""A candidate's marks, 0 to 100 each, under the names of the objectives."""

	candidate: str
	marks: Mapping[str, float]


class Ranked(NamedTuple):
	"""A candidate with the score, 0 to 100, and the marks it was made from."""

	candidate: str
	score: float
	marks: Mapping[str, float]


def rank(candidates: Iterable[Marks], weights: Mapping[str, float]) -> list[Ranked]:
	"""Candidates by score, the best first; equal scores in order of their names, so that the result is repeatable.

	The score is the weighted mean of the marks. Objectives without weight do not count; without any weight all
	candidates score 0. Raises ValueError for a negative weight.
	"""
	if any(weight < 0 for weight in weights.values()):
		raise ValueError("weights must not be negative")
	total = sum(weights.values())
	ranked = [
		Ranked(
			candidate,
			sum(weights[name] * marks.get(name, 0.0) for name in weights) / total if total else 0.0,
			marks,
		)
		for candidate, marks in candidates
	]
	return sorted(ranked, key=lambda row: (-row.score, row.candidate))


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
