"""Telephone numbers, compared whichever way they are written (C2)."""

import re

import phonenumbers

from fsm_app.engine.typography import straightened

# What stands between a number and its extension, besides a dash: words of many offices, and what phones dial.
_EXTENSION_WORDS = (
	"转分机", "轉分機", "分机号", "分機號", "分机", "分機", "转接", "轉接", "转", "轉", "内线", "內線", "内線", "내선", "구내",
	"extension", "extn", "ext", "anexo", "ramal", "interno", "int", "poste", "durchwahl", "dw", "apparat", "app",
	"wewn", "доб", "вн", "x", "ｘ",
)  # fmt: skip
_EXTENSION = re.compile(
	r"(?<=[0-9)]) ?[-,;(]* ?(?:"
	+ "|".join(re.escape(word) for word in sorted(_EXTENSION_WORDS, key=len, reverse=True))
	+ r")[.:]* ?[-:]? ?([0-9]{1,8})\)? ?$",
	re.IGNORECASE,
)
_DIALLED = re.compile(r"(?<=[0-9)]) ?[#*p,;]+ ?([0-9]{1,6})#?$", re.IGNORECASE)
_LAST_GROUP = re.compile(r"(?<=[0-9)]) ?-+ ?([0-9]{1,6})$")
# Between two numbers in one field. A comma or a slash may also stand inside of one number: see numbers_in.
_BETWEEN = re.compile(
	r"\s{0,20}(?:[\n\r;/|,&]|或者|或|和|及|(?<![A-Za-z])(?:or|and|oder|und|ou|et)(?![A-Za-z]))\s{0,20}",
	re.IGNORECASE,
)
LONGEST_TEXT = 140
# Whoever writes an area code writes a 0 before it; that and a number of eight digits have no more than these.
_LONGEST_WITHOUT_COUNTRY = 12
# A number of an office has at least so many digits: what is shorter is an extension, or the end of a list such as '-67/68'.
_SHORTEST = 5


def significant_digits(text: str | None, country: str | None = None) -> str | None:
	"""What all ways of writing one number have in common: its national digits, without extension.

	`country` (two letters, in either case) is where a number without a country code is dialled. The country code itself
	does not count: who is known as +86 138... calls as 138... too. Of several numbers the first counts. None for a text
	without a number in it.

	>>> significant_digits("+86 138-1234-5678"), significant_digits("021-61234567转8001", "cn")
	('13812345678', '2161234567')
	"""
	return next(iter(numbers_in(text, country)), None)


def numbers_in(text: str | None, country: str | None = None) -> list[str]:
	"""The significant digits of all the numbers in `text`, each once and in their order."""
	text = straightened((text or "")[:LONGEST_TEXT]).strip()
	country = country.upper() if country else None
	found = {_digits(part, country): None for part in _parts(text)}
	return [digits for digits in found if digits]


def _parts(text: str) -> list[str]:
	parts: list[str] = []
	for part in _BETWEEN.split(text):
		if parts and len(_only_digits(part)) < _SHORTEST:
			# An extension that is dialled after a pause, or nothing.
			parts[-1] += f",{part}"
		elif part:
			parts.append(part)
	return parts


def _digits(text: str, country: str | None) -> str | None:
	text = _without_extension(text, country)
	number = _parsed(text, country)
	if number is None:
		# Without a country a national number cannot be told from others; its digits still can.
		digits = _only_digits(text)
	else:
		digits = phonenumbers.national_significant_number(number)
	return digits.lstrip("0") or None


def _without_extension(text: str, country: str | None) -> str:
	for extension in (_EXTENSION, _DIALLED):
		if found := extension.search(text):
			return text[: found.start()].rstrip(" -,;(")
	found = _LAST_GROUP.search(text)
	# A dash stands inside of numbers, too: the last group is an extension where it makes the number one that is none.
	if found and not _is_number(text, country):
		shorter = text[: found.start()]
		if _is_number(shorter, country) or _is_too_long(text, shorter, country):
			return shorter
	return text


def _is_number(text: str, country: str | None) -> bool:
	number = _parsed(text, country)
	return number is not None and phonenumbers.is_valid_number(number)


def _is_too_long(text: str, shorter: str, country: str | None) -> bool:
	"""Whether `text` has more digits than numbers have, for which no country's rules are known here."""
	known = country in phonenumbers.SUPPORTED_REGIONS or text.startswith("+")
	digits, fewer = len(_only_digits(text)), len(_only_digits(shorter))
	return not known and digits > _LONGEST_WITHOUT_COUNTRY and fewer > _SHORTEST


def _parsed(text: str, country: str | None):
	try:
		return phonenumbers.parse(text, country)
	except phonenumbers.NumberParseException:
		return None


def _only_digits(text: str) -> str:
	return phonenumbers.normalize_digits_only(text)
