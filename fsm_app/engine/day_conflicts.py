"""What stands in the way of an engineer's visits as they are planned: each other, the way, leave, holidays, shifts (N2).

Times are naive datetimes of one clock. The whole time counts that a visit takes, with the way there.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from fsm_app.engine.day_of_visits import DAY, Span, lies_within

OVERLAP, WAY, LEAVE, HALF_LEAVE, HOLIDAY, SHIFT, WAY_IN_SHIFT, AGREED, DUE = (
	"overlap",
	"way",
	"leave",
	"half leave",
	"holiday",
	"shift",
	"way in shift",
	"agreed",
	"due",
)


class Stop(NamedTuple):
	"""A visit of an engineer; `way` is how many minutes they are on the way to it.

	`opens` and `closes` are what was agreed with the customer, `due` when it has to begin by.
	"""

	name: str
	start: datetime
	end: datetime
	way: float = 0.0
	opens: datetime | None = None
	closes: datetime | None = None
	due: datetime | None = None


class Calendar(NamedTuple):
	"""When an engineer is at work. `shifts` None: nobody knows."""

	shifts: Sequence[Span] | None = None
	duties: Sequence[Span] = ()
	leave: Collection[date] = ()
	half_leave: Collection[date] = ()
	holidays: Collection[date] = ()


class Conflict(NamedTuple):
	"""One thing that stands in the way; `detail` is the other visit, the day, the minutes that are short, or the time."""

	kind: str
	detail: str | int | date | datetime | None = None


def conflicts_of(stops: Iterable[Stop], calendar: Calendar) -> dict[str, list[Conflict]]:
	"""By visit of one engineer what stands in its way; visits without anything are left out."""
	ordered = sorted(stops, key=lambda stop: (stop.start, stop.end, stop.name))
	found: dict[str, list[Conflict]] = {}
	latest: Stop | None = None
	for stop in ordered:
		own = [*_with_others(stop, latest), *_with_calendar(stop, calendar), *_with_promises(stop)]
		if own:
			found[stop.name] = own
		if latest and latest.end > stop.start:
			found.setdefault(latest.name, []).append(Conflict(OVERLAP, stop.name))
		if latest is None or stop.end > latest.end:
			latest = stop
	return found


def _with_others(stop: Stop, latest: Stop | None) -> list[Conflict]:
	"""`latest` is, of those that begin before, the one that ends last."""
	if latest is None:
		return []
	if latest.end > stop.start:
		return [Conflict(OVERLAP, latest.name)]
	if latest.start.date() != stop.start.date():
		return []
	short = stop.way - (stop.start - latest.end) / timedelta(minutes=1)
	return [Conflict(WAY, round(short))] if short >= 1 else []


def _with_calendar(stop: Stop, calendar: Calendar) -> list[Conflict]:
	span = stop.start - timedelta(minutes=stop.way), stop.end
	days = _days_of(span)
	found = []
	for kind, off in ((LEAVE, calendar.leave), (HALF_LEAVE, calendar.half_leave)):
		found += [Conflict(kind, day) for day in days if day in off][:1]
	duties = list(calendar.duties)
	if duties and lies_within(span, duties):
		return found
	if holiday := next((day for day in days if day in calendar.holidays), None):
		return [*found, Conflict(HOLIDAY, holiday)]
	if calendar.shifts is None:
		return found
	there = [*calendar.shifts, *duties]
	if lies_within(span, there):
		return found
	kind = WAY_IN_SHIFT if lies_within((stop.start, stop.end), there) else SHIFT
	return [*found, Conflict(kind, span[0] if kind == WAY_IN_SHIFT else None)]


def _with_promises(stop: Stop) -> list[Conflict]:
	found = []
	if stop.opens and (stop.start < stop.opens or (stop.closes and stop.end > max(stop.closes, stop.opens))):
		found.append(Conflict(AGREED, stop.opens))
	if stop.due and stop.start > stop.due:
		found.append(Conflict(DUE, stop.due))
	return found


def _days_of(span: Span) -> list[date]:
	first, last = span[0].date(), max(span[0], span[1] - timedelta(microseconds=1)).date()
	return [first + DAY * n for n in range((last - first).days + 1)]
