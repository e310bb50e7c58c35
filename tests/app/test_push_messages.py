"""Push messages: what the bell tells is told to the phone, encrypted for it, as much as the company lets be seen (N1)."""

import base64
import json
import os

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

import frappe

from fsm_app.api import push_messages as api
from fsm_app.assignments import answers, offers
from fsm_app.assignments.passing_on import sweep_offers
from fsm_app.common import outgoing
from fsm_app.common.notices import notify
from fsm_app.common.outgoing import AddressNotAllowed
from fsm_app.push_messages import notification_listeners, offers_ending, sending, subscriptions
from fsm_app.push_messages.opening import page_of
from fsm_app.push_messages.settings import PRIVATE_ALLOWED, WrongPushSettings
from fsm_app.push_messages.subscriptions import SubscriptionRefused
from tests.app import factories as f
from tests.app import offering as o
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


@pytest.fixture(autouse=True)
def names(monkeypatch):
	"""What the name server answers: a public address for every name, unless a test says otherwise."""
	answers: dict[str, list[str]] = {}
	monkeypatch.setattr(outgoing, "resolve", lambda host, port: answers.get(host, [PUBLIC]))
	return answers


@pytest.fixture(autouse=True)
def by_hand(monkeypatch):
	"""Messages wait until the test sends them."""
	started = []
	monkeypatch.setattr(notification_listeners, "enqueue_sending", started.append)
	return started


@pytest.fixture
def service(monkeypatch, names):
	"""A push service on this machine, to which the site may send."""
	monkeypatch.setitem(frappe.local.conf, PRIVATE_ALLOWED, 1)
	names["127.0.0.1"] = ["127.0.0.1"]
	with receiving() as running:
		running.answer((201, b""))
		yield running


@pytest.fixture
def on():
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


class TestKeys:
	def test_it_is_off_until_keys_are_made(self, service):
		f.user(ENGINEER, "Service Engineer")
		assert api.public_key() is None
		with pytest.raises(SubscriptionRefused, match="Push Settings"):
			Device(service.url).subscribe()
		settings = frappe.get_doc("Push Settings")
		settings.update({"enabled": 1, "contact": "service@example.com"})
		with pytest.raises(WrongPushSettings, match="Make Keys"):
			settings.save()

	def test_a_contact_is_needed(self):
		with pytest.raises(WrongPushSettings, match="E-mail Address of the Company"):
			api.make_keys()

	def test_the_private_key_is_a_password_and_comes_out_nowhere(self, on):
		settings = frappe.get_doc("Push Settings")
		private = settings.get_password("private_key")
		assert settings.enabled
		assert private not in str(settings.as_dict())
		assert private not in str(frappe.get_all("Version", {"ref_doctype": "Push Settings"}, ["data"]))
		assert api.public_key() == settings.public_key

	def test_keys_are_not_typed_in(self, on):
		for field in ("public_key", "private_key"):
			settings = frappe.get_doc("Push Settings")
			settings.set(field, "a" * 87)
			with pytest.raises(WrongPushSettings, match="not typed in"):
				settings.save()

	def test_other_changes_are_saved_without_touching_them(self, on):
		before = frappe.get_doc("Push Settings")
		switch_on(tells="The Whole Message")
		after = frappe.get_doc("Push Settings")
		assert after.public_key == before.public_key
		assert after.get_password("private_key") == before.get_password("private_key")

	def test_new_keys_forget_the_devices_of_the_old_ones(self, on, service):
		Device(service.url).subscribe()
		api.make_keys()
		assert stored() == []

	def test_who_may_not_write_the_settings_makes_none(self, on):
		frappe.set_user(ENGINEER)
		with pytest.raises(frappe.PermissionError):
			api.make_keys()


