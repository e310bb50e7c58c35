"""From a KPI's value to a score, and from scores to a total and ranks (J1-J3)."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple


class WeightedScore(NamedTuple):
	"""A score of 0 to 100 and its weight; a score of None is left out."""

	score: float | None
	weight: float


def score_on_curve(curve: Sequence[tuple[float, float]], value: float) -> float:
	"""The score at `value` on the line through the points (value, score); beyond the ends that of the nearest point.

	The values must rise from point to point; raises ValueError for an empty curve or values that do not.
	"""
	values = [point[0] for point in curve]
	if not values or any(right <= left for left, right in pairwise(values)):
		raise ValueError("the values of the curve must rise from point to point")
	after = bisect_right(values, value)
	if after == 0:
		return curve[0][1]
	if after == len(curve):
		return curve[-1][1]
	(left, score_left), (right, score_right) = curve[after - 1], curve[after]
	return score_left + (score_right - score_left) * (value - left) / (right - left)


def total_score(scores: Iterable[WeightedScore]) -> float | None:
	"""The weighted mean of the scores that there are: the weight of a missing one goes to the others in proportion.

	None where nothing could be scored.
	"""
	present = [row for row in scores if row.score is not None]
	weight = sum(row.weight for row in present)
	return sum(row.score * row.weight for row in present) / weight if weight else None


def ranks(totals: Mapping[str, float | None], digits: int = 1) -> dict[str, int]:
	"""Rank by total, 1 the highest; totals that agree to `digits` decimals share a rank. None gets rank 0."""
	rounded = {name: round(total, digits) for name, total in totals.items() if total is not None}
	ordered = sorted(rounded.values(), reverse=True)
	return {name: ordered.index(rounded[name]) + 1 if name in rounded else 0 for name in totals}
