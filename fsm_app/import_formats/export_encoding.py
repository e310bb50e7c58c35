"""In which encoding a file is written: known where it says so, else the one in which its text reads best (C2).

The same bytes are a text in many encodings, and small files hold but a few characters beyond ASCII. So each encoding is
judged by how common the characters are that it yields, and the answer says whether it is sure, and what comes next.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from math import log2
from pathlib import Path

from fsm_app.import_formats import script_samples as samples

AUTO = "Automatic"
# What a person may choose, and what Python calls it. The guess is between those that have a script below.
ENCODINGS = {
	"UTF-8": "utf-8-sig",
	"UTF-16": "utf-16",
	"GB18030 (GBK, GB2312)": "gb18030",
	"Big5": "big5hkscs",
	"Shift JIS": "cp932",
	"EUC-JP": "euc_jp",
	"EUC-KR": "cp949",
	"Windows-1252 (Western)": "cp1252",
	"Windows-1250 (Central European)": "cp1250",
	"Windows-1251 (Cyrillic)": "cp1251",
	"Windows-1253 (Greek)": "cp1253",
	"Windows-1254 (Turkish)": "cp1254",
	"Windows-1255 (Hebrew)": "cp1255",
	"Windows-1256 (Arabic)": "cp1256",
	"Windows-874 (Thai)": "cp874",
	"KOI8-R": "koi8_r",
	"DOS 850 (Western)": "cp850",
	"Mac Roman": "mac_roman",
}  # fmt: skip
_MARKS = {
	b"\xff\xfe\0\0": "utf-32",
	b"\0\0\xfe\xff": "utf-32",
	b"\xef\xbb\xbf": "utf-8-sig",
	b"\xff\xfe": "utf-16",
	b"\xfe\xff": "utf-16",
}
SAMPLE = 256 * 1024
# So many bytes of lines beyond ASCII are judged: more say nothing new.
_JUDGED = 8 * 1024
# Bits by which the best must surpass the next one to be sure; pages of Latin letters look like one another.
_SURE, _SURE_AMONG_LATIN = 8, 16
_LATIN = frozenset({"cp1252", "cp1250", "cp1254", "cp850", "mac_roman"})
_ASCII_BITS = 4.5
_UNREADABLE = -28.0
# By language and country of the site, what its people's files are written in.
_AT_HOME = {
	"zh": ("gb18030",), "zh-tw": ("big5hkscs",), "cn": ("gb18030",), "sg": ("gb18030",), "tw": ("big5hkscs",),
	"hk": ("big5hkscs",), "mo": ("big5hkscs",), "ja": ("cp932",), "jp": ("cp932",), "ko": ("cp949",), "kr": ("cp949",),
	"ru": ("cp1251",), "ua": ("cp1251",), "uk": ("cp1251",), "bg": ("cp1251",), "by": ("cp1251",), "kz": ("cp1251",),
	"pl": ("cp1250",), "cs": ("cp1250",), "cz": ("cp1250",), "sk": ("cp1250",), "hu": ("cp1250",), "ro": ("cp1250",),
	"hr": ("cp1250",), "si": ("cp1250",), "sl": ("cp1250",), "el": ("cp1253",), "gr": ("cp1253",), "tr": ("cp1254",),
}  # fmt: skip
_HOME_BITS = 8
# Without a word about the site: Chinese and Western files are those that come most.
_PRIOR = {"gb18030": 4, "cp1252": 4, "cp850": -6, "mac_roman": -4}


class NotText(ValueError):
	"""The bytes are no text in any encoding that is known here."""


@dataclass(frozen=True)
class Encoding:
	"""How a file is written: what Python calls it, how that was found, and the next best ones of a guess that is not sure."""

	codec: str
	by: str  # one of the constants below
	others: list[str] = field(default_factory=list)

	@property
	def label(self) -> str:
		"""What a person calls it."""
		return label_of(self.codec)

	@property
	def is_sure(self) -> bool:
		return not self.others


CHOSEN, BY_MARK, BY_FORM, BY_TEXT = "chosen", "mark", "form", "text"


def label_of(codec: str) -> str:
	"""The name of an encoding in ENCODINGS."""
	codec = {"utf-8": "utf-8-sig", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}.get(codec, codec)
	return next((label for label, known in ENCODINGS.items() if known == codec), codec.upper())


def encoding_of(path: str | Path, chosen: str = AUTO, home: tuple[str, ...] = ()) -> Encoding:
	"""How the file is written. `chosen` is a key of ENCODINGS or AUTO; `home` are language and country of the site.

	Raises NotText, KeyError for an unknown choice, and OSError.
	"""
	with open(path, "rb") as file:
		head = file.read(SAMPLE)
	marked = next((codec for mark, codec in _MARKS.items() if head.startswith(mark)), None)
	if chosen and chosen != AUTO:
		codec = ENCODINGS[chosen]
		# Without its mark the order of its bytes has to be found out.
		return Encoding(_of_two_bytes(head) or codec if codec == "utf-16" and not marked else codec, CHOSEN)
	if marked:
		return Encoding(marked, BY_MARK)
	if b"\0" in head:
		if codec := _of_two_bytes(head):
			return Encoding(codec, BY_FORM)
		raise NotText("holds bytes that no text has")
	good, bad = _utf8(path)
	# One damaged row does not make a file of another encoding.
	if bad * 20 <= good:
		return Encoding("utf-8", BY_FORM)
	return guess(_beyond_ascii(path), home)


def guess(sample: bytes, home: tuple[str, ...] = ()) -> Encoding:
	"""The encoding in which `sample`, which is not UTF-8, reads best. Raises NotText."""
	bits = {codec: score for codec, score in _scores(sample[:_JUDGED], home)}
	ranked = sorted(bits, key=bits.get, reverse=True)
	best = ranked[0]
	units = sum(byte > 127 for byte in sample[:_JUDGED])
	if bits[best] < _UNREADABLE * 0.4 * units - _ASCII_BITS * len(sample[:_JUDGED]):
		raise NotText("its characters are those of no encoding known here")
	text = sample[:_JUDGED].decode(best, "replace")
	others = [
		codec
		for codec in ranked[1:4]
		if bits[best] - bits[codec] < (_SURE_AMONG_LATIN if {best, codec} <= _LATIN else _SURE)
		and sample[:_JUDGED].decode(codec, "replace") != text
	]
	return Encoding(best, BY_TEXT, others)


def _scores(sample: bytes, home: tuple[str, ...]):
	favoured = {codec for name in home for codec in _AT_HOME.get((name or "").lower().replace("_", "-"), ())}
	for codec, script in _SCRIPTS.items():
		text = sample.decode(codec, "surrogateescape")
		yield codec, script(text) + _PRIOR.get(codec, 0) + (_HOME_BITS if codec in favoured else 0)


def _of_two_bytes(head: bytes) -> str | None:
	"""UTF-16 without its mark: of ASCII every other byte is 0, and of no text both are."""
	even, odd = head[0::2].count(0), head[1::2].count(0)
	if not head or max(even, odd) * 5 < len(head) // 2:
		return None
	if min(even, odd) * 20 > max(even, odd):
		return None
	return "utf-16-be" if even > odd else "utf-16-le"


def _utf8(path: str | Path) -> tuple[int, int]:
	"""How many characters beyond ASCII are good UTF-8, and how many bytes are not."""
	good = bad = 0
	with open(path, encoding="utf-8", errors="surrogateescape", newline="") as text:
		while chunk := text.read(1024 * 1024):
			if chunk.isascii():
				continue
			for character in chunk:
				if character > "\x7f":
					bad += "\udc80" <= character <= "\udcff"
					good += not "\udc80" <= character <= "\udcff"
	return good, bad


def _beyond_ascii(path: str | Path) -> bytes:
	"""The first lines that are not plain ASCII: only they tell the encoding."""
	sample = bytearray()
	with open(path, "rb") as file:
		for line in file:
			if not line.isascii():
				sample += line
			if len(sample) > SAMPLE:
				break
	return bytes(sample)


# how well a text reads in a script


def _ideographs(common: str, bits: float, others):
	"""A judge of texts in one of the scripts of East Asia: `others` gives the bits of a character that is not common."""
	known = frozenset(common)

	def judge(text: str) -> float:
		total = 0.0
		before = ""
		for character in text:
			if character < "\x80":
				total -= _ASCII_BITS
			elif "\udc80" <= character <= "\udcff":
				total += _UNREADABLE
			elif character in known:
				total -= bits
			else:
				total -= others(character)
			if (character > "\x7f") != (before > "\x7f") and (before + character).strip().isalnum():
				# In the middle of a Latin word.
				total -= (
					4
					if (character.isascii() and character.islower())
					or (before.isascii() and before.islower())
					else 0
				)
			before = character
		return total

	return judge


def _letters(alphabet: str, rare: str = "", *, alone: bool):
	"""A judge of texts in an alphabet; where `alone`, its words are of these letters only and not mixed with ASCII's."""
	known = frozenset(alphabet + alphabet.upper())
	seldom = frozenset(rare + rare.upper())
	# Accents are too few in a Latin text to tell by their frequency.
	half = len(alphabet) // 2 if alone else len(alphabet)
	frequent = frozenset(alphabet[:half] + alphabet[:half].upper())
	rate = log2(len(alphabet)) - 0.5

	def judge(text: str) -> float:
		total, before = 0.0, " "
		for character in text:
			if character < "\x80":
				total -= _ASCII_BITS
				if alone and character.isalpha() and before > "\x7f" and before.isalpha():
					total -= 6
			elif "\udc80" <= character <= "\udcff" or (not character.isprintable() and character != "\xa0"):
				total += _UNREADABLE
			elif character in known or character in seldom:
				rarity = 0 if character in frequent else 2 if character in known else 4
				total -= rate + rarity + _misplaced(character, before, alone)
			elif character in samples.SIGNS:
				total -= 8 + (4 if before > "\x7f" and not before.isspace() else 0)
				# A sign in the middle of a word; but apostrophes and dashes stand there.
				total -= 6 if before.isalpha() and character not in "’‘–—·" else 0
			else:
				total -= 15
			before = character
		return total

	return judge


