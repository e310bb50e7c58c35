"""The words of a mail out of its HTML, and which of them its writer quotes only (C2).

For mails and other HTML. A plain text is not HTML and has no business here: its `<` is a sign that somebody typed.
Every function takes time in proportion to its text.
"""

import re
from html import unescape

# What is read of a message, before and after its markup is taken off.
RAW_AT_MOST = 200_000
READ_AT_MOST = 20_000

# Elements whose end separates words; the others, such as <b>, may stand within one.
_BLOCKS = frozenset(
	"address article blockquote br dd div dl dt footer h1 h2 h3 h4 h5 h6 header hr li ol p pre section table td th tr ul".split()
)
# What stands in these is read by programs.
_UNSEEN = frozenset(("script", "style", "title"))
_QUOTE = "blockquote"
_INTRODUCED = re.compile(r"[:：]\s*\Z")


def words_of_html(content: str) -> str:
	"""All that a reader sees of an HTML text, cut off at READ_AT_MOST characters."""
	return unescape(_without_markup(content[:RAW_AT_MOST], _UNSEEN))[:READ_AT_MOST]


def own_words_of_html(content: str) -> str:
	"""What the writer of an answer adds: without the mails that are quoted; all of it where nothing else is there."""
	text = own_words(unescape(_without_markup(content[:RAW_AT_MOST], _UNSEEN | {_QUOTE})))
	return text[:READ_AT_MOST] if text.strip() else words_of_html(content)


def own_words(text: str) -> str:
	"""A plain answer without quoted lines: those that begin with `>`, several of them or below a line that ends in a colon.

	A single one, as `> 80 degrees since noon`, is what somebody has to say.
	"""
	kept: list[str] = []
	quoted: list[str] = []
	introduced = False
	for line in [*text.split("\n"), ""]:
		if line.lstrip().startswith(">"):
			quoted.append(line)
			continue
		if len(quoted) == 1 and not introduced:
			kept += quoted
		quoted = []
		kept.append(line)
		if line.strip():
			introduced = bool(_INTRODUCED.search(line[-20:]))
	return "\n".join(kept[:-1])


def _without_markup(content: str, left_out: frozenset[str]) -> str:
	kept: list[str] = []
	within: list[str] = []  # the elements of `left_out` that are open
	place = 0
	while True:
		start = content.find("<", place)
		if start < 0:
			break
		if not within:
			kept.append(content[place:start])
		following = content[start + 1 : start + 2]
		if not (following.isalpha() or following in ("/", "!", "?")) or not following:
			if not within:
				kept.append("<")
			place = start + 1
			continue
		comment = content.startswith("<!--", start)
		end = content.find("-->" if comment else ">", start + 1)
		if end < 0:
			# No markup after all: the sign stands for itself.
			if not within:
				kept.append(content[start:])
			return "".join(kept)
		place = end + (3 if comment else 1)
		if not comment:
			_enter_or_leave(content[start + 1 : end], kept, within, left_out)
	if not within:
		kept.append(content[place:])
	return "".join(kept)


def _enter_or_leave(tag: str, kept: list[str], within: list[str], left_out: frozenset[str]) -> None:
	name = re.match(r"/?\s*(\w*)", tag)[1].lower()
	if name in left_out:
		if not tag.startswith("/"):
			if not tag.endswith("/"):
				within.append(name)
		elif within and within[-1] == name:
			within.pop()
			kept.append("\n")
	elif name in _BLOCKS and not within:
		kept.append("\n")
