"""What a question about working time costs: fsm_app's folded calendar against walking over days and minutes.

The day walk is the way ERPNext finds a due time: one shift a weekday, one look at each day on the way. The
minute walk is the definition itself. All three answer the same random questions on a calendar that all of
them can express (Monday to Friday 10-18, holidays, no change of clocks), and must agree on every answer.

Run with the repository on the path: PYTHONPATH=. python benchmarks/working_time.py [--questions N] [--seed N]
"""

import argparse
import random
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple

from fsm_app.engine.working_time import Shift, WorkingCalendar

HOUR, DAY = 3600, 86_400
OPENS, CLOSES = 10 * HOUR, 18 * HOUR
SPANS = {"8 hours": 8, "7 days": 7 * 24, "30 days": 30 * 24, "90 days": 90 * 24}
PLAIN_WEEK = [Shift(weekday, OPENS, CLOSES) for weekday in range(5)]
RICH_WEEK = [Shift(day, h * HOUR, (h + 4) * HOUR) for day in range(5) for h in (8, 13)]
RICH_WEEK += [Shift(day, 22 * HOUR, 30 * HOUR) for day in range(5)]
BREAKS = [Shift(day, h * HOUR, h * HOUR + 900) for day in range(7) for h in (2, 10, 15)]


class Question(NamedTuple):
	start: datetime  # naive, UTC
	end: datetime
	seconds: int  # asked of `common/due_documents`


class DayWalk:
	"""Goes from day to day and takes from each what it has to give."""

	def __init__(self, hours: dict[int, tuple[int, int]], holidays: set[date]) -> None:
		self.hours = {
			weekday: (timedelta(seconds=opens), timedelta(seconds=closes))
			for weekday, (opens, closes) in hours.items()
		}
		self.holidays = holidays

	def window(self, midnight: datetime, since: datetime) -> tuple[datetime, datetime] | None:
		hours = self.hours.get(midnight.weekday())
		if hours is None or midnight.date() in self.holidays:
			return None
		return max(since, midnight + hours[0]), midnight + hours[1]

	def due(self, start: datetime, seconds: int) -> datetime:
		left = timedelta(seconds=seconds)
		midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
		while True:
			window = self.window(midnight, start)
			if window and window[0] < window[1]:
				if window[1] - window[0] >= left:
					return window[0] + left
				left -= window[1] - window[0]
			midnight += timedelta(days=1)

	def seconds_between(self, start: datetime, end: datetime) -> int:
		worked = timedelta(0)
		midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
		while midnight < end:
			window = self.window(midnight, start)
			if window:
				worked += max(timedelta(0), min(end, window[1]) - window[0])
			midnight += timedelta(days=1)
		return int(worked.total_seconds())


class MinuteWalk:
	"""Looks at the clock every minute."""

	def __init__(self, hours: dict[int, tuple[int, int]], holidays: set[date]) -> None:
		self.hours = hours
		self.holidays = holidays

	def works(self, moment: datetime) -> bool:
		opens, closes = self.hours.get(moment.weekday(), (0, 0))
		return (
			opens <= moment.hour * HOUR + moment.minute * 60 < closes and moment.date() not in self.holidays
		)

	def due(self, start: datetime, seconds: int) -> datetime:
		minute = timedelta(minutes=1)
		while seconds > 0:
			seconds -= 60 if self.works(start) else 0
			start += minute
		return start

	def seconds_between(self, start: datetime, end: datetime) -> int:
		worked, minute = 0, timedelta(minutes=1)
		while start < end:
			worked += 60 if self.works(start) else 0
			start += minute
		return worked


def questions(rng: random.Random, number: int, hours: int, day_walk: DayWalk) -> list[Question]:
	"""Whole minutes of 2025; the end lies within the span, and `seconds` are due within it where it has any."""
	asked = []
	for _ in range(number):
		start = datetime(2025, 1, 1) + timedelta(minutes=rng.randrange(365 * 24 * 60))
		end = start + timedelta(minutes=rng.randint(hours * 30, hours * 60))
		asked.append(Question(start, end, max(60, day_walk.seconds_between(start, end))))
	return asked


