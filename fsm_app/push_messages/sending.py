"""Sending push messages to the push services of the browsers: signed, encrypted for the device, never into our own network (N1).

A message is worth something while it is new, so it is sent once: what a push service does not take now is in the bell all
the same. A device that its service does not know any more is forgotten.
"""

from urllib.parse import urlsplit

from pywebpush import WebPusher

import frappe
from frappe import _

from fsm_app.common.clock import now
from fsm_app.common.notices import languages_of
from fsm_app.common.outgoing import AddressNotAllowed, NotReached
from fsm_app.push_messages.message import message_of
from fsm_app.push_messages.settings import push_services, signing_keys
from fsm_app.push_messages.switch import SETTINGS, SUBSCRIPTION, is_on

# How long a push service keeps it for a phone that is switched off.
SECONDS_KEPT = 4 * 60 * 60
GONE = (404, 410)
# A device that took nothing so often in a row is not there any more, whatever its service says.
MOST_FAILURES = 50
ERROR_LENGTH = 240


def send(notifications: list[str]) -> int:
	"""Send these Notification Logs to the devices of those whom they are for; returns how many services took one."""
	if not is_on():
		return 0
	rows = frappe.get_all(
		"Notification Log",
		filters={"name": ["in", notifications]},
		fields=["name", "for_user", "subject", "document_type", "document_name"],
		order_by="creation",
		limit_page_length=0,
	)
	devices = _devices_of({row.for_user for row in rows})
	languages = languages_of(devices)
	keys, silent, taken = signing_keys(), set(), 0
	for row in rows:
		for device in devices.get(row.for_user, ()):
			host = urlsplit(device.endpoint).netloc
			if host in silent or device.gone:
				continue
			problem, status = _post(device, message_of(row, languages[row.for_user]), keys)
			if status is None:
				silent.add(host)
			_note(device, problem, status)
			taken += not problem
	return taken


def _devices_of(users: set[str]) -> dict[str, list]:
	"""The devices of those of the users who may still log in."""
	enabled = frappe.get_all(
		"User", filters={"name": ["in", sorted(users)], "enabled": 1}, pluck="name", limit_page_length=0
	)
	found = {}
	for device in frappe.get_all(
		SUBSCRIPTION,
		filters={"user": ["in", enabled]},
		fields=["name", "user", "endpoint", "p256dh", "auth", "failures"],
		order_by="creation",
		limit_page_length=0,
	):
		found.setdefault(device.user, []).append(device)
	return found


def _post(device, message: bytes, keys) -> tuple[str | None, int | None]:
	"""What went wrong, None where it was taken, and the answer's status, None where there was none."""
	try:
		parts = urlsplit(device.endpoint)
		contact = frappe.get_cached_doc(SETTINGS).contact
		signature = keys.sign({"aud": f"{parts.scheme}://{parts.netloc}", "sub": f"mailto:{contact}"})
		subscription = {
			"endpoint": device.endpoint,
			"keys": {"p256dh": device.p256dh, "auth": device.auth},
		}
		body = WebPusher(subscription).encode(message, "aes128gcm")["body"]
		headers = {
			**signature,
			"Content-Encoding": "aes128gcm",
			"Content-Type": "application/octet-stream",
			"TTL": str(SECONDS_KEPT),
			"Urgency": "high",
		}
		status = push_services.post(device.endpoint, headers, body).status
	except NotReached as error:
		return str(error), None
	except AddressNotAllowed as error:
		frappe.clear_last_message()
		return str(error), None
	except Exception as error:
		# Not its text: it may hold the endpoint, which is a secret of the device.
		return _("The message could not be sent ({0}).").format(type(error).__name__), 0
	if 200 <= status < 300:
		return None, status
	return _("{0} answered {1}.").format(parts.netloc, status), status


def _note(device, problem: str | None, status: int | None) -> None:
	"""Write down how it went, in a transaction of its own."""
	device.failures = device.failures + 1 if problem else 0
	device.gone = status in GONE or device.failures >= MOST_FAILURES
	if device.gone:
		frappe.db.delete(SUBSCRIPTION, {"name": device.name})
	elif problem:
		values = {"failures": device.failures, "last_error": problem[:ERROR_LENGTH]}
		frappe.db.set_value(SUBSCRIPTION, device.name, values, update_modified=False)
	else:
		values = {"failures": 0, "last_error": None, "last_sent_at": now()}
		frappe.db.set_value(SUBSCRIPTION, device.name, values, update_modified=False)
	frappe.db.commit()
