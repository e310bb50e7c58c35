"""What the bell tells is told to the phone, encrypted for it, as much as the company lets be seen (N1)."""

import base64
import json

import pytest
from py_vapid import Vapid02

import frappe

from fsm_app.api import push_messages as api
from fsm_app.push_messages import sending
from fsm_app.push_messages.settings import PRIVATE_ALLOWED
from tests.app.push_devices import (  # noqa: F401 (fixtures)
	ENGINEER,
	OTHER,
	Device,
	name_server,
	push_service,
	send,
	sent_by_hand,
	stored,
	switch_on,
	switched_on,
	tell,
)


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
