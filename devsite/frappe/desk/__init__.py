"""Same place as in Frappe."""

from devsite.unsupported import guard

__getattr__ = guard(__name__)
