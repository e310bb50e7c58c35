"""Dates as help desks and spreadsheets print them, made moments with a time zone (C2). Nothing is guessed: what can be read in
two ways is refused, and says so."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale

from fsm_app.engine.typography import straightened
from fsm_app.import_formats.export_zone import UNIVERSAL, zone_of

AUTO = "Automatic"
DAY_FIRST = "Day First"
MONTH_FIRST = "Month First"
DATE_ORDERS = (AUTO, DAY_FIRST, MONTH_FIRST)
LONGEST = 80

_YEAR_FIRST = re.compile(
	r"([0-9]{4}) ?(?:[-/.]|年|년) ?([0-9]{1,2}) ?(?:[-/.]|月|월) ?([0-9]{1,2})(?![0-9]) ?(?:日|号|號|일|\.)?"
)
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})(?![0-9])")
_COMPACT = re.compile(
	r"(19[0-9]{2}|20[0-9]{2})([01][0-9])([0-3][0-9])(?:T?([0-2][0-9])([0-5][0-9])([0-5][0-9])?)?(?![0-9])"
)
_IN_WORDS = re.compile(
	r"([0-9]{1,2})(?:\.|st|nd|rd|th|º)?[ -]?(?:de |of )?([^\W\d_]{3,12})\.?,?(?: de |[ -])([0-9]{4})(?![0-9])"
	r"|([^\W\d_]{3,12})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})(?![0-9])"
	r"|([0-9]{4})[ -]([^\W\d_]{3,12})\.?[ -]([0-9]{1,2})(?![0-9])"
	# As JavaScript prints it: Jan 05 10:20:30 2024 is left to those who write it in another order.
)
_WEEKDAY = re.compile(r"([^\W\d_]{2,12})(?:\.?,|\.?) ?(?=\S)")
_WEEKDAY_INSIDE = re.compile(
	r"\(?(?:星期|周|週|礼拜|禮拜)[一二三四五六日天]\)?|\([月火水木金土日월화수목금토일]\)"
)
_MORNING = ("上午", "早上", "早晨", "清晨", "凌晨", "午前", "오전", "a.m.", "a.m", "am", "a. m.")
_AFTERNOON = ("下午", "傍晚", "晚上", "午後", "오후", "p.m.", "p.m", "pm", "p. m.")
_NOON = ("中午",)
_HALVES = sorted((*_MORNING, *_AFTERNOON, *_NOON), key=len, reverse=True)
_HALF = "|".join(re.escape(word) for word in _HALVES)
_CLOCK = re.compile(
	rf"(?:(?:T|,|at|um|à|-) ?)?(?:({_HALF})(?![A-Za-z]) ?)?([0-9]{{1,2}})(?:(?::|h|\.)([0-9]{{2}})(?:(?::|\.)([0-9]{{2}})(?:[.,][0-9]+)?)?"
	rf"| ?(?:时|時|点|點|시) ?(?:([0-9]{{1,2}}) ?(?:分|분)? ?(?:([0-9]{{1,2}}) ?(?:秒|초)?)?|(半|整))?)?"
	rf"(?: ?({_HALF})(?![A-Za-z]))?(?![0-9])",
	re.IGNORECASE,
)
_O_CLOCK = re.compile(r"^(?:uhr|hrs)(?![^\W\d_]) ?", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{2}(?![0-9])")
_NUMBER = re.compile(r"[0-9]{4,}(?:[.,][0-9]+)?")
_LANGUAGES = (
	"en",
	"de",
	"fr",
	"es",
	"it",
	"pt",
	"nl",
	"pl",
	"cs",
	"sv",
	"da",
	"nb",
	"fi",
	"tr",
	"ru",
	"uk",
	"hu",
	"ro",
)


@dataclass
class Clockwork:
	"""How to read times, and what was taken to read them: `zones` says for each abbreviation that was met which zone.

	`chosen` says by abbreviation (upper case) which IANA zone is meant.
	"""

	zone: ZoneInfo
	order: str = AUTO
	chosen: dict[str, str] = field(default_factory=dict)
	zones: dict[str, str] = field(default_factory=dict)

	def moment(self, text: str) -> datetime:
		"""The moment that `text` names, in UTC. Raises ValueError with a reason."""
		date, rest = _date(text, self.order)
		half, hour, minute, second, rest = _time(text, rest)
		try:
			moment = datetime(*date, *_hours(hour, minute, second, half))
			return self._placed(moment, rest)
		except (ValueError, OverflowError) as error:
			raise ValueError(f"{text[:LONGEST]!r} is not a date: {error}") from error

	def _placed(self, moment: datetime, name: str) -> datetime:
		if not name:
			return moment.replace(tzinfo=self.zone).astimezone(timezone.utc)
		zone = zone_of(name, moment, self.zone, self.chosen)
		placed = moment.replace(tzinfo=zone)
		plain = name.strip(" ()").upper()
		if plain not in UNIVERSAL and (plain.isalpha() or plain in self.chosen):
			self.zones[plain] = str(zone)
		return placed.astimezone(timezone.utc)


def moment_of(text: str, zone: ZoneInfo, order: str = AUTO) -> datetime:
	"""The moment that `text` names, in UTC. A text without a zone of its own is in `zone`.

	Takes ISO 8601, year first, and day or month first: `order` says which; Automatic only takes what can be read in one
	way. Raises ValueError with a reason.
	"""
	return Clockwork(zone, order).moment(text)


def order_told_by(text: str) -> str | None:
	"""DAY_FIRST or MONTH_FIRST, where the date can be read in that order only and says nothing else of it."""
	found = _YEAR_LAST.match(_plain(text)) if len(text) <= LONGEST else None
	if not found or found[2] == ".":
		return None
	first, second = int(found[1]), int(found[3])
	if first > 12 >= second:
		return DAY_FIRST
	return MONTH_FIRST if second > 12 >= first else None


def _plain(text: str) -> str:
	return " ".join(straightened(text).split())


def _date(written: str, order: str) -> tuple[tuple[int, int, int], str]:
	"""Year, month and day, and what stands behind them."""
	if len(written) > LONGEST:
		raise ValueError(f"{written[:LONGEST]!r} is not a date")
	text = _WEEKDAY_INSIDE.sub(" ", _plain(written)).strip()
	weekday = _WEEKDAY.match(text)
	behind = text[weekday.end() :] if weekday and weekday[1].casefold() in _weekdays() else text
	for attempt in dict.fromkeys((text, behind)):
		if found := _YEAR_FIRST.match(attempt):
			return tuple(int(part) for part in found.groups()), attempt[found.end() :].strip()
		if found := _YEAR_LAST.match(attempt):
			day, month = _day_and_month(int(found[1]), int(found[3]), found[2], order, written)
			return (int(found[4]), month, day), attempt[found.end() :].strip()
		if (found := _COMPACT.match(attempt)) and (
			found.end() == len(attempt) or attempt[found.end()] not in ".,"
		):
			clock = ":".join(filter(None, found.groups()[3:]))
			return tuple(
				int(part) for part in found.groups()[:3]
			), f"{clock} {attempt[found.end() :]}".strip()
		if (found := _IN_WORDS.match(attempt)) and (date := _of_words(found.groups())):
			return date, attempt[found.end() :].strip()
	if _SHORT_YEAR.match(text):
		raise ValueError(f"{written!r} is not a date: write its year with four digits")
	if _NUMBER.fullmatch(text):
		raise ValueError(
			f"{written!r} is a spreadsheet's or computer's number, not a date; show the column as a date and save it again"
		)
	raise ValueError(f"{written!r} is not a date")


def _of_words(parts: tuple[str | None, ...]) -> tuple[int, int, int] | None:
	day, month, year = next(
		found for found in (parts[:3], (parts[4], parts[3], parts[5]), parts[8:5:-1]) if found[0]
	)
	number = _months().get(month.casefold())
	return (int(year), number, int(day)) if number else None


@lru_cache(maxsize=1)
def _weekdays() -> set[str]:
	forms = (
		("format", "wide"),
		("format", "abbreviated"),
		("stand-alone", "wide"),
		("stand-alone", "abbreviated"),
	)
	return {
		name.strip(". ").casefold()
		for language in (*_LANGUAGES, "zh", "ja", "ko")
		for form, width in forms
		for name in Locale(language).days[form][width].values()
	}


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
	"""The number of a month by its name in any of _LANGUAGES, but for names that are another month elsewhere."""
	found: dict[str, set[int]] = {}
	for language in _LANGUAGES:
		for form in ("format", "stand-alone"):
			for width in ("wide", "abbreviated"):
				for number, name in Locale(language).months[form][width].items():
					found.setdefault(name.strip(". ").casefold(), set()).add(number)
	return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1} | {"sept": 9}


def _day_and_month(first: int, second: int, mark: str, order: str, text: str) -> tuple[int, int]:
	if mark == "." or order == DAY_FIRST or (order == AUTO and first > 12):
		return first, second
	if order == MONTH_FIRST or second > 12 or first == second:
		return second, first
	raise ValueError(f"{text!r} can be read day first or month first; set Date Order")


def _time(written: str, text: str) -> tuple[str | None, str | None, str | None, str | None, str]:
	"""Half of the day, hour, minute and second as far as they are there, and the zone's name or ''."""
	if not text:
		return None, None, None, None, ""
	found = _CLOCK.match(text)
	rest = _O_CLOCK.sub("", text[found.end() :].strip(" ,")) if found else text
	if not found or (found[1] and found[8]):
		if not found and not any(character.isdigit() for character in text):
			# A date with a zone, such as 2024-01-05Z.
			return None, None, None, None, text
		raise ValueError(f"{written!r} is not a date")
	half = found[1] or found[8]
	minute, second = found[3] or found[5], found[4] or found[6]
	if found[7] == "半":
		minute = "30"
	has_form = minute or half or found[7] or any(mark in found[0] for mark in "时時点點시")
	if not has_form or (rest[:1] in ".:" and rest):
		raise ValueError(f"{written!r} is not a date")
	return half, found[2], minute or "0", second, rest


def _hours(
	hour: str | None, minute: str | None, second: str | None, half: str | None
) -> tuple[int, int, int]:
	if hour is None:
		return 0, 0, 0
	hours = int(hour)
	if half:
		half = half.casefold()
		if hours > 12 or (half == "晚上" and not 5 <= hours <= 11):
			raise ValueError(f"there is no {hours} {half}")
		if half in _NOON:
			hours = hours + 12 if hours < 3 else hours
		else:
			hours = hours % 12 + (12 if half in _AFTERNOON else 0)
	return hours, int(minute or 0), int(second or 0)
