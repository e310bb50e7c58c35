"""What keyboards, phones and word processors write in different ways although it means the same. Plain Python.

Curly quotes, long dashes, full-width forms, unbreakable and invisible characters come into a text without anybody's
choice; whoever compares or reads what people typed goes through here first.
"""

import unicodedata

_QUOTES = {"'": "‘’‚‛′‵`´ʹʼ＇", '"': "“”„‟″‶«»＂『』「」〝〞"}
# Hyphens, dashes and minus signs. The prolonged sound mark of Japanese is a letter and none of them.
_DASHES = "‐‑‒–—―−﹘﹣－⁃➖"
_STOPS = {
	".": "。．｡",
	",": "，､、﹐",
	"(": "（﹙",
	")": "）﹚",
	":": "：﹕∶",
	";": "；﹔",
	"/": "／∕",
	"~": "～〜",
}
# Categories of characters that nobody sees: what joins, breaks or directs.
_INVISIBLE = "Cf"

# One character for one, so that places in the text stay what they are.
_SAME_LENGTH = {
	ord(form): plain for forms in (_QUOTES, _STOPS) for plain, many in forms.items() for form in many
} | {ord(dash): "-" for dash in _DASHES}


def same_length(text: str) -> str:
	"""`text` with plain quotes, dashes, brackets, stops, spaces and digits; each character stays in its place.

	>>> same_length("２０２４－０１－０５（工作注释）")
	'2024-01-05(工作注释)'
	"""
	if text.isascii():
		return text
	return "".join(_one(character) for character in text.translate(_SAME_LENGTH))


def straightened(text: str) -> str:
	"""`text` in its plainest form: also without invisible characters, with one form of each letter (NFKC).

	>>> straightened("don’t…"), straightened("−５")
	("don't...", '-5')
	"""
	if text.isascii():
		return text
	text = "".join(
		character
		for character in text.translate(_SAME_LENGTH)
		if unicodedata.category(character) != _INVISIBLE
	)
	# Once more: the forms of NFKC hold dashes and quotes of their own.
	return same_length(unicodedata.normalize("NFKC", text).translate(_SAME_LENGTH))


def _one(character: str) -> str:
	if character < "\x80":
		return character
	if character.isspace() and character not in "\x85\u2028\u2029":
		return " "
	digit = unicodedata.decimal(character, None)
	if digit is not None:
		return str(digit)
	# Full-width forms of ASCII.
	return chr(ord(character) - 0xFEE0) if "！" <= character <= "～" else character