class TestSubscribing:
	@pytest.mark.parametrize(
		"url",
		["http://push.example.com/x", "https://user@push.example.com/x", "ftp://push.example.com", "x", ""],
	)
	def test_what_is_no_https_address_is_refused(self, on, url):
		device = Device("https://push.example.com/x")
		device.endpoint = url
		with pytest.raises(AddressNotAllowed):
			device.subscribe()

	@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.5", "169.254.169.254", "::1", "192.168.1.1"])
	def test_a_name_that_leads_into_our_own_network_is_refused(self, on, names, address):
		names["push.example.com"] = [PUBLIC, address]
		with pytest.raises(AddressNotAllowed):
			Device("https://push.example.com/x").subscribe()
		assert stored() == []

	@pytest.mark.parametrize(
		"change", [{"secret": b"short"}, {"key": ec.generate_private_key(ec.SECP384R1())}]
	)
	def test_keys_that_are_none_are_refused(self, on, change):
		device = Device("https://push.example.com/x")
		vars(device).update(change)
		with pytest.raises(SubscriptionRefused, match="Keys"):
			device.subscribe()

	def test_a_point_off_the_curve_is_refused(self, on):
		frappe.set_user(ENGINEER)
		off = base64.urlsafe_b64encode(b"\x04" + b"\x01" * 64).decode()
		with pytest.raises(SubscriptionRefused, match="Keys"):
			api.subscribe("https://push.example.com/x", off, base64.urlsafe_b64encode(b"a" * 16).decode())

	def test_the_same_device_twice_is_one_row(self, on):
		device = Device("https://push.example.com/x")
		assert device.subscribe() == device.subscribe(device="Tablet")
		assert len(stored()) == 1

	def test_a_device_that_is_handed_on_tells_only_the_new_user(self, on):
		device = Device("https://push.example.com/x")
		device.subscribe(ENGINEER)
		device.subscribe(OTHER)
		assert stored(user=ENGINEER) == []
		assert len(stored(user=OTHER)) == 1

	def test_nobody_takes_over_a_device_whose_secret_they_do_not_know(self, on):
		device = Device("https://push.example.com/x")
		device.subscribe(ENGINEER)
		device.secret = os.urandom(16)
		with pytest.raises(SubscriptionRefused):
			device.subscribe(OTHER)
		assert len(stored(user=ENGINEER)) == 1

	def test_each_user_has_so_many_devices_and_no_more(self, on):
		for number in range(subscriptions.MOST_DEVICES + 2):
			Device("https://push.example.com/x", f"device-{number}").subscribe()
		assert len(stored(user=ENGINEER)) == subscriptions.MOST_DEVICES

	def test_one_sees_and_ends_only_ones_own(self, on):
		device = Device("https://push.example.com/x")
		name = device.subscribe()
		frappe.set_user(OTHER)
		assert api.devices() == []
		api.forget(name)
		api.unsubscribe(device.endpoint)
		frappe.set_user(ENGINEER)
		assert [row.device for row in api.devices()] == ["Phone"]
		assert not {"endpoint", "auth", "p256dh"} & set(api.devices()[0])
		api.unsubscribe(device.endpoint)
		assert api.devices() == []

	def test_the_devices_of_who_was_disabled_are_forgotten(self, on):
		Device("https://push.example.com/x").subscribe(ENGINEER)
		Device("https://push.example.com/x", "other").subscribe(OTHER)
		frappe.db.set_value("User", ENGINEER, "enabled", 0)
		subscriptions.forget_disabled()
		assert frappe.get_all("Push Subscription", pluck="user") == [OTHER]

	@pytest.mark.parametrize("user", [ENGINEER, ADMINISTRATOR])
	def test_nobody_reads_the_documents(self, on, user):
		f.user(ADMINISTRATOR, "System Manager")
		name = Device("https://push.example.com/x").subscribe()
		frappe.set_user(user)
		assert not frappe.has_permission("Push Subscription", "read")
		with pytest.raises(frappe.PermissionError):
			frappe.get_list("Push Subscription")
		assert not frappe.has_permission("Push Subscription", "read", name)


