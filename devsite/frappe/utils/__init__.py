"""`frappe.utils`: one namespace over dates, numbers, texts and HTML."""

from frappe.messages import _
from frappe.utils.dates import *  # noqa: F403
from frappe.utils.html import (
	escape_html,
	is_html,
	sanitize_html,
	strip_html,
	strip_html_tags,
	unescape_html,
)
from frappe.utils.text import *  # noqa: F403

from devsite.unsupported import guard

__all__ = ["_", "escape_html", "is_html", "sanitize_html", "strip_html", "strip_html_tags", "unescape_html"]

__getattr__ = guard(__name__)