def _misplaced(character: str, before: str, alone: bool) -> float:
	"""The bits of what letters seldom do."""
	bits = 0.0
	if character.isupper():
		bits += 3
		if before.isalpha() and before.islower():
			bits += 8
	elif before.isalpha() and before.isupper() and before > "\x7f" and alone:
		bits += 0.5
	if not alone:
		if before > "\x7f" and before.isalpha():
			bits += 5
	elif before < "\x80" and before.isalpha():
		bits += 6
	return bits


@lru_cache(maxsize=1 << 14)
def _gb_rarity(character: str) -> float:
	first, second, *more = (*character.encode("gb18030"), 0)
	if more[1:] or second < 0xA1:
		return 24
	if first in (0xA1, 0xA3):
		return 9
	if 0xB0 <= first <= 0xD7:
		return 14.5
	return 17.5 if 0xD8 <= first <= 0xF7 else 22


@lru_cache(maxsize=1 << 14)
def _big5_rarity(character: str) -> float:
	try:
		first = character.encode("big5")[0]
	except UnicodeEncodeError:
		return 26
	if first <= 0xA3:
		return 9
	return 14 if first <= 0xC6 else 21


def _japanese_rarity(character: str) -> float:
	if "ぁ" <= character <= "ー":
		return 8
	if "｡" <= character <= "ﾟ":
		return 11
	if "　" <= character <= "〿" or "！" <= character <= "～":
		return 9
	return 15 if "一" <= character <= "鿿" else 22


