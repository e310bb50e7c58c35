"""HTML in field values: escaping, stripping and the filter that keeps scripts out."""

import html
import json
import re

import nh3

TAG = re.compile(r"<[a-zA-Z!/]")
STRIP = re.compile(r"(<!--.*?-->|<[^>]*>)")
ATTRIBUTES = {**nh3.ALLOWED_ATTRIBUTES, "*": {"class", "style", "id", "title"}}


def escape_html(text):
	"""& " ' > < as entities."""
	return html.escape(text).replace("&#x27;", "&apos;")


def strip_html(text):
	"""The text without anything between angle brackets."""
	return STRIP.sub("", text)


def sanitize_html(text):
	"""The text without scripts, event attributes and unknown tags; plain text and JSON as they are."""
	if not isinstance(text, str) or not TAG.search(text) or _is_json(text):
		return text
	return nh3.clean(text, attributes=ATTRIBUTES, generic_attribute_prefixes={"data-"}, link_rel=None)


def _is_json(text):
	if not text.lstrip().startswith(("{", "[")):
		return False
	try:
		json.loads(text)
	except ValueError:
		return False
	return True
