"""How evenly something is spread (E1)."""

from collections.abc import Sequence
from statistics import fmean, pstdev


def spread(values: Sequence[float]) -> float | None:
	"""The standard deviation as a share of the mean: 0 for all alike; None where there is nothing to spread."""
	mean = fmean(values) if values else 0
	return pstdev(values) / mean if mean > 0 else None
