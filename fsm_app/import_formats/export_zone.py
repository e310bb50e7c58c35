"""Time zones as exports write them behind a time: offsets, names, and abbreviations as far as they mean one zone (C2)."""

import re
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.core import get_global

_HOURS = {
	"UTC": 0, "GMT": 0, "UT": 0, "Z": 0, "ZULU": 0, "WET": 0, "WEST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2,
	"EEST": 3, "MSK": 3, "TRT": 3, "SAST": 2, "EAT": 3, "PKT": 5, "ICT": 7, "WIB": 7, "HKT": 8, "SGT": 8, "MYT": 8,
	"PHT": 8, "AWST": 8, "JST": 9, "KST": 9, "ACST": 9.5, "ACDT": 10.5, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
	"NST": -3.5, "EST": -5, "EDT": -4, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10,
	"BRT": -3, "ART": -3, "COT": -5, "CLT": -4, "北京时间": 8, "北京時間": 8, "中国标准时间": 8, "中国时间": 8, "东八区": 8,
	"香港时间": 8, "台北時間": 8, "台北标准时间": 8, "日本標準時": 9, "東京時間": 9, "协调世界时": 0, "协调通用时间": 0, "格林尼治标准时间": 0,
	"格林威治标准时间": 0, "格林威治標準時間": 0,
}  # fmt: skip
UNIVERSAL = frozenset({"UTC", "GMT", "UT", "Z", "ZULU"})
# Those that stand for zones far from one another: only the export's own zone tells which is meant.
AMBIGUOUS = {
	"CST": "China, North America, Cuba",
	"CDT": "North America, Cuba",
	"IST": "India, Israel, Ireland",
	"BST": "Britain in summer, Bangladesh",
	"AST": "Atlantic, Arabia",
	"ADT": "Atlantic, Arabia",
	"GST": "Gulf, South Georgia",
	"AMT": "Amazon, Armenia",
	"ECT": "Ecuador, Eastern Caribbean",
	"SST": "Samoa, Singapore",
	"WST": "Western Australia, Samoa",
}
_OFFSET = re.compile(r"(?:UTC|GMT|UT|Z)? ?([+-]) ?([0-9]{1,2})(?::?([0-5][0-9]))?", re.IGNORECASE)
_SOUTH_OR_NORTH = re.compile(r"[A-Za-z_]{1,40}(?:/[A-Za-z0-9_+-]{1,40}){1,3}")


class UnknownZone(ValueError):
	"""What stands where a zone would, and means none or several; the message says what to do."""


def zone_of(text: str, at: datetime, home: tzinfo, chosen: dict[str, str]) -> tzinfo:
	"""The zone that `text` names for a time `at` (naive); `home` is that of times that name none.

	`chosen` says by abbreviation (upper case) which IANA zone a person has chosen for it. An abbreviation that stands for
	several zones means the home zone's own where that bears it at this time. Raises UnknownZone.
	"""
	# An offset beside a name in brackets, as in 'GMT+0800 (China Standard Time)', says it all.
	text = text.strip()
	outside, bracket, inside = text.partition("(" if "(" in text else "[")
	if bracket and outside.strip() and _OFFSET.fullmatch(outside.strip()):
		text = outside.strip()
	elif bracket and not outside.strip():
		text = inside.rstrip(")] ")
	name = text.strip(" ()[]").upper()
	if name in chosen:
		return ZoneInfo(chosen[name])
	if found := _OFFSET.fullmatch(text):
		return _offset(*found.groups())
	if _SOUTH_OR_NORTH.fullmatch(text) and (zone := _by_name(text)):
		return zone
	if at.replace(tzinfo=home).tzname() == name:
		return home
	if name in AMBIGUOUS:
		raise UnknownZone(
			f"{text} stands for several time zones ({AMBIGUOUS[name]}); say in Time Zones by Abbreviation which is meant"
		)
	if name in _HOURS:
		return timezone(timedelta(hours=_HOURS[name]))
	if zone := _by_name(get_global("windows_zone_mapping").get(text, "")):
		return zone
	raise UnknownZone(
		f"{text[:30]} is no time zone known here; say in Time Zones by Abbreviation which is meant"
	)


def _offset(sign: str, hours: str, minutes: str | None) -> tzinfo:
	distance = timedelta(hours=int(hours), minutes=int(minutes or 0))
	if distance > timedelta(hours=14):
		raise UnknownZone(f"no time zone lies {hours} hours from UTC")
	return timezone(-distance if sign == "-" else distance)


@lru_cache(maxsize=256)
def _by_name(name: str) -> ZoneInfo | None:
	try:
		return ZoneInfo(name) if name else None
	# Not a name, or one that leads out of the folder of zones.
	except (KeyError, ValueError, OSError):
		return None
