"""How the scores of many spread: their mean, their middle, and how many lie in each ten points."""

import math
from collections.abc import Sequence
from statistics import median

WIDTH, HIGHEST = 10, 100


def distribution(scores: Sequence[float]) -> list[tuple[int, int, int]]:
	"""(from, up to, how many) for each ten points from 0; a hundred belongs to the last."""
	counts = [0] * (HIGHEST // WIDTH)
	for score in scores:
		counts[min(max(int(score // WIDTH), 0), len(counts) - 1)] += 1
	return [(place * WIDTH, (place + 1) * WIDTH, count) for place, count in enumerate(counts)]


def mean_of(scores: Sequence[float]) -> float | None:
	"""The mean; None of nothing."""
	return math.fsum(scores) / len(scores) if scores else None


def middle_of(scores: Sequence[float]) -> float | None:
	"""The median; None of nothing."""
	return median(scores) if scores else None
