"""A KPI's figure from the documents one by one, by the same rules as the database counts them by (J1, J3)."""

from collections.abc import Sequence
from typing import NamedTuple

PERCENTAGE, AVERAGE, SUM, COUNT = "Percentage", "Average", "Sum", "Count"
MEDIAN, PERCENTILE, DISTINCT = "Median", "Percentile", "Distinct"
# Of these nothing is 0; of the others it is no data.
COUNTING = frozenset({SUM, COUNT, DISTINCT})
# Of these a value of each document is taken.
OF_VALUES = frozenset({AVERAGE, SUM, MEDIAN, PERCENTILE, DISTINCT})


class Figure(NamedTuple):
	"""What a KPI's documents say of one engineer: the value, and the documents counted and looked at."""

	value: float
	numerator: float
	denominator: int


def figure_of(
	aggregate: str, values: Sequence, documents: int, divide_by: float = 1.0, percentile: float = 90.0
) -> Figure | None:
	"""The figure of `values`, one of each row: for Percentage 1 where it counts and 0 where not. None without rows.

	`documents` is the number of documents behind the rows.
	"""
	if not values:
		return None
	if aggregate == PERCENTAGE:
		counted = sum(values)
		return Figure(100.0 * counted / len(values), counted, documents)
	if aggregate == COUNT:
		return Figure(documents / divide_by, documents / divide_by, documents)
	if aggregate == DISTINCT:
		different = len({value for value in values if value is not None and value != ""})
		return Figure(different / divide_by, different / divide_by, documents)
	numbers = sorted(float(value) for value in values if value is not None)
	if aggregate == SUM:
		return Figure(sum(numbers) / divide_by, sum(numbers) / divide_by, documents)
	if not numbers:
		return None
	if aggregate == AVERAGE:
		return Figure(sum(numbers) / len(numbers) / divide_by, sum(numbers) / divide_by, documents)
	value = (median_of(numbers) if aggregate == MEDIAN else percentile_of(numbers, percentile)) / divide_by
	return Figure(value, value, documents)


def median_of(numbers: Sequence[float]) -> float:
	"""The middle one of the sorted `numbers`, or the mean of the two in the middle."""
	middle, odd = divmod(len(numbers), 2)
	return numbers[middle] if odd else (numbers[middle - 1] + numbers[middle]) / 2


def percentile_of(numbers: Sequence[float], percentile: float) -> float:
	"""The smallest of the sorted `numbers` that at least `percentile` of 100 of them do not exceed."""
	for place, number in enumerate(numbers, 1):
		if place * 100 >= percentile * len(numbers):
			return number
	return numbers[-1]
