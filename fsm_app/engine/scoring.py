"""From a KPI's value to a score, and from scores to a total and ranks (J1 to J3)."""

import math
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


def score_in_steps(curve: Sequence[tuple[float, float]], value: float) -> float:
	"""The score of the last point that `value` has reached; below the first that of the first."""
	score_on_curve(curve, value)  # the same curves are refused
	reached = bisect_right([point[0] for point in curve], value)
	return curve[max(0, reached - 1)][1]


def score_of(
	kind: str, curve: Sequence[tuple[float, float]], target: float, lower: bool, value: float
) -> float:
	"""The score of `value` on a Linear curve, in Steps, or at a Threshold: 100 where the target is reached, else 0."""
	if kind == "Threshold":
		return 100.0 if (value <= target if lower else value >= target) else 0.0
	return score_in_steps(curve, value) if kind == "Steps" else score_on_curve(curve, value)


def runs_down(curve: Sequence[tuple[float, float]]) -> bool | None:
	"""Whether lower values score higher along the whole curve; None where it goes up and down, or is level."""
	steps = [right[1] - left[1] for left, right in pairwise(curve)]
	if not any(steps) or (min(steps) < 0 < max(steps)):
		return None
	return min(steps) < 0


def is_hundred(weights: Iterable[float]) -> bool:
	"""Whether weights with two decimals are 100.00 together; the one rule for schemes, parts and rubrics of them."""
	return round(sum(weights), 2) == 100.0


class Weighed(NamedTuple):
	"""A row of a weighted sum: the score that counts (None: it does not), its effective weight and its points."""

	score: float | None
	effective_weight: float
	points: float


def weigh(
	rows: Sequence[WeightedScore], when_no_data: str = "Spread Weight", neutral: float = 0.0
) -> tuple[list[Weighed], float | None]:
	"""The rows with the weights they have in the sum, which add up to 100, and the sum of their points.

	A row without a score passes its weight on to the others in proportion ("Spread Weight"), or counts with the `neutral`
	score or with Zero. None where no row has a score: whoever did nothing that counts is not marked.
	"""
	rows = list(rows)
	scored = [row for row in rows if row.score is not None and row.weight > 0]
	if not scored:
		return [Weighed(None, 0.0, 0.0) for row in rows], None
	substitute = {"Neutral Score": neutral, "Zero": 0.0}.get(when_no_data)
	if substitute is not None:
		scored = rows
	whole = math.fsum(row.weight for row in scored)
	weighed = []
	for row in rows:
		score = row.score if row.score is not None else substitute
		effective = 100.0 * row.weight / whole if score is not None and row.weight > 0 else 0.0
		weighed.append(Weighed(score if effective else None, effective, (score or 0.0) * effective / 100.0))
	return weighed, math.fsum(row.points for row in weighed)


def ranks(totals: Mapping[str, float | None], digits: int = 1) -> dict[str, int]:
	"""Rank by total, 1 the highest; totals that agree to `digits` decimals share a rank. None gets rank 0."""
	rounded = {name: round(total, digits) for name, total in totals.items() if total is not None}
	places: dict[float, int] = {}
	for place, total in enumerate(sorted(rounded.values(), reverse=True), 1):
		places.setdefault(total, place)
	return {name: places[rounded[name]] if name in rounded else 0 for name in totals}
