"""Push messages on one's own phones and browsers, and the keys of the site (N1)."""

import frappe

from fsm_app.common.limits import per_user
from fsm_app.push_messages import subscriptions
from fsm_app.push_messages.settings import make_keys as make_new_keys
from fsm_app.push_messages.switch import public_key as key_of_site


@frappe.whitelist(methods=["GET"])
def public_key() -> str | None:
	"""The key by which a browser knows this site's messages; None while push messages are off."""
	return key_of_site()


@frappe.whitelist(methods=["POST"])
@per_user(60)
def subscribe(endpoint: str, p256dh: str, auth: str, device: str = "") -> dict:
	"""Tell the user on this device from now on: what the browser's PushSubscription says; `device` names it to its user."""
	return {"name": subscriptions.subscribe(endpoint, p256dh, auth, device)}


@frappe.whitelist(methods=["POST"])
def unsubscribe(endpoint: str) -> None:
	"""Tell the user on this device no more."""
	subscriptions.unsubscribe(endpoint)


@frappe.whitelist(methods=["GET"])
def devices() -> list[dict]:
	"""The user's own devices, the last one first: name, device, creation and last_sent_at."""
	return subscriptions.devices()


@frappe.whitelist(methods=["POST"])
def forget(name: str) -> None:
	"""Tell the user no more on one of their own devices."""
	subscriptions.forget(name)


@frappe.whitelist(methods=["POST"])
def make_keys() -> None:
	"""Make the site's pair of keys anew and switch push messages on; needs write permission on the settings."""
	frappe.has_permission("Push Settings", "write", throw=True)
	make_new_keys()