def cost(ask: Callable, arguments: list[tuple], repeats: int) -> float:
	"""Seconds a question, the best of several rounds."""
	rounds = []
	for _ in range(repeats):
		began = time.perf_counter()
		for first, second in arguments:
			ask(first, second)
		rounds.append((time.perf_counter() - began) / len(arguments))
	return min(rounds)


def in_utc(argument: datetime | int) -> datetime | int:
	return argument.replace(tzinfo=timezone.utc) if isinstance(argument, datetime) else argument


def disagreeing(asks: list[Callable], naive: list[tuple], aware: list[tuple]) -> int:
	"""How many questions the three ways answer differently."""
	ours, day_walk, minute_walk = asks
	return sum(
		not ours(*same) == in_utc(day_walk(*question)) == in_utc(minute_walk(*question))
		for question, same in zip(naive, aware, strict=True)
	)


def folding(week: list[Shift], holidays: set[date], years: int, **options) -> float:
	calendar = WorkingCalendar(week, holidays=holidays, **options)
	start = datetime(2025, 1, 1, tzinfo=timezone.utc)
	began = time.perf_counter()
	calendar.seconds_between(start, start.replace(year=start.year + years) - timedelta(seconds=1))
	return time.perf_counter() - began


def figure(seconds: float) -> str:
	return f"{seconds * 1e6:,.2f} µs" if seconds < 1e-3 else f"{seconds * 1e3:,.2f} ms"


def main(arguments: list[str] | None = None) -> int:
	"""Print the tables; 1 when the three disagree on a question."""
	parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
	parser.add_argument("--questions", type=int, default=100, help="questions a span")
	parser.add_argument("--seed", type=int, default=1)
	options = parser.parse_args(arguments)
	rng = random.Random(options.seed)

	holidays = {date(2025, 1, 1) + timedelta(days=rng.randrange(500)) for _ in range(16)}
	hours = {weekday: (OPENS, CLOSES) for weekday in range(5)}
	day_walk, minute_walk = DayWalk(hours, holidays), MinuteWalk(hours, holidays)
	ours = WorkingCalendar(PLAIN_WEEK, holidays=holidays)
	rich = WorkingCalendar(RICH_WEEK, breaks=BREAKS, holidays=holidays, time_zone="Europe/Berlin")

	print(f"{options.questions} questions a span, seed {options.seed}, Python {sys.version.split()[0]}\n")
	header = f"{'question':<16}{'up to':<9}{'fsm_app':>10}{'day walk':>12}{'ratio':>8}{'minute walk':>14}"
	print(f"{header}{'ratio':>10}{'fsm_app, rich':>15}")
	disagreements = 0
	for kind in ("due", "seconds_between"):
		asks = [getattr(way, kind) for way in (ours, day_walk, minute_walk)]
		for span, length in SPANS.items():
			asked = questions(rng, options.questions, length, day_walk)
			naive = [(q.start, q.seconds if kind == "due" else q.end) for q in asked]
			aware = [(in_utc(first), in_utc(second)) for first, second in naive]
			disagreements += disagreeing(asks, naive, aware)
			a, b = cost(asks[0], aware, 9), cost(getattr(rich, kind), aware, 9)
			c, d = cost(asks[1], naive, 5), cost(asks[2], naive, 1)
			row = f"{kind:<16}{span:<9}{figure(a):>10}{figure(c):>12}{c / a:>7,.1f}x{figure(d):>14}"
			print(f"{row}{d / a:>9,.0f}x{figure(b):>15}")
	print(f"\nanswers on which the three disagree: {disagreements}")
	print(
		"rich: three shifts a day, one over midnight, three breaks, Europe/Berlin; the walks cannot express it"
	)
	for years in (1, 20):
		plain = folding(PLAIN_WEEK, holidays, years)
		full = folding(RICH_WEEK, holidays, years, breaks=BREAKS, time_zone="Europe/Berlin")
		print(f"folding {years:>2} years, once a calendar: {figure(plain)}, rich {figure(full)}")
	return 1 if disagreements else 0


if __name__ == "__main__":
	sys.exit(main())
