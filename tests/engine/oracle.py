"""What working time is, said as plainly as possible: ask the wall clock, one step at a time.

It shares only the Shift tuple with the engine. Calendars and moments of the tests come from here too.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from fsm_app.engine.working_time import Shift, WorkingCalendar

MINUTE, HOUR, DAY = 60, 3600, 86400
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)

# Zones with the UTC moments around which their clocks do something unusual.
ZONES = {
	"UTC": [],
	"Asia/Shanghai": [],
	"Asia/Kathmandu": [],  # 5:45 ahead
	"Europe/Berlin": ["2025-03-30T01:00", "2025-10-26T01:00"],
	"America/New_York": ["2025-03-09T07:00", "2025-11-02T06:00"],
	"Australia/Lord_Howe": ["2025-04-05T15:00", "2025-10-04T15:30"],  # half an hour
	"America/Santiago": ["2025-04-06T03:00", "2025-09-07T04:00"],  # midnight itself is skipped or repeated
	"Pacific/Apia": ["2011-12-30T10:00"],  # a whole day is skipped
}
NEW_YEAR = "2025-01-01T00:00"


@dataclass
class Week:
	"""A calendar as the tests describe it."""

	shifts: list[Shift]
	breaks: list[Shift] = field(default_factory=list)
	holidays: set[date] = field(default_factory=set)
	make_up_days: dict[date, int] = field(default_factory=dict)
	time_zone: str = "UTC"

	def calendar(self) -> WorkingCalendar:
		return WorkingCalendar(
			self.shifts,
			breaks=self.breaks,
			holidays=self.holidays,
			make_up_days=self.make_up_days,
			time_zone=self.time_zone,
		)

	def at(self, text: str, fold: int = 0) -> datetime:
		"""A moment on the calendar's wall clock."""
		return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(self.time_zone), fold=fold)

	def works(self, moment: datetime) -> bool:
		local = moment.astimezone(ZoneInfo(self.time_zone))
		seconds = local.hour * HOUR + local.minute * MINUTE + local.second
		on_shift = False
		for days_ago in (0, 1):
			day = local.date() - timedelta(days=days_ago)
			shown = seconds + days_ago * DAY
			worked_as = self.make_up_days.get(day, None if day in self.holidays else day.weekday())
			paused_as = self.make_up_days.get(day, day.weekday())
			for weekday, start, end in self.breaks:
				if weekday == paused_as and start <= shown < end:
					return False
			for weekday, start, end in self.shifts:
				on_shift |= weekday == worked_as and start <= shown < end
		return on_shift

	def count(self, start: datetime, end: datetime, step: int = MINUTE) -> int:
		return step * sum(self.works(moment) for moment in steps(start, end, step))

	def due(self, start: datetime, seconds: int) -> datetime:
		"""For a start on a whole minute."""
		moment = start.astimezone(timezone.utc)
		while True:
			if self.works(moment):
				if seconds <= MINUTE:
					return moment + timedelta(seconds=seconds)
				seconds -= MINUTE
			moment += timedelta(minutes=1)


def steps(start: datetime, end: datetime, step: int = MINUTE):
	moment, end = start.astimezone(timezone.utc), end.astimezone(timezone.utc)
	while moment < end:
		yield moment
		moment += timedelta(seconds=step)


def office(first: int, last: int, opens: float, closes: float) -> list[Shift]:
	"""The same hours on every weekday from first to last."""
	return [Shift(day, int(opens * HOUR), int(closes * HOUR)) for day in range(first, last + 1)]


@st.composite
def shifts_of_a_week(draw) -> list[Shift]:
	"""Shifts that do not overlap, cut out of the circle of a week's minutes; some touch, some run over midnight."""
	minutes = draw(st.lists(st.integers(0, 7 * 24 * 4 - 1), min_size=2, max_size=24, unique=True))
	cuts = sorted(quarter * 15 for quarter in minutes)
	cuts.append(cuts[0] + 7 * 24 * 60)
	pieces = [(a, min(b, a + 24 * 60)) for a, b in pairwise(cuts)]
	worked = draw(st.lists(st.booleans(), max_size=len(pieces)).filter(any) | st.just([True] * len(pieces)))
	return [
		Shift(start // 1440, start % 1440 * MINUTE, (start % 1440 + end - start) * MINUTE)
		for (start, end), keep in zip(pieces, worked, strict=False)
		if keep
	]


breaks_of_a_week = st.lists(
	st.builds(
		lambda weekday, start, length: Shift(weekday, start * MINUTE, (start + length) * MINUTE),
		st.integers(0, 6),
		st.integers(0, 1439),
		st.integers(1, 90),
	),
	max_size=10,
)


@st.composite
def weeks(draw) -> tuple[Week, datetime]:
	"""A calendar, and a whole minute near something that may go wrong in it."""
	zone = draw(st.sampled_from(sorted(ZONES)))
	near = draw(st.sampled_from([NEW_YEAR, *ZONES[zone] * 3]))
	anchor = datetime.fromisoformat(near).replace(tzinfo=timezone.utc)
	days = st.integers(-3, 6).map(lambda n: anchor.date() + timedelta(days=n))
	week = Week(
		draw(shifts_of_a_week()),
		draw(breaks_of_a_week),
		draw(st.sets(days, max_size=4)),
		draw(st.dictionaries(days, st.integers(0, 6), max_size=3)),
		zone,
	)
	moment = anchor + timedelta(minutes=draw(st.integers(-2000, 1000)))
	return week, moment.astimezone(ZoneInfo(zone))


@st.composite
def long_questions(draw) -> tuple[WorkingCalendar, list[datetime]]:
	"""A calendar and three moments in order, up to years apart, with seconds and microseconds."""
	week, start = draw(weeks())
	gaps = draw(
		st.tuples(*[st.timedeltas(timedelta(0), timedelta(days=draw(st.sampled_from([2, 900]))))] * 2)
	)
	start = start.astimezone(timezone.utc) + draw(st.timedeltas(timedelta(0), timedelta(minutes=2)))
	middle, end = start + gaps[0], start + gaps[0] + gaps[1]
	return week.calendar(), [moment.astimezone(ZoneInfo(week.time_zone)) for moment in (start, middle, end)]
