"""From marks and key results to scores of 0 to 100 (J4, J7)."""

from collections.abc import Iterable

from fsm_app.engine.scoring import WeightedScore, weigh

BEST_MARK = 5


def score_of_marks(marks: Iterable[tuple[float, int | None]]) -> float | None:
	"""The weighted mean of marks (weight, 1 to 5) as a score of 20 to 100.

	A criterion without a mark is left out and its weight goes to the others; None where there is no mark.
	"""
	return weighted_mean((weight, None if mark is None else mark * 100 / BEST_MARK) for weight, mark in marks)


def score_of_key_result(start: float, target: float, current: float) -> float:
	"""How much of the way from `start` to `target` is gone, upwards or downwards: 0 to 100.

	Raises ValueError where there is no way.
	"""
	if start == target:
		raise ValueError("a key result leads from one value to another")
	return min(max((current - start) / (target - start), 0.0), 1.0) * 100


def weighted_mean(scores: Iterable[tuple[float, float | None]]) -> float | None:
	"""The mean of scores (weight, score), those without a score left out; None where there is none."""
	return weigh([WeightedScore(score, weight) for weight, score in scores])[1]
