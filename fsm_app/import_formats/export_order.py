"""In which order a file writes day and month: as all its dates agree that can be read in one way only (C2)."""

from collections.abc import Iterable
from dataclasses import dataclass

from fsm_app.import_formats.export_cell import text_of
from fsm_app.import_formats.export_moment import AUTO, DAY_FIRST, MONTH_FIRST, order_told_by


@dataclass(frozen=True)
class Order:
	"""The order in which dates are read, AUTO where the file does not settle it; of how many dates it was learned.

	`against` are two dates of the file, one for each order, where these contradict each other.
	"""

	order: str
	told_by: int = 0
	against: tuple[str, str] | None = None


def order_of(rows: Iterable, columns: Iterable[str], plain) -> Order:
	"""The order of the dates in `columns` (names as `plain` makes them) of `rows`, through the whole file."""
	columns = frozenset(columns)
	told: dict[str, list[str]] = {DAY_FIRST: [], MONTH_FIRST: []}
	count = 0
	wanted: dict[str, bool] = {}
	for row in rows:
		values = getattr(row, "values", None)
		if not isinstance(values, dict):
			continue
		for name, value in values.items():
			if name not in wanted:
				wanted[name] = plain(name) in columns
			if not wanted[name] or not isinstance(value, str | dict):
				continue
			text = text_of(value.get("display_value") if isinstance(value, dict) else value)
			if order := order_told_by(text):
				count += 1
				if not told[order]:
					told[order].append(text)
	days, months = told[DAY_FIRST], told[MONTH_FIRST]
	if days and months:
		return Order(AUTO, count, (days[0], months[0]))
	if days or months:
		return Order(DAY_FIRST if days else MONTH_FIRST, count)
	return Order(AUTO)
