"""Dates as help desks print them, made moments with a time zone."""

import re
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from dateutil import parser

AUTO = "Automatic"
DAY_FIRST = "Day First"
MONTH_FIRST = "Month First"
DATE_ORDERS = (AUTO, DAY_FIRST, MONTH_FIRST)

_CLOCK = r"(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([AaPp][Mm])?)?"
_ZONE = r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_CLOCK}{_ZONE}")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}){_CLOCK}{_ZONE}")


def moment_of(text: str, zone: ZoneInfo, order: str = AUTO) -> datetime:
	"""The moment that `text` names, in UTC. A text without a zone of its own is in `zone`.

	Takes ISO 8601, year first, and day or month first: `order` says which; Automatic only takes what can be read in one
	way. Raises ValueError with a reason.
	"""
	text = text.strip()
	if match := _YEAR_FIRST.fullmatch(text):
		year, month, day = (int(part) for part in match.group(1, 2, 3))
		clock = match.group(4, 5, 6, 7)
		offset = match.group(8)
	elif match := _YEAR_LAST.fullmatch(text):
		year = int(match.group(4))
		day, month = _day_and_month(int(match.group(1)), int(match.group(3)), match.group(2), order, text)
		clock = match.group(5, 6, 7, 8)
		offset = match.group(9)
	elif re.search("[A-Za-z]{3}", text):
		return _in_words(text, zone)
	else:
		raise ValueError(f"{text!r} is not a date")
	try:
		moment = datetime(year, month, day, *_time(*clock))
		return _placed(moment, offset, zone)
	except (ValueError, OverflowError) as error:
		raise ValueError(f"{text!r} is not a date: {error}") from error


def _day_and_month(first: int, second: int, mark: str, order: str, text: str) -> tuple[int, int]:
	if mark == "." or order == DAY_FIRST or (order == AUTO and first > 12):
		return first, second
	if order == MONTH_FIRST or second > 12 or first == second:
		return second, first
	raise ValueError(f"{text!r} can be read day first or month first; set Date Order")


def _time(hour: str | None, minute: str | None, second: str | None, half: str | None) -> tuple[int, int, int]:
	if hour is None:
		return 0, 0, 0
	hours = int(hour)
	if half:
		if not 1 <= hours <= 12:
			raise ValueError(f"there is no {hours} {half}")
		hours = hours % 12 + (12 if half.lower() == "pm" else 0)
	return hours, int(minute), int(second or 0)


def _placed(moment: datetime, offset: str | None, zone: ZoneInfo) -> datetime:
	if not offset:
		return moment.replace(tzinfo=zone).astimezone(timezone.utc)
	if offset in ("Z", "UTC", "GMT"):
		return moment.replace(tzinfo=timezone.utc)
	return datetime.strptime(f"{moment:%Y-%m-%d %H:%M:%S}{offset}", "%Y-%m-%d %H:%M:%S%z").astimezone(
		timezone.utc
	)


def _in_words(text: str, zone: ZoneInfo) -> datetime:
	"""A date whose month is a word, such as 'Jan 5, 2024 10:20 AM'."""
	if not re.search(r"\d{4}", text):
		raise ValueError(f"{text!r} is not a date")
	try:
		moment = parser.parse(text, default=datetime(2000, 1, 1))
	except (ValueError, OverflowError) as error:
		raise ValueError(f"{text!r} is not a date") from error
	return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(timezone.utc)
