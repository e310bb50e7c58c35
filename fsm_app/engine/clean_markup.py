"""Markup that people write, with what formats it and nothing that acts, hides or fetches from elsewhere (G1).

Frappe's own filter lets style sheets, vector drawings and pictures of other servers pass, which cover a page or tell a third
party who reads it.
"""

import functools
import re
from collections.abc import Callable
from html.parser import HTMLParser

_TAGS = frozenset(
	"a b blockquote br code div em h1 h2 h3 h4 h5 h6 hr i img li ol p pre s span strong sub sup table tbody td th thead tr u"
	" ul".split()
)
_ATTRIBUTES = {
	"*": {"class"},
	"a": {"href"},
	"img": {"src", "alt", "width", "height"},
	"li": {"data-list"},
	"ol": {"start"},
	"td": {"colspan", "rowspan"},
	"th": {"colspan", "rowspan"},
}
_LINK = re.compile(r"(?:https?://|mailto:|/(?!/))", re.IGNORECASE)
# Pictures of this site, and those that were pasted in: Frappe makes files of them.
_PICTURE = re.compile(r"/(?:private/)?files/[^?#]+\Z|data:image/(?:png|jpeg|gif|webp);base64,", re.IGNORECASE)
_BLOCKS = frozenset("blockquote br div h1 h2 h3 h4 h5 h6 hr li ol p pre table tr ul".split())
_CELLS = frozenset({"td", "th"})


def clean_markup(html: str | None, picture: Callable[[str], str | None] | None = None) -> str:
	"""The markup without whatever is not on the list. `picture` gives the address at which a picture is shown, None for none."""
	if not html:
		return ""

	def kept(tag: str, attribute: str, value: str) -> str | None:
		if attribute == "class":
			return " ".join(name for name in value.split() if name.startswith("ql-")) or None
		if attribute == "href":
			return value if _LINK.match(value) else None
		if attribute == "src":
			if not _PICTURE.match(value) or ".." in value:
				return None
			return picture(value) if picture else value
		return value

	return _library().clean(
		html,
		tags=set(_TAGS),
		attributes=_ATTRIBUTES,
		attribute_filter=kept,
		url_schemes={"http", "https", "mailto", "data"},
		clean_content_tags={"script", "style"},
		link_rel="noopener noreferrer",
	)


def text_of(html: str | None) -> str:
	"""What the markup says, each block on a line of its own."""
	reader = _Reader()
	reader.feed(html or "")
	reader.close()
	lines = ("".join(reader.said)).split("\n")
	return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


class _Reader(HTMLParser):
	def __init__(self):
		super().__init__(convert_charrefs=True)
		self.said: list[str] = []
		self.silent = 0

	def handle_starttag(self, tag, attrs):
		self._mark(tag)
		self.silent += tag in ("script", "style")

	def handle_endtag(self, tag):
		self._mark(tag)
		self.silent -= tag in ("script", "style") and self.silent > 0

	def handle_data(self, data):
		if not self.silent:
			self.said.append(data.replace("\n", " "))

	def _mark(self, tag):
		if tag in _BLOCKS:
			self.said.append("\n")
		elif tag in _CELLS:
			self.said.append(" ")


@functools.cache
def _library():
	# Only who writes or reads a case in the portal pays for it.
	import nh3

	return nh3
