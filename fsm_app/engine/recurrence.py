"""Periods of whole months that are counted from one day on and never drift (H4). Plain Python."""

from collections.abc import Iterator
from datetime import date

from dateutil.relativedelta import relativedelta


def begin_of(starts_on: date, every_months: int, number: int) -> date:
	"""The first day of the period with this number, 0 being the first.

	Counted from the start, not from the period before: what starts on the 31st is on the last day of a shorter month and on
	the 31st again after it.
	"""
	return starts_on + relativedelta(months=every_months * number)


def begins_between(starts_on: date, every_months: int, first: date, last: date) -> Iterator[date]:
	"""The first days of the periods that begin from `first` to `last`, both included. `every_months` is 1 or more."""
	months = (first.year - starts_on.year) * 12 + first.month - starts_on.month
	number = max(0, months // every_months - 1)
	while (begin := begin_of(starts_on, every_months, number)) <= last:
		if begin >= first:
			yield begin
		number += 1
