"""Whether push messages are on: asked at each notification, so it needs none of the libraries that send them."""

import frappe

SETTINGS = "Push Settings"
SUBSCRIPTION = "Push Subscription"


def is_on() -> bool:
	"""Whether messages are sent at all."""
	settings = frappe.get_cached_doc(SETTINGS)
	return bool(settings.enabled and settings.public_key)


def public_key() -> str | None:
	"""By this a browser knows the site's messages; None while push messages are off."""
	return frappe.get_cached_doc(SETTINGS).public_key if is_on() else None