class TestSending:
	def test_a_phone_reads_what_the_bell_tells(self, on, service):
		switch_on(tells="The Whole Message")
		device = Device(service.url)
		device.subscribe()
		notice = tell(message="Ms <Chen> & son wait")
		assert send(notice) == 1
		(request,) = service.received
		told = device.read(request.body)
		assert told["body"] == "Ms <Chen> & son wait"
		assert told["url"] == f"/service-notice?n={notice.name}"

	def test_it_is_signed_for_the_service_by_the_keys_of_the_site(self, on, service):
		Device(service.url).subscribe()
		send(tell())
		headers = service.received[0].headers
		assert Vapid02.verify(headers["Authorization"])
		token, key = (part.partition("=")[2] for part in headers["Authorization"].split(" ")[1].split(","))
		claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
		assert claims["aud"] == f"http://127.0.0.1:{service.port}"
		assert claims["sub"] == "mailto:service@example.com"
		assert key == api.public_key()
		assert headers["Content-Encoding"] == "aes128gcm"
		assert int(headers["Ttl" if "Ttl" in headers else "TTL"]) > 0

	@pytest.mark.parametrize(("tells", "seen"), [("Only a Hint", False), ("The Ticket's Number", True)])
	def test_nothing_personal_is_told_unless_the_company_lets_it(self, on, service, tells, seen):
		switch_on(tells=tells)
		device = Device(service.url)
		device.subscribe()
		send(tell())
		text = json.dumps(device.read(service.received[0].body))
		assert "Chen" not in text
		assert ("ST-1" in text) == seen

	def test_the_name_of_another_document_may_be_a_persons(self, on, service):
		switch_on(tells="The Ticket's Number")
		device = Device(service.url)
		device.subscribe()
		send(tell(doctype="Customer Service Profile", name="Ms Chen"))
		assert "Chen" not in json.dumps(device.read(service.received[0].body))

	def test_it_is_in_the_users_language(self, on, service):
		frappe.db.set_value("User", ENGINEER, "language", "zh")
		device = Device(service.url)
		device.subscribe()
		send(tell())
		told = device.read(service.received[0].body)
		assert told["body"] == "有新的内容等您查看。"

	@pytest.mark.parametrize("status", [404, 410])
	def test_a_device_that_its_service_does_not_know_is_forgotten(self, on, service, status):
		service.answer((status, b""))
		Device(service.url).subscribe()
		assert send(tell()) == 0
		assert stored() == []

	def test_a_failure_is_noted_and_the_device_kept(self, on, service):
		service.answer((500, b"secret"))
		name = Device(service.url).subscribe()
		send(tell())
		row = frappe.get_doc("Push Subscription", name)
		assert (row.failures, "500" in row.last_error) == (1, True)
		assert "device-1" not in row.last_error
		service.answer((201, b""))
		send(tell())
		assert not frappe.db.get_value("Push Subscription", name, "failures")

	def test_a_device_that_never_takes_anything_is_forgotten_in_the_end(self, on, service):
		service.answer((500, b""))
		name = Device(service.url).subscribe()
		frappe.db.set_value("Push Subscription", name, "failures", sending.MOST_FAILURES - 1)
		send(tell())
		assert stored() == []

	def test_one_that_is_gone_does_not_keep_the_others_from_it(self, on, service):
		gone, there = Device(service.url, "gone"), Device(service.url, "there")
		gone.subscribe()
		there.subscribe()
		service.judge = lambda request: (410 if request.path.endswith("gone") else 201, b"", {})
		assert send(tell(), tell()) == 2
		assert [request.path.rpartition("/")[2] for request in service.received] == ["gone", "there", "there"]

	def test_an_address_that_leads_home_later_is_not_called(self, on, service, names, monkeypatch):
		Device("https://push.example.com/x").subscribe()
		monkeypatch.setitem(frappe.local.conf, PRIVATE_ALLOWED, 0)
		names["push.example.com"] = ["127.0.0.1"]
		assert send(tell()) == 0
		assert service.received == []

	def test_a_service_that_does_not_answer_is_asked_once(self, on, names):
		names["push.example.com"] = []
		for number in range(3):
			Device("https://push.example.com/x", f"d{number}").subscribe()
		send(tell(), tell())
		noted = frappe.get_all("Push Subscription", {"failures": [">", 0]}, pluck="failures")
		assert noted == [1]

	def test_who_was_disabled_is_not_told(self, on, service):
		Device(service.url).subscribe()
		frappe.db.set_value("User", ENGINEER, "enabled", 0)
		assert send(tell()) == 0
		assert service.received == []

	def test_switched_off_it_sends_nothing(self, on, service):
		Device(service.url).subscribe()
		notice = tell()
		switch_on(enabled=0)
		assert send(notice) == 0
		assert service.received == []


class TestWhatIsSent:
	"""Which notifications are laid ready."""

	def ready(self) -> list[str]:
		return frappe.flags.fsm_pushed or []

	def test_those_about_documents_of_this_app(self, on):
		Device("https://push.example.com/x").subscribe()
		notice = tell()
		assert self.ready() == [notice.name]

	def test_not_those_of_others(self, on):
		Device("https://push.example.com/x").subscribe()
		tell(doctype="ToDo")
		assert self.ready() == []

	def test_not_those_of_users_without_a_device(self, on):
		Device("https://push.example.com/x").subscribe(OTHER)
		tell()
		assert self.ready() == []

	def test_a_commit_starts_one_job_for_all(self, on, by_hand):
		Device("https://push.example.com/x").subscribe()
		notices = [tell(), tell()]
		frappe.db.commit()
		assert by_hand == [[notice.name for notice in notices]]
		assert self.ready() == []


