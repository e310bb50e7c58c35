"""Whether one more visit fits into an engineer's day: shift, hours, overlaps, rest (E1, P1).

Times are naive datetimes of one clock; a span is a pair of start and end.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta

Span = tuple[datetime, datetime]
DAY = timedelta(days=1)


def merged(spans: Iterable[Span]) -> list[Span]:
	"""The same time as spans in order that neither overlap nor touch; what ends before it starts is left out."""
	found: list[Span] = []
	for start, end in sorted(span for span in spans if span[1] > span[0]):
		if found and start <= found[-1][1]:
			found[-1] = (found[-1][0], max(found[-1][1], end))
		else:
			found.append((start, end))
	return found


def lies_within(span: Span, shifts: Collection[Span]) -> bool:
	"""Whether the whole span lies in one stretch of the shifts; a moment without length lies in it up to its end."""
	# Most lie in one of them as it is; all are put together only for the rest.
	return _in_one(span, shifts) or (len(shifts) > 1 and _in_one(span, merged(shifts)))


def _in_one(span: Span, shifts: Iterable[Span]) -> bool:
	first, last = span
	for start, end in shifts:
		if start <= first and last <= end:
			return True
	return False


def overlapping(span: Span, visits: Iterable[Span]) -> Span | None:
	"""The first of the visits that shares time with the span; None where none does."""
	first, last = span
	found = None
	for visit in visits:
		if visit[0] < last and first < visit[1] and (found is None or visit < found):
			found = visit
	return found


def hours_on(day: date, spans: Collection[Span]) -> float:
	"""Hours of the spans that lie on the day, each counted in full, also where they overlap."""
	if not spans:
		return 0.0
	first = datetime.combine(day, time())
	last = first + DAY
	spent = timedelta(0)
	for start, end in spans:
		if first <= start <= end <= last:
			spent += end - start
		elif start < last and first < end:
			spent += max(timedelta(0), min(end, last) - max(start, first))
	return spent.total_seconds() / 3600


def hours_in_all(spans: Iterable[Span]) -> float:
	"""Hours of the spans, whenever they are."""
	spent = timedelta(0)
	for start, end in spans:
		if start < end:
			spent += end - start
	return spent.total_seconds() / 3600


def free_from(moment: datetime, needed: timedelta, visits: Iterable[Span]) -> datetime:
	"""From when on there is `needed` time in one piece between the visits, not before `moment`."""
	free = moment
	for start, end in merged(visits):
		if end <= free:
			continue
		if start - free >= needed:
			break
		free = max(free, end)
	return free


def rest_is_kept(span: Span, others: Collection[Span], rest: timedelta) -> bool:
	"""Whether with the visit `span` a rest of `rest` in one piece still lies between the engineer's working days.

	Work without such a rest between is one working day, and that lasts no longer than 24 hours without the rest.
	"""
	if rest <= timedelta(0):
		return True
	longest = DAY - rest
	earliest, latest = span
	for start, end in others:
		if start < earliest:
			earliest = start
		if end > latest:
			latest = end
	if latest - earliest <= longest:
		return True  # all is one working day, whatever the rests in it
	begun = ended = None
	for start, end in merged([span, *others]):
		if ended is None or start - ended >= rest:
			if ended is not None and begun <= span[0] and span[1] <= ended:
				break
			begun = start
		ended = end
	return ended - begun <= longest
