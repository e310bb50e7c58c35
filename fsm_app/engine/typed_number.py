"""A number as somebody typed it on a phone or keyboard of any language, with or without its unit (H2). Plain Python."""

import re
import unicodedata

from fsm_app.engine.typography import straightened

LONGEST_NUMBER = 60

# Ways of writing one unit. None of them has a prefix that changes the figure, such as kilo.
UNITS = (
	("V", "volt", "volts", "伏", "伏特"),
	("A", "amp", "amps", "ampere", "amperes", "安", "安培"),
	("W", "watt", "watts", "瓦", "瓦特"),
	("Ω", "ohm", "ohms", "欧", "欧姆"),
	("Hz", "hertz", "赫兹"),
	("°C", "C", "degrees celsius", "celsius", "摄氏度", "度"),
	("°F", "F", "fahrenheit", "华氏度"),
	("°", "degree", "degrees", "度"),
	("%", "percent", "per cent", "百分之"),
	("bar", "巴"),
	("Pa", "pascal", "帕"),
	("Nm", "N·m", "牛米", "牛·米"),
	("N", "newton", "newtons", "牛", "牛顿"),
	("rpm", "r/min", "1/min", "转", "转/分", "转/分钟"),
	("s", "sec", "second", "seconds", "秒", "秒钟"),
	("min", "minute", "minutes", "分", "分钟"),
	("h", "hour", "hours", "小时", "时"),
	("d", "day", "days", "天", "日"),
	("week", "weeks", "周", "星期"),
	("month", "months", "月", "个月"),
	("year", "years", "年"),
	("pcs", "pieces", "piece", "个", "只", "件", "台", "块", "根", "颗", "次", "times", "x"),
	("m", "metre", "metres", "meter", "meters", "米"),
	("mm", "millimetre", "millimetres", "millimeter", "millimeters", "毫米"),
	("cm", "centimetre", "centimetres", "centimeter", "centimeters", "厘米"),
	("km", "kilometre", "kilometres", "kilometer", "kilometers", "公里", "千米"),
	("kg", "kilogram", "kilograms", "公斤", "千克"),
	("g", "gram", "grams", "克"),
	("l", "L", "litre", "litres", "liter", "liters", "升"),
	("ml", "mL", "毫升"),
	("kV", "千伏"),
	("mV", "毫伏"),
	("mA", "毫安"),
	("kW", "千瓦"),
	("kΩ", "kohm", "千欧"),
	("MΩ", "兆欧"),
	("MPa", "兆帕"),
	("kPa", "千帕"),
	("ms", "毫秒"),
	("kHz", "千赫"),
	("MHz", "兆赫"),
)  # fmt: skip
# Those that nobody would give beside a base unit of the same kind by mistake, where the question names none.
_WITH_PREFIX = {"mm", "cm", "km", "kg", "ml", "kV", "mV", "mA", "kW", "kΩ", "MΩ", "MPa", "kPa", "ms", "kHz", "MHz"}  # fmt: skip

_FIGURE = re.compile(
	r"([+-]?) ?([0-9][0-9.,' ]{0,80}|[.,][0-9]{1,80})(?:[eE]([+-]?[0-9]{1,3})(?![0-9A-Za-z]))?(.*)"
)


def number_of(given: object, question: str = "") -> float | None:
	"""The number that was given, None where it is none or can be read in two ways.

	A comma, point, space or apostrophe before groups of three digits parts thousands ('1,000' is a thousand, but a single
	point is the decimal one); otherwise a comma or point is the decimal one. Behind it may stand the unit that `question`
	names, or any one without a prefix where it names none.
	"""
	if isinstance(given, bool) or not isinstance(given, int | float | str):
		return None
	try:
		return float(_figure(given, question) if isinstance(given, str) else given)
	except (ValueError, OverflowError):
		return None


def _figure(given: str, question: str) -> str:
	# 10² is not 102, and no number typed by hand is that long.
	if len(given) > LONGEST_NUMBER or any(unicodedata.category(character) == "No" for character in given):
		raise ValueError(given)
	text = " ".join(straightened(given).replace("\u066b", ".").replace("\u066c", ",").split())
	found = _FIGURE.fullmatch(text.removeprefix("=").lstrip())
	if not found:
		raise ValueError(given)
	sign, digits, exponent, unit = found.groups()
	unit = unit.strip().rstrip(".").rstrip()
	if unit and not _may_follow(unit, straightened(question)):
		raise ValueError(given)
	return f"{sign}{_without_groups(digits.strip())}" + (f"e{exponent}" if exponent else "")


def _without_groups(digits: str) -> str:
	"""The digits with a point as the decimal mark and no other; raises ValueError where they are no number."""
	whole = re.fullmatch(r"([0-9]+)[.,]?", digits)
	if whole:
		return whole[1]
	for groups, decimal in ((",", "."), (" ", ".,"), ("'", ".,"), (".", ",")):
		mark = re.escape(groups)
		# A single point is the decimal one; no group of thousands begins with a nought.
		more = "{2,}" if groups == "." else "+"
		if re.fullmatch(rf"[1-9][0-9]{{0,2}}(?:{mark}[0-9]{{3}}){more}(?:[{decimal}][0-9]*)?", digits) or (
			groups == "." and re.fullmatch(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+,[0-9]*", digits)
		):
			return digits.replace(groups, "").replace(",", ".")
	# As in India: 12,34,567.
	if re.fullmatch(r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]*)?", digits):
		return digits.replace(",", "")
	if re.fullmatch(r"[0-9]{0,80}[.,][0-9]{1,80}", digits):
		return digits.replace(",", ".")
	raise ValueError(digits)


def _may_follow(unit: str, question: str) -> bool:
	"""Whether the question asks for this unit: it names it, or names none for sure and the unit has no prefix."""
	if _stands_in(unit, question):
		return True
	same = [group for group in UNITS if any(_is_form(unit, straightened(form)) for form in group)]
	if any(_stands_in(form, question) for group in same for form in group):
		return True
	# A single letter is mostly part of something else: 'A motor', 安全阀. It never rules a unit out.
	others = any(
		(len(form) > 1 or not form.isalpha()) and _stands_in(form, question)
		for group in UNITS
		for form in group
	)
	return not others and any(group[0] not in _WITH_PREFIX for group in same)


def _is_form(unit: str, form: str) -> bool:
	# M is mega and m is milli: symbols by their case, words by any.
	return unit == form or (len(form) > 3 and unit.casefold() == form.casefold())


def _stands_in(form: str, text: str) -> bool:
	form = straightened(form)
	if not form.isascii() or not form.isalpha():
		return form in text
	text, form = (text.casefold(), form.casefold()) if len(form) > 3 else (text, form)
	return re.search(rf"(?<![A-Za-z]){re.escape(form)}(?![A-Za-z])", text) is not None
