"""The phones and browsers on which somebody wants to be told: each user keeps their own (N1)."""

import base64
import binascii
import hashlib

from cryptography.hazmat.primitives.asymmetric import ec

import frappe
from frappe import _

from fsm_app.push_messages.settings import push_services
from fsm_app.push_messages.switch import SUBSCRIPTION, is_on

LONGEST_ENDPOINT = 1000
LONGEST_DEVICE = 140
MOST_DEVICES = 10
POINT_BYTES, SECRET_BYTES = 65, 16


class SubscriptionRefused(frappe.ValidationError):
	"""A subscription to which no message can be sent."""


def subscribe(endpoint: str, p256dh: str, auth: str, device: str) -> str:
	"""Tell the present user on this device from now on; the same device again, also one of another user, is the same row.

	Returns its name. Raises SubscriptionRefused, and AddressNotAllowed for an endpoint that is no public host.
	"""
	if not is_on():
		_refuse(_("Push messages are switched off. Ask your administrator for Push Settings."))
	if len(endpoint) > LONGEST_ENDPOINT:
		_refuse(_("Endpoint: it is longer than any push service's. Switch push messages off and on again."))
	_check_keys(p256dh, auth)
	push_services.check_url(endpoint)
	name = hash_of(endpoint)
	values = {"user": frappe.session.user, "device": device.strip()[:LONGEST_DEVICE], "failures": 0}
	stored = frappe.db.get_value(SUBSCRIPTION, name, "auth")
	if stored:
		# Whoever holds the phone has its secret; whoever has only heard of its address takes it from nobody.
		if stored != auth:
			_refuse(_("This device is known by another key. Switch push messages off and on again."))
		frappe.db.set_value(SUBSCRIPTION, name, values)
	else:
		keys = {"endpoint_hash": name, "endpoint": endpoint, "p256dh": p256dh, "auth": auth}
		frappe.get_doc({"doctype": SUBSCRIPTION, **keys, **values}).insert(
			ignore_permissions=True  # nobody has a right on these; it is the user's own
		)
	_forget_oldest()
	return name


def unsubscribe(endpoint: str) -> None:
	"""Tell the present user on this device no more."""
	frappe.db.delete(SUBSCRIPTION, {"name": hash_of(endpoint), "user": frappe.session.user})


def forget(name: str) -> None:
	"""The same for one of the user's devices that is not at hand."""
	frappe.db.delete(SUBSCRIPTION, {"name": name, "user": frappe.session.user})


def devices() -> list[dict]:
	"""The present user's devices, the last one first: name, device, creation and last_sent_at."""
	return frappe.get_all(
		SUBSCRIPTION,
		filters={"user": frappe.session.user},
		fields=["name", "device", "creation", "last_sent_at"],
		order_by="creation desc",
	)


def forget_disabled() -> None:
	"""Daily: the devices of users who may not log in any more."""
	users = frappe.get_all(SUBSCRIPTION, pluck="user", distinct=True, order_by="user", limit_page_length=0)
	disabled = frappe.get_all(
		"User", filters={"name": ["in", users], "enabled": 0}, pluck="name", limit_page_length=0
	)
	if disabled:
		frappe.db.delete(SUBSCRIPTION, {"user": ["in", disabled]})


def hash_of(endpoint: str) -> str:
	"""What a device's subscription is named."""
	return hashlib.sha256(endpoint.encode()).hexdigest()


def _check_keys(p256dh: str, auth: str) -> None:
	point, secret = _decoded(p256dh), _decoded(auth)
	if len(point) != POINT_BYTES or len(secret) != SECRET_BYTES:
		_refuse(_("Keys: the browser did not send those of a push subscription. Try another browser."))
	try:
		ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
	except ValueError:
		_refuse(_("Keys: the browser did not send those of a push subscription. Try another browser."))


def _decoded(text: str) -> bytes:
	try:
		return base64.b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True)
	except (binascii.Error, ValueError):
		return b""


def _forget_oldest() -> None:
	names = frappe.get_all(
		SUBSCRIPTION, filters={"user": frappe.session.user}, pluck="name", order_by="modified desc"
	)
	if beyond := names[MOST_DEVICES:]:
		frappe.db.delete(SUBSCRIPTION, {"name": ["in", beyond]})


def _refuse(message: str) -> None:
	frappe.throw(message, SubscriptionRefused)
