"""`frappe.utils.data`: the same functions under the name by which Frappe code imports them."""

from frappe.utils.dates import *  # noqa: F403
from frappe.utils.html import escape_html, is_html, strip_html
from frappe.utils.text import *  # noqa: F403

from devsite.unsupported import guard

__all__ = ["escape_html", "is_html", "strip_html"]

__getattr__ = guard(__name__)
