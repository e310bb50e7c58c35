"""Limits count who asks, and refused requests use nobody's share up (C2)."""

import frappe

from fsm_app.common import limits
from fsm_app.intake import label_requests
from tests.app import factories as f
from tests.app import portal_users as p
from tests.app import test_service_request as scans
from tests.app.test_service_request import KEY, METHOD, body, settings

label = scans.label  # a fixture
MESSAGE = "/api/method/fsm_app.api.portal.send_message"


def from_address(number: int, before: str = "") -> dict:
	"""As a proxy hands it on: what the sender wrote, and then where the sender is."""
	return {"X-Forwarded-For": f"{before}198.51.{number // 250}.{number % 250}"}


def test_a_user_is_limited_whatever_addresses_they_make_up(rest):
	client = rest.login(p.portal_user(p.ANNA, f.customer(p.CUSTOMER)))
	ticket = f.ticket(customer=p.CUSTOMER).name
	codes = [
		client.post(
			MESSAGE, json={"name": ticket, "text": "Again", "client_key": "one"}, **from_address(number)
		).status_code
		for number in range(61)
	]
	assert codes == [200] * 60 + [429]


def test_a_user_is_not_limited_by_others_at_the_same_address(rest):
	busy = rest.login(p.portal_user(p.ANNA, f.customer(p.CUSTOMER)))
	other = rest.login(p.portal_user(p.BERTA, f.customer(p.OTHER)))
	tickets_of = {name: f.ticket(customer=name).name for name in (p.CUSTOMER, p.OTHER)}
	for _number in range(61):
		busy.post(MESSAGE, json={"name": tickets_of[p.CUSTOMER], "text": "", "client_key": "one"})
	sent = {"name": tickets_of[p.OTHER], "text": "Hello", "client_key": "two"}
	assert other.post(MESSAGE, json=sent).status_code == 200


def test_a_guest_does_not_pass_with_a_made_up_address(label, rest):
	settings(guest_requests_per_hour=2)
	codes = [
		rest.post(
			METHOD, json=body(label, client_key=f"{KEY}{number}"), **from_address(7, f"203.0.113.{number}, ")
		).status_code
		for number in range(3)
	]
	assert codes == [200, 200, 429]


def test_refused_requests_use_nobodys_share_up(label, rest):
	settings(guest_requests_per_hour=1)
	forged = (label[0], label[1], "forged-signature")
	for number in range(5):
		rest.post(METHOD, json=body(forged, client_key=f"{KEY}f{number}"), **from_address(8))
		rest.post(METHOD, json=body(label, client_key=f"{KEY}e{number}", description=""), **from_address(8))
	sent = body(label, client_key=f"{KEY}1")
	assert rest.post(METHOD, json=sent, **from_address(8)).status_code == 200
	# and the same request again is no other one
	assert rest.post(METHOD, json=sent, **from_address(8)).status_code == 200


def test_all_guests_together_are_limited(label, rest, monkeypatch):
	monkeypatch.setattr(label_requests, "GUESTS_PER_HOUR", 2)
	codes = [
		rest.post(METHOD, json=body(label, client_key=f"{KEY}{number}"), **from_address(number)).status_code
		for number in range(3)
	]
	assert codes == [200, 200, 429]


def test_what_is_not_sent_over_http_is_not_counted():
	calls = [limits.per_user(1)(lambda: "done")() for _number in range(3)]
	assert calls == ["done"] * 3
	assert limits.address() == ""
	assert frappe.session.user == "Administrator"