class TestOpening:
	def open(self, user: str, name: str):
		frappe.set_user(user)
		return page_of(name)

	def test_it_opens_what_the_notification_is_about(self, on):
		ticket = f.ticket(subject="The pump leaks")
		notice = tell(name=ticket.name)
		assert self.open(ENGINEER, notice.name).endswith(f"/service-ticket/{ticket.name}")

	def test_an_engineers_ticket_opens_in_the_field_app(self, on):
		ticket = f.ticket(subject="The pump leaks")
		f.engineer("Fitting Pushed", user=ENGINEER)
		assert self.open(ENGINEER, tell(name=ticket.name).name) == f"/field/ticket/{ticket.name}"

	def test_a_call_opens_its_page(self, on):
		notice = tell(doctype="Guidance Session", name="GS-1")
		assert self.open(ENGINEER, notice.name) == "/remote-guidance?s=GS-1"

	def test_nobody_elses_opens_anything(self, on):
		notice = tell()
		assert self.open(OTHER, notice.name) is None

	def test_the_page_sends_the_user_on(self, on, rest):
		ticket = f.ticket(subject="The pump leaks")
		notice = tell(name=ticket.name)
		page = rest.login(ENGINEER).get("/service-notice", params={"n": notice.name})
		assert page.status_code == 302
		assert page.headers["Location"].endswith(f"/service-ticket/{ticket.name}")

	def test_a_guest_comes_back_after_the_login(self, on, rest):
		page = rest.get("/service-notice", params={"n": "abc"})
		assert page.status_code == 302
		assert page.headers["Location"].endswith("/login?redirect-to=%2Fservice-notice%3Fn%3Dabc")

	@pytest.mark.parametrize("language", ["en", "zh"])
	def test_nobody_elses_gets_a_page_that_says_so(self, on, rest, language):
		notice = tell()
		page = rest.login(OTHER).get("/service-notice", params={"n": notice.name, "_lang": language})
		assert page.status_code == 404
		assert {"en": "for somebody else", "zh": "铃铛"}[language] in page.text
		assert "Chen" not in page.text


class TestOffersEnding:
	"""Whoever was offered a ticket is told once more before it goes to the next."""

	@pytest.fixture
	def offer(self, on, freeze):
		freeze(f"{o.MONDAY} 10:00:00")
		(one,) = o.engineers("Ada")
		ticket = o.triaged(offering=o.offering(minutes=30))
		sweep_offers()
		offer = offers.open_offer(ticket.name)
		assert str(offer.expires_at) == f"{o.MONDAY} 10:30:00"
		return offer, one.user

	def told(self, offer) -> list[str]:
		return frappe.get_all(
			"Notification Log",
			{"document_type": "Ticket Offer", "document_name": offer.name},
			pluck="subject",
		)

	def at(self, freeze, time: str) -> int:
		freeze(f"{o.MONDAY} {time}")
		return offers_ending.remind()

	def test_once_some_minutes_before(self, offer, freeze):
		offer, _user = offer
		assert self.at(freeze, "10:24:00") == 0
		assert self.at(freeze, "10:25:00") == 1
		(subject,) = self.told(offer)
		assert subject.startswith(f"{offer.ticket} waits for your answer. Accept it until")
		assert self.at(freeze, "10:26:00") == 0
		assert len(self.told(offer)) == 1

	def test_it_opens_the_ticket(self, offer, freeze):
		offer, user = offer
		self.at(freeze, "10:25:00")
		notice = frappe.get_last_doc("Notification Log", {"for_user": user})
		frappe.set_user(user)
		assert page_of(notice.name).endswith(f"/service-ticket/{offer.ticket}")

	def test_not_after_it_was_answered(self, offer, freeze):
		offer, user = offer
		frappe.set_user(user)
		answers.accept(offer.name)
		frappe.set_user("Administrator")
		assert self.at(freeze, "10:25:00") == 0

	def test_not_where_the_time_was_short_from_the_beginning(self, offer, freeze):
		frappe.db.set_value("Ticket Offer", offer[0].name, "offered_at", f"{o.MONDAY} 10:21:00")
		assert self.at(freeze, "10:25:00") == 0

	def test_not_where_the_company_does_not_want_it(self, offer, freeze):
		switch_on(offer_minutes=0)
		assert self.at(freeze, "10:29:00") == 0

	@pytest.mark.parametrize(("enabled", "jobs"), [(1, 1), (0, 0)])
	def test_it_is_looked_for_where_push_messages_are_on(self, offer, freeze, monkeypatch, enabled, jobs):
		switch_on(enabled=enabled)
		started = []
		monkeypatch.setattr(frappe, "enqueue", lambda method, **values: started.append(method))
		freeze(f"{o.MONDAY} 10:25:00")
		offers_ending.enqueue_reminders()
		assert len(started) == jobs

	def test_one_that_fails_keeps_no_other_from_it(self, offer, freeze, monkeypatch):
		def fail(*_args):
			raise ValueError

		monkeypatch.setattr(offers_ending, "_tell", fail)
		assert self.at(freeze, "10:25:00") == 0
		assert frappe.db.exists("Error Log", {"method": ["like", "%ends"]})
