"""Who is on call when, shared fairly among those who take part (E2, P1).

Times are naive datetimes of one clock. A turn goes to whoever, of those who are there and rested, would have the smallest
share of duty after it: hours of duty, holidays counted more, by the days for which they have taken part. So a newcomer
neither makes up for years nor is spared, and what could not be given evenly in one month is made up for in the next.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

Span = tuple[datetime, datetime]
WEEK = timedelta(days=7)


@dataclass
class Member:
	"""Who takes part: since when, when they are away, and the duty that they have had or will have."""

	name: str
	since: datetime
	away: list[Span] = field(default_factory=list)
	duties: list[Span] = field(default_factory=list)


@dataclass(frozen=True)
class Turn:
	"""A stretch of duty, and who has it; None with the names of those who cannot, where nobody can."""

	start: datetime
	end: datetime
	member: str | None = None
	away: tuple[str, ...] = ()
	resting: tuple[str, ...] = ()


def turns_between(weekday: int, at: time, start: datetime, end: datetime) -> list[Span]:
	"""The weeks from one handover to the next, of which the first begins at `start` or later, and all before `end`."""
	first = datetime.combine(start.date() + timedelta(days=(weekday - start.weekday()) % 7), at)
	if first < start:
		first += WEEK
	turns = []
	while first < end:
		turns.append((first, first + WEEK))
		first += WEEK
	return turns


def share(
	turns: Iterable[Span], members: list[Member], holidays: set[date], extra: float, rest: timedelta
) -> list[Turn]:
	"""Give each turn to a member, in order. `extra`: as many days as a holiday counts more; `rest`: free time between two turns.

	Where only resting members are there, the one who has rested longest takes the turn: duty goes before rest.
	"""
	given = []
	for start, end in turns:
		there = [member for member in members if not _touches(member.away, start, end) and member.since < end]
		free = [member for member in there if not _touches(member.duties, start, end)]
		rested = [member for member in free if not _touches(member.duties, start - rest, end + rest)]
		names = tuple(member.name for member in members if member not in there)
		resting = tuple(member.name for member in there if member not in rested)
		chosen = min(
			rested,
			key=lambda member: (_share_after(member, start, end, holidays, extra), member.name),
			default=None,
		) or max(free, key=lambda member: (_rest_before(member, start), member.name), default=None)
		if chosen:
			chosen.duties.append((start, end))
		given.append(Turn(start, end, chosen.name if chosen else None, names, resting))
	return given


def weighted_hours(spans: Iterable[Span], holidays: set[date], extra: float) -> float:
	"""Hours of duty, each that lies on a holiday counted 1 + `extra` times."""
	return sum(_weighted(start, end, holidays, extra) for start, end in spans)


def _weighted(start: datetime, end: datetime, holidays: set[date], extra: float) -> float:
	hours = (end - start).total_seconds() / 3600
	day = start.date()
	while day <= end.date():
		if day in holidays:
			midnight = datetime.combine(day, time())
			lasts = min(end, midnight + timedelta(days=1)) - max(start, midnight)
			hours += extra * max(0.0, lasts.total_seconds() / 3600)
		day += timedelta(days=1)
	return hours


def _share_after(member: Member, start: datetime, end: datetime, holidays: set[date], extra: float) -> float:
	had = [span for span in member.duties if span[1] > member.since]
	days = max((end - member.since) / timedelta(days=1), 1.0)
	return weighted_hours([*had, (start, end)], holidays, extra) / days


def _rest_before(member: Member, start: datetime) -> timedelta:
	return min((start - end for _begin, end in member.duties if end <= start), default=timedelta.max)


def _touches(spans: Iterable[Span], start: datetime, end: datetime) -> bool:
	return any(begin < end and start < finish for begin, finish in spans)
