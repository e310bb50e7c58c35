"""The page behind a label, and the label on paper (C2). Only a bench renders pages and prints."""

import re

import pytest

import frappe

from tests import host
from tests.app import factories as f
from tests.app.test_service_request import (  # noqa: F401 (fixtures)
	CUSTOMER_USER,
	DISPATCHER,
	STRANGER,
	label,
	people,
	rest,
	settings,
)

pytestmark = pytest.mark.skipif(not host.ON_BENCH, reason="devsite renders no pages")
FORM = '<form id="label-request"'


def page(client, link):
	return client.get("/service-request", params=dict(zip(("e", "i", "s"), link, strict=True)))


def test_a_guest_sees_the_form_and_nothing_of_the_owner(rest, label):  # noqa: F811
	answer = page(rest, label)
	assert answer.status_code == 200
	assert FORM in answer.text and "PUMP-1 heat pump" in answer.text and "SN-1" in answer.text
	assert f.customer() not in answer.text and "2099" not in answer.text


def test_where_guests_may_not_they_are_led_to_the_login_and_back(rest, label):  # noqa: F811
	settings(allow_guest_requests=0)
	answer = page(rest, label)
	assert answer.status_code == 200 and FORM not in answer.text
	assert re.search(r"/login\?redirect-to=%2Fservice-request%3Fe%3DSN-1", answer.text)


@pytest.mark.parametrize(
	"change, status",
	[
		(lambda e, i, s: (e, i, s[:-1]), 403),
		(lambda e, i, s: ("", "", ""), 403),
		(lambda e, i, s: ('"><script>alert(1)</script>', i, s), 403),
	],
)
def test_a_changed_link_gets_a_page_that_says_so(rest, label, change, status):  # noqa: F811
	answer = page(rest, change(*label))
	assert answer.status_code == status
	assert "not genuine" in answer.text and FORM not in answer.text
	assert "<script>alert" not in answer.text


def test_a_label_that_has_ended_gets_a_page_that_says_so(rest, label):  # noqa: F811
	frappe.delete_doc("Serial No", "SN-1")
	answer = page(rest, label)
	assert answer.status_code == 410 and "no longer valid" in answer.text


def test_everybody_gets_what_is_theirs(rest, label, people):  # noqa: F811
	customer = page(rest.login(CUSTOMER_USER), label)
	assert customer.status_code == 200 and f.customer() in customer.text
	assert page(rest.login(STRANGER), label).status_code == 403
	f.user(DISPATCHER, "Service Dispatcher")
	staff = page(rest.login(DISPATCHER), label)
	assert "/app/service-ticket/new?serial_no=SN-1" in staff.text


def test_names_are_text_on_the_page(rest, label):  # noqa: F811
	frappe.db.set_value("Serial No", "SN-1", "item_name", "<b>PUMP</b>")
	answer = page(rest, label)
	assert "&lt;b&gt;PUMP" in answer.text and "<b>PUMP" not in answer.text


def test_the_label_prints_the_code_and_says_what_it_is(label):  # noqa: F811
	printed = frappe.get_print("Serial No", "SN-1", "Service Label")
	assert "<svg" in printed and "SN-1" in printed and "Scan to report a fault" in printed
