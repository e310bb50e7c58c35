"""Moments as a language writes them, for people outside: on the customers' pages, and in e-mails to them (Q3, N2)."""

from datetime import datetime

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime

from frappe.utils import get_datetime

CHINESE = "zh"


def said(moment: datetime, language: str, pattern: str, chinese: str) -> str:
	"""`moment` by `pattern`, or in Chinese by `chinese`; in English where the language is none that is known."""
	try:
		locale = Locale.parse(language.replace("-", "_"))
	except (UnknownLocaleError, ValueError):
		locale = Locale("en")
	return format_datetime(
		get_datetime(moment), chinese if locale.language == CHINESE else pattern, locale=locale
	)


def to_the_minute(moment: datetime, language: str) -> str:
	"""Such as 30 Nov 2026, 08:30."""
	return said(moment, language, "d MMM y, HH:mm", "y年M月d日 HH:mm")
