"""A text without the people in it: their names, numbers and addresses are left out (G1, D3)."""

import re
from collections.abc import Iterable
from typing import NamedTuple

import phonenumbers

from fsm_app.engine.masking import HIDDEN
from fsm_app.engine.search_words import merged_spans

_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_CHINESE = re.compile("[\u3400-\u9fff]")
# How a person is called by the family name alone.
_TITLES = "先生|女士|小姐|经理|主任|师傅|老师|总|工"
# What a company's name may be written without.
_LEGAL_FORM = re.compile(
	r"(?:股份有限公司|有限责任公司|有限公司|公司|集团|(?<![a-z])(?:gmbh(?: & co\.? kg)?|co\.?,? ?ltd\.?|ltd\.?|limited|inc\.?|corp\.?|llc|ag|s\.?a\.?))$",
	re.IGNORECASE,
)
_SHORTEST_WORD = 3
# The library reads each digit again and again; no report is longer.
_LONGEST = 20_000


class Known(NamedTuple):
	"""What is known of the people of a ticket: persons' names, companies' names, and numbers and addresses as they are written."""

	persons: tuple[str, ...] = ()
	companies: tuple[str, ...] = ()
	written: tuple[str, ...] = ()


class Anonymous(NamedTuple):
	"""The text, and how many places were hidden in it."""

	text: str
	hidden: int


def without_people(
	text: str | None, known: Known, country: str | None = None, kept: Iterable[str] = ()
) -> Anonymous:
	"""Hide what is known of the people, and each e-mail address and telephone number. `kept`: numbers of devices, which stay."""
	text = (text or "")[:_LONGEST]
	stays = [span for word in kept for span in _places(word, text)]
	spans = [span for span in _found(text, known, country) if not any(_meet(span, each) for each in stays)]
	merged = merged_spans(spans)
	for start, end in reversed(merged):
		text = f"{text[:start]}{HIDDEN}{text[end:]}"
	return Anonymous(text, len(merged))


def names_people(text: str | None, known: Known) -> bool:
	"""Whether one of the names, numbers or addresses stands in the text as a whole."""
	text = text or ""
	return any(
		next(_places(word, text), None) is not None
		for word in (*known.persons, *known.companies, *known.written)
		if _tells(word)
	)


def _found(text: str, known: Known, country: str | None):
	yield from (found.span() for found in _MAIL.finditer(text))
	for number in phonenumbers.PhoneNumberMatcher(text, country):
		yield number.start, number.end
	for name in known.persons:
		for form in _forms_of_person(name):
			yield from (found.span() for found in re.finditer(form, text, re.IGNORECASE))
	for name in known.companies:
		for word in {name, _LEGAL_FORM.sub("", name.strip()).rstrip(" ,，\t\n")}:
			yield from _places(word, text)
	for word in known.written:
		yield from _places(word, text)


def _forms_of_person(name: str):
	name = name.strip()
	if _CHINESE.search(name):
		yield re.escape(name)
		# Two characters may be the family name; one is it nearly always.
		yield f"{re.escape(name[0])}{re.escape(name[1:2])}?(?:{_TITLES})"
		return
	yield rf"(?<!\w){re.escape(name)}(?!\w)"
	for word in name.split():
		if len(word) >= _SHORTEST_WORD:
			yield rf"(?<!\w){re.escape(word)}(?!\w)"


def _places(word: str | None, text: str):
	"""Where the word stands by itself; Chinese has no spaces to tell that by."""
	word = (word or "").strip()
	if not _tells(word):
		return
	around = ("", "") if _CHINESE.search(word) else (r"(?<!\w)", r"(?!\w)")
	pattern = rf"{around[0]}{re.escape(word)}{around[1]}"
	yield from (found.span() for found in re.finditer(pattern, text, re.IGNORECASE))


def _tells(word: str | None) -> bool:
	word = (word or "").strip()
	return len(word) >= (2 if _CHINESE.search(word) else _SHORTEST_WORD)


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
	return one[0] < other[1] and other[0] < one[1]
