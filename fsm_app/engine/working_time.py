"""Working time: how much of it lies between two moments, and when a given amount of it will have passed (B2).

A moment is working time when the wall clock of the calendar's time zone shows a time inside a shift and
inside no break.

- A shift belongs to the day it starts on, also the part after midnight. A holiday removes the shifts that
  start on it; a make-up day works the shifts of another weekday, even on a weekend or a holiday.
- A break belongs to the day it starts on, whichever day the shift around it started: the 02:00 break of the
  night from Sunday to Monday is a Monday's break. A make-up day has the breaks of the weekday it works like.
  A holiday keeps its breaks, because the night shift of the day before still takes them.
- The hour that the clocks repeat in autumn counts twice when it is worked; the one they skip in spring does
  not exist. A day that a region skipped has no time, but a night shift of its reaches into the next.

The calendar is folded year by year, when a question first needs that year, into the UTC seconds at which
working intervals start and the working seconds gone by until then. Every question is a binary search.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timezone
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY = 86_400
WEEK = 7 * DAY
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HORIZON = 20 * 366 * DAY  # how far ahead `common/due_documents` looks
FIRST_YEAR, LAST_YEAR = 1900, 2200  # a date outside is a typing error, and folding up to it costs memory

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_EPOCH_DAY = _EPOCH.toordinal()

Interval = tuple[int, int]  # [start, end) in seconds, either UTC or as the wall clock shows them


class NoWorkingTime(ValueError):
	"""The calendar has no working time, at all or within the horizon."""


class Shift(NamedTuple):
	"""A stretch of every such weekday (0 = Monday), in seconds of the local day; `end` may exceed 86400."""

	weekday: int
	start: int
	end: int

	def __str__(self) -> str:
		return f"{WEEKDAYS[self.weekday]} {_clock(self.start)}-{_clock(self.end)}"


class _Fold(NamedTuple):
	"""The working intervals in [begin, end) UTC seconds, and the working seconds before each of them.

	Interval i is `totals[i + 1] - totals[i]` seconds long. The first one starts at `begin` and may be empty.
	"""

	begin: int
	end: int
	starts: list[int]
	totals: list[int]

	def worked(self, second: int) -> int:
		"""Working seconds in [begin, second)."""
		i = bisect_right(self.starts, second) - 1
		return min(self.totals[i] + second - self.starts[i], self.totals[i + 1])


class WorkingCalendar:
	"""The working time of a week with its holidays and make-up days, in one time zone.

	`make_up_days` says which weekday's shifts and breaks a date works. Breaks may overlap each other and reach
	beyond the shifts; shifts of the week must not overlap.

	Moments are aware datetimes in any zone. Precision is one second: microseconds are cut off, which may make
	two moments equal but never changes their order. A naive moment raises TypeError, one outside the years
	1900 to 2200 ValueError. A calendar may be used by several threads at once. Python compares moments of the
	same zone by their wall clock: compare answers in UTC where the repeated hour matters.

	Raises ValueError for an impossible shift, break, weekday or time zone, NoWorkingTime without any shift.
	"""

	def __init__(
		self,
		shifts: Iterable[Shift],
		*,
		breaks: Iterable[Shift] = (),
		holidays: Collection[date] = (),
		make_up_days: Mapping[date, int] | None = None,
		time_zone: str = "UTC",
	) -> None:
		self.time_zone = time_zone
		self._zone = _zone(time_zone)
		self._shifts = _by_weekday(shifts, "shift")
		self._breaks = _by_weekday(breaks, "break")
		if not any(self._shifts):
			raise NoWorkingTime("The calendar has no shifts")
		_refuse_overlap(self._shifts)
		self._holidays = frozenset(day.toordinal() - _EPOCH_DAY for day in holidays)
		self._make_up_days: dict[int, int] = {}
		for day, weekday in (make_up_days or {}).items():
			_check_weekday(weekday, f"make-up day {day}")
			self._make_up_days[day.toordinal() - _EPOCH_DAY] = weekday
		# Both are only ever replaced by, or filled with, what any other thread would work out too.
		self._years: dict[int, list[Interval]] = {}
		self._fold = _Fold(0, 0, [0], [0, 0])

	def seconds_between(self, start: datetime, end: datetime) -> int:
		"""Working seconds in [start, end); 0 when `end` is not after `start`."""
		first, last = _utc_second(start), _utc_second(end)
		if last <= first:
			return 0
		fold = self._fold
		if first < fold.begin or last > fold.end:
			fold = self._cover(first, last)
		return fold.worked(last) - fold.worked(first)

	def due(self, start: datetime, seconds: int) -> datetime:
		"""The earliest moment at which `seconds` of working time have passed since `start`, in start's zone.

		So time that runs out with a shift is due at that shift's end, not at the start of the next one, and
		0 seconds are due at `start` itself, worked or not. Raises NoWorkingTime when that would be more than
		20 years ahead, ValueError for negative seconds.
		"""
		first = _utc_second(start)
		if seconds <= 0:
			if seconds:
				raise ValueError(f"Working time cannot be negative: {seconds} seconds")
			return start
		fold = self._fold
		if first < fold.begin or first > fold.end:
			fold = self._cover(first, first)
		target = fold.worked(first) + seconds
		while target > fold.totals[-1] and fold.end <= first + HORIZON:
			fold = self._cover(first, fold.end + 1)
			target = fold.worked(first) + seconds  # each fold counts from its own beginning
		if target <= fold.totals[-1]:
			i = bisect_left(fold.totals, target) - 1
			second = fold.starts[i] + target - fold.totals[i]
			if second <= first + HORIZON:
				return datetime.fromtimestamp(second, start.tzinfo)
		raise NoWorkingTime(f"There are no {seconds} seconds of working time in the 20 years after {start}")

	def is_working(self, moment: datetime) -> bool:
		"""Whether the second that `moment` lies in is working time."""
		second = _utc_second(moment)
		fold = self._fold
		if second < fold.begin or second >= fold.end:
			fold = self._cover(second, second + 1)
		return fold.worked(second + 1) > fold.worked(second)

	def intervals(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
		"""The stretches of working time within [start, end), in order and apart from each other, in start's zone."""
		first, last = _utc_second(start), _utc_second(end)
		if last <= first:
			return []
		fold = self._cover(first, last)
		found = []
		for i in range(bisect_right(fold.starts, first) - 1, bisect_left(fold.starts, last)):
			opens = max(first, fold.starts[i])
			closes = min(last, fold.starts[i] + fold.totals[i + 1] - fold.totals[i])
			if opens < closes:
				found.append(
					tuple(datetime.fromtimestamp(second, start.tzinfo) for second in (opens, closes))
				)
		return found

	def _cover(self, first: int, last: int) -> _Fold:
		"""A fold that answers for all seconds from `first` to `last`; it replaces the present one if that does not."""
		fold = self._fold
		if fold.begin <= first and last <= fold.end:
			return fold
		years = [_year_of(first), _year_of(last)]
		if fold.begin < fold.end:
			years += [_year_of(fold.begin), _year_of(fold.end - 1)]
		begin, end = _year_start(min(years)), _year_start(max(years) + 1)
		starts, totals = [begin], [0, 0]
		for year in range(min(years), max(years) + 1):
			if year not in self._years:
				self._years[year] = self._fold_year(year)
			for opens, closes in self._years[year]:
				if starts[-1] + totals[-1] - totals[-2] == opens:
					totals[-1] += closes - opens  # goes on over a year's end or a change of the clocks
				else:
					starts.append(opens)
					totals.append(totals[-1] + closes - opens)
		self._fold = fold = _Fold(begin, end, starts, totals)
		return fold

	def _fold_year(self, year: int) -> list[Interval]:
		"""The working intervals of a UTC year, in UTC seconds."""
		if not FIRST_YEAR <= year <= LAST_YEAR:
			raise ValueError(f"The year {year} is not between {FIRST_YEAR} and {LAST_YEAR}")
		begin, end = _year_start(year), _year_start(year + 1)
		# The local days that the UTC year can touch, and one before, whose shifts may run over midnight.
		days = range(begin // DAY - 2, end // DAY + 1)
		worked = _without(_merged(self._shifts_on(days)), _merged(self._breaks_on(days)))
		return [
			(max(opens - offset, first), min(closes - offset, last))
			for first, last, offset in _offsets(self._zone, begin, end)
			for opens, closes in worked
			if opens - offset < last and closes - offset > first
		]

	def _shifts_on(self, days: Iterable[int]) -> Iterator[Interval]:
		for day in days:
			weekday = self._make_up_days.get(day, None if day in self._holidays else _weekday(day))
			if weekday is not None:
				yield from (
					(day * DAY + shift.start, day * DAY + shift.end) for shift in self._shifts[weekday]
				)

	def _breaks_on(self, days: Iterable[int]) -> Iterator[Interval]:
		for day in days:
			weekday = self._make_up_days.get(day, _weekday(day))
			yield from ((day * DAY + pause.start, day * DAY + pause.end) for pause in self._breaks[weekday])


@lru_cache(maxsize=1024)
def _offsets(zone: ZoneInfo, begin: int, end: int) -> tuple[tuple[int, int, int], ...]:
	"""Cut [begin, end) where the clocks change: (first, last, seconds that local time is ahead of UTC)."""
	found = []
	first, offset = begin, _offset(zone, begin)
	# zoneinfo does not list its changes. A look a day finds them: since 1900 no zone has had two within one.
	for probe in range(begin + DAY, end + 1, DAY):
		if _offset(zone, probe) != offset:
			since = range(probe - DAY, probe)
			change = since[0] + bisect_left(
				since, True, key=lambda second, before=offset: _offset(zone, second) != before
			)
			found.append((first, change, offset))
			first, offset = change, _offset(zone, change)
	return (*found, (first, end, offset))


def _offset(zone: ZoneInfo, second: int) -> int:
	ahead = datetime.fromtimestamp(second, zone).utcoffset()
	return ahead.days * DAY + ahead.seconds


def _utc_second(moment: datetime) -> int:
	since = moment - _EPOCH
	return since.days * DAY + since.seconds


def _year_of(second: int) -> int:
	return date.fromordinal(second // DAY + _EPOCH_DAY).year


def _year_start(year: int) -> int:
	return (date(year, 1, 1).toordinal() - _EPOCH_DAY) * DAY


def _weekday(day: int) -> int:
	"""Weekday of a day counted from 1970-01-01, a Thursday."""
	return (day + 3) % 7


def _clock(seconds: int) -> str:
	minutes = seconds % DAY // 60
	return f"{minutes // 60:02}:{minutes % 60:02}"


def _zone(name: str) -> ZoneInfo:
	try:
		return ZoneInfo(name)
	except (ZoneInfoNotFoundError, ValueError, OSError) as error:
		raise ValueError(f"There is no time zone {name!r}") from error


def _check_weekday(weekday: int, where: str) -> None:
	if weekday not in range(7):
		raise ValueError(f"{weekday!r} is not a weekday from 0 (Monday) to 6 (Sunday): {where}")


def _by_weekday(shifts: Iterable[Shift], kind: str) -> list[list[Shift]]:
	days: list[list[Shift]] = [[] for _ in WEEKDAYS]
	for shift in shifts:
		shift = Shift(*shift)
		_check_weekday(shift.weekday, f"{kind} {shift.start} to {shift.end}")
		if not (0 <= shift.start < DAY and 0 < shift.end - shift.start <= DAY):
			raise ValueError(
				f"A {kind} on {WEEKDAYS[shift.weekday]} must start within the day and last at most 24 hours: "
				f"{shift.start} to {shift.end} seconds"
			)
		days[shift.weekday].append(shift)
	return days


def _refuse_overlap(days: list[list[Shift]]) -> None:
	week = sorted(
		(weekday * DAY + shift.start, weekday * DAY + shift.end, shift)
		for weekday, shifts in enumerate(days)
		for shift in shifts
	)
	start, end, shift = week[0]
	week.append((start + WEEK, end + WEEK, shift))  # Sunday's night may run into Monday
	for (_, end, shift), (start, _, after) in pairwise(week):
		if start < end:
			raise ValueError(f"The shift {after} overlaps the shift {shift}")


def _merged(intervals: Iterable[Interval]) -> list[Interval]:
	"""The same time as sorted intervals that neither overlap nor touch."""
	merged: list[Interval] = []
	for start, end in sorted(intervals):
		if merged and start <= merged[-1][1]:
			merged[-1] = (merged[-1][0], max(merged[-1][1], end))
		else:
			merged.append((start, end))
	return merged


def _without(intervals: list[Interval], holes: list[Interval]) -> list[Interval]:
	"""What is left of sorted intervals without sorted holes."""
	left: list[Interval] = []
	i = 0
	for start, end in intervals:
		while i < len(holes) and holes[i][1] <= start:
			i += 1
		at = i  # a hole may reach into the next interval, so it is not left behind here
		while at < len(holes) and holes[at][0] < end:
			if start < holes[at][0]:
				left.append((start, holes[at][0]))
			start = holes[at][1]
			at += 1
		if start < end:
			left.append((start, end))
	return left
