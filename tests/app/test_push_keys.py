"""A company makes its keys, and users let their devices be told (N1)."""

import base64
import os

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

import frappe

from fsm_app.api import push_messages as api
from fsm_app.common.outgoing import AddressNotAllowed
from fsm_app.push_messages import subscriptions
from fsm_app.push_messages.settings import WrongPushSettings
from fsm_app.push_messages.subscriptions import SubscriptionRefused
from tests.app import factories as f
from tests.app.push_devices import (  # noqa: F401 (fixtures)
	ADMINISTRATOR,
	ENGINEER,
	OTHER,
	PUBLIC,
	Device,
	name_server,
	push_service,
	sent_by_hand,
	stored,
	switch_on,
	switched_on,
)


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