def _korean_rarity(character: str) -> float:
	if "가" <= character <= "힣":
		# Of some eleven thousand syllables the older standard has the two thousand that are written.
		try:
			return 15 if len(character.encode("euc_kr")) == 2 else 24
		except UnicodeEncodeError:
			return 26
	return 9 if "　" <= character <= "〿" else 21


_SCRIPTS = {
	"gb18030": _ideographs(samples.CHINESE + samples.CHINESE_NAMES, 10.3, _gb_rarity),
	"big5hkscs": _ideographs(samples.TRADITIONAL, 10.3, _big5_rarity),
	"cp932": _ideographs(samples.KANJI, 10.3, _japanese_rarity),
	"cp949": _ideographs(samples.HANGUL, 9, _korean_rarity),
	"cp1252": _letters(samples.WEST_LATIN, samples.WEST_LATIN_SELDOM, alone=False),
	"cp1250": _letters(samples.EAST_LATIN, alone=False),
	"cp1254": _letters(samples.TURKISH, alone=False),
	"cp850": _letters(samples.WEST_LATIN, samples.WEST_LATIN_SELDOM, alone=False),
	"mac_roman": _letters(samples.WEST_LATIN, samples.WEST_LATIN_SELDOM, alone=False),
	"cp1251": _letters(samples.CYRILLIC, alone=True),
	"koi8_r": _letters(samples.CYRILLIC, alone=True),
	"cp1253": _letters(samples.GREEK, alone=True),
}
