"""HTML in field values: escaping, stripping and the filter that keeps scripts out."""

import html
import json
import re
from html.parser import HTMLParser

TAG = re.compile(r"<[^>]*>")
STRIP = re.compile(r"(<!--.*?-->|<[^>]*>)")
ALLOWED = set(
	"""a abbr address article aside b bdi bdo blockquote br button caption center cite code col colgroup data
	dd del details dfn div dl dt em fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 header hr i
	img input ins kbd label legend li main map mark nav ol optgroup option p pre progress q s samp section
	select small span strike strong sub summary sup svg path table tbody td textarea tfoot th thead time tr tt
	u ul var video wbr""".split()
)
VOID = {"br", "col", "hr", "img", "input", "wbr"}


def escape_html(text):
	"""& " ' > < as entities; anything but text as it is."""
	if not isinstance(text, str):
		return text
	return html.escape(text).replace("&#x27;", "&apos;")


def strip_html(text):
	"""The text without anything between angle brackets."""
	return STRIP.sub("", text)


strip_html_tags = strip_html


def unescape_html(text):
	return html.unescape(text)


def is_html(text):
	return isinstance(text, str) and bool(re.search(r"<\s*(p|br|div|span|b|i|a|h\d|ul|ol|table)\b", text))


class _Cleaner(HTMLParser):
	def __init__(self):
		super().__init__(convert_charrefs=False)
		self.parts, self.found = [], False

	def handle_starttag(self, tag, attrs):
		self.found = True
		if tag in ALLOWED:
			kept = "".join(
				f' {name}="{html.escape(value or "")}"'
				for name, value in attrs
				if not name.startswith("on") and not (value or "").strip().lower().startswith("javascript:")
			)
			self.parts.append(f"<{tag}{kept}>")

	def handle_endtag(self, tag):
		if tag in ALLOWED and tag not in VOID:
			self.parts.append(f"</{tag}>")

	def handle_data(self, data):
		self.parts.append(data)

	def handle_entityref(self, name):
		self.parts.append(f"&{name};")

	def handle_charref(self, name):
		self.parts.append(f"&#{name};")


def sanitize_html(text, linkify=False, always_sanitize=False):
	"""The text without scripts, event attributes and unknown tags; plain text and JSON as they are."""
	if not isinstance(text, str) or ("<" not in text and ">" not in text):
		return text
	if _is_json(text):
		return text
	cleaner = _Cleaner()
	cleaner.feed(text)
	cleaner.close()
	if not cleaner.found and not always_sanitize:
		return text
	return "".join(cleaner.parts) if cleaner.found else text


def _is_json(text):
	if not text.lstrip().startswith(("{", "[")):
		return False
	try:
		json.loads(text)
	except ValueError:
		return False
	return True
