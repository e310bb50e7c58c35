"""Phones and push services for the tests of push messages: a device that can read what comes, and a service that takes it."""

import base64
import json
import os

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

import frappe

from fsm_app.api import push_messages as api
from fsm_app.common import outgoing
from fsm_app.common.notices import notify
from fsm_app.push_messages import notification_listeners, sending
from fsm_app.push_messages.settings import PRIVATE_ALLOWED
from tests.app import factories as f
from tests.app.webhook_server import receiving

ENGINEER, OTHER = "push.engineer@example.com", "push.other@example.com"
ADMINISTRATOR, MANAGER = "push.admin@example.com", "push.manager@example.com"
PUBLIC = "203.119.1.1"
SUBJECT = "ST-1 was given to you: Ms Chen waits"


class Device:
	"""A browser with a push subscription of its own, which can read what comes."""

	def __init__(self, url: str, path: str = "device-1"):
		self.endpoint = f"{url.rpartition('/')[0]}/{path}"
		self.key = ec.generate_private_key(ec.SECP256R1())
		self.secret = os.urandom(16)

	@property
	def p256dh(self) -> str:
		point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
		return base64.urlsafe_b64encode(point).decode().rstrip("=")

	@property
	def auth(self) -> str:
		return base64.urlsafe_b64encode(self.secret).decode().rstrip("=")

	def subscribe(self, user: str = ENGINEER, device: str = "Phone") -> str:
		frappe.set_user(user)
		try:
			return api.subscribe(self.endpoint, self.p256dh, self.auth, device)["name"]
		finally:
			frappe.set_user("Administrator")

	def read(self, body: bytes) -> dict:
		return json.loads(
			http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret, version="aes128gcm")
		)


@pytest.fixture(autouse=True, name="names")
def name_server(monkeypatch):
	"""What the name server answers: a public address for every name, unless a test says otherwise."""
	answers: dict[str, list[str]] = {}
	monkeypatch.setattr(outgoing, "resolve", lambda host, port: answers.get(host, [PUBLIC]))
	return answers


@pytest.fixture(autouse=True, name="by_hand")
def sent_by_hand(monkeypatch):
	"""Messages wait until the test sends them."""
	started = []
	monkeypatch.setattr(notification_listeners, "enqueue_sending", started.append)
	return started


@pytest.fixture(name="service")
def push_service(monkeypatch, names):
	"""A push service on this machine, to which the site may send."""
	monkeypatch.setitem(frappe.local.conf, PRIVATE_ALLOWED, 1)
	names["127.0.0.1"] = ["127.0.0.1"]
	with receiving() as running:
		running.answer((201, b""))
		yield running


@pytest.fixture(name="on")
def switched_on():
	"""The company has made its keys, and an engineer may be told."""
	f.user(ENGINEER, "Service Engineer")
	f.user(OTHER, "Service Engineer")
	switch_on()


def switch_on(**values):
	settings = frappe.get_doc("Push Settings")
	settings.update({"contact": "service@example.com", **values})
	settings.save()
	if not settings.public_key:
		api.make_keys()


def tell(user: str = ENGINEER, message: str = SUBJECT, doctype: str = "Service Ticket", name: str = "ST-1"):
	notify([user], message, doctype, name)
	return frappe.get_last_doc("Notification Log", {"for_user": user})


def send(*notices) -> int:
	return sending.send([notice.name for notice in notices])


def stored(**filters) -> list[str]:
	return frappe.get_all("Push Subscription", filters=filters, pluck="name")
