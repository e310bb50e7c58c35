"""The text of one cell of an export: what stands for nothing is empty, and no apostrophe hides a formula (C2)."""

from fsm_app.engine.typography import straightened

FORMULA = ("=", "+", "-", "@", "\t", "\r")
# What systems and people write into a cell that holds nothing; brackets around it make no difference.
_NOTHING = frozenset(
	(
		"null", "nil", "none", "nan", "n/a", "#n/a", "n.a.", "undefined", "empty", "blank", "not available",
		"not applicable", "no value", "leer", "keine angabe", "k.a.", "vide", "vacio", "vacío", "(empty)", "\\n",
		"无", "空", "無", "暂无", "暫無", "未填", "未填写", "未填寫", "不适用", "不適用", "空值", "空白", "没有", "なし", "空欄", "없음",
		"-none-", "--none--", "-- none --", "- none -",
	)
)  # fmt: skip
_BRACKETS = {"(": ")", "[": "]", "<": ">", "{": "}"}
_MARKS = frozenset("-_.*/\\? ")
# Longer cells hold something.
_LONGEST = 24


def text_of(value) -> str:
	"""The text of a cell, empty where it stands for nothing.

	>>> text_of(" N/A "), text_of("（空）"), text_of("—"), text_of("'=1+1"), text_of(0)
	('', '', '', '=1+1', '0')
	"""
	text = body_of(value)
	return "" if is_nothing(text) else text


def body_of(value) -> str:
	"""The text of something that a person wrote, such as a message: 'None' may be an answer."""
	return "" if value is None or isinstance(value, bool | dict | list) else unquoted(str(value).strip())


def is_nothing(text: str) -> bool:
	"""Whether the text says that there is none."""
	if len(text) > _LONGEST:
		return False
	plain = straightened(text).strip().casefold()
	if plain in _NOTHING or not plain:
		return True
	if _BRACKETS.get(plain[0]) == plain[-1] and plain[1:-1].strip() in _NOTHING:
		return True
	return _MARKS.issuperset(plain)


def unquoted(text: str) -> str:
	"""A cell without the apostrophe that keeps spreadsheets from taking it for a formula."""
	return text[1:] if text[:1] == "'" and text[1:2] in FORMULA else text


def quoted(text: str) -> str:
	"""A cell that no spreadsheet takes for a formula."""
	return f"'{text}" if text[:1] in FORMULA else text
