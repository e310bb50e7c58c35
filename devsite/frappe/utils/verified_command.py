"""The secret of the site with which links are signed."""

import secrets

import frappe

from devsite.unsupported import guard

__getattr__ = guard(__name__)

# A real site keeps it in its configuration. This one forgets it with the process, and links signed before with it.
_secret = secrets.token_urlsafe(32)


def get_secret():
	return frappe.local.conf.get("secret") or _secret
