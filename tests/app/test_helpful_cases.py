"""Whoever is about to report a fault is shown the public cases that may help (C2, G2)."""

import pytest

import frappe

from fsm_app.intake import helpful_cases
from tests import host
from tests.app import devices as d
from tests.app import factories as f
from tests.app.solved_cases import night, published
from tests.app.test_service_request import (  # noqa: F401 (fixtures)
	CUSTOMER_USER,
	DISPATCHER,
	STRANGER,
	address,
	label,
	people,
	rest,
	settings,
)

BY_LABEL = "/api/method/fsm_app.api.service_request."
BY_PORTAL = "/api/method/fsm_app.api.portal."
SAID = "Water drips from the lid since this morning"


@pytest.fixture
def cases(label):  # noqa: F811
	about = {"symptom": "Water drips from the lid", "cause": "The seal is worn"}
	found = frappe._dict(
		internal=published("Drips: how the staff sees it", audience="Internal", **about),
		customers=published("Drips: for our customers", audience="Customers", **about),
		public=published("Drips: what everybody can do", audience="Public", **about),
		draft=published("Drips: not yet published", audience="Public", stage="Draft", **about),
	)
	found.public.db_set("route", "drips")
	night()
	return found


def ask(client, label, description=SAID, **values):  # noqa: F811
	e, i, s = label
	body = {"e": e, "i": i, "s": s, "description": description, **values}
	return client.post(BY_LABEL + "helpful_cases", json=body, **address())


def titles(answer) -> list[str]:
	assert answer.status_code == 200, answer.json
	return [row["title"] for row in answer.json["message"]]


def test_a_guest_is_shown_what_is_public_and_nothing_else(cases, label, rest):  # noqa: F811
	answer = ask(rest, label)
	assert titles(answer) == ["Drips: what everybody can do"]
	(row,) = answer.json["message"]
	assert row == {
		"name": cases.public.name,
		"title": "Drips: what everybody can do",
		"text": "Water drips from the lid",
		"address": "/knowledge/drips",
	}
	for hidden in ("staff", "customers", "not yet"):
		assert hidden not in answer.text


def test_a_customer_is_shown_what_is_meant_for_customers_too(cases, label, people, rest):  # noqa: F811
	expected = {"Drips: for our customers", "Drips: what everybody can do"}
	assert set(titles(ask(rest.login(CUSTOMER_USER), label))) == expected
	body = {"subject": "It drips", "description": SAID, "serial_no": label[0]}
	answer = rest.login(CUSTOMER_USER).post(BY_PORTAL + "helpful_cases", json=body)
	assert set(titles(answer)) == expected


def test_what_was_retired_meanwhile_is_not_shown(cases, label, rest):  # noqa: F811
	cases.public.db_set("stage", "Retired")
	assert titles(ask(rest, label)) == []
	cases.public.db_set({"stage": "Published", "audience": "Internal"})
	assert titles(ask(rest, label)) == []


def test_only_with_a_genuine_label_of_ones_own_device(cases, label, people, rest):  # noqa: F811
	assert ask(rest, ("SN-2", *label[1:])).status_code == 403
	assert ask(rest.login(STRANGER), label).status_code == 403
	for method, body in (("helpful_cases", {"subject": SAID}), ("case_helped", {"case": cases.public.name})):
		assert rest.post(BY_PORTAL + method, json=body).status_code == 403
		f.user(DISPATCHER, "Service Dispatcher")
		assert rest.login(DISPATCHER).post(BY_PORTAL + method, json=body).status_code == 403


def test_one_device_asks_no_more_than_a_person_writes(cases, label, rest, monkeypatch):  # noqa: F811
	monkeypatch.setattr(helpful_cases, "PER_LABEL_AND_HOUR", 0)
	other = d.serial_no("SN-MANY")
	from fsm_app.intake.labels import label_link
	from tests.app.test_labels import parts

	assert ask(rest, parts(label_link(other))).status_code == 429


def helped(client, label, case):  # noqa: F811
	e, i, s = label
	body = {"e": e, "i": i, "s": s, "case": case.name}
	return client.post(BY_LABEL + "case_helped", json=body, **address())


def test_that_it_helped_is_counted_once_a_day_for_each_device(cases, rest, label):  # noqa: F811
	from fsm_app.intake.labels import label_link
	from tests.app.test_labels import parts

	for _time in range(3):
		assert helped(rest, label, cases.public).status_code == 200
	assert frappe.db.get_value("Knowledge Case", cases.public.name, "customers_helped") == 1
	assert helped(rest, parts(label_link(d.serial_no("SN-2"))), cases.public).status_code == 200
	assert frappe.db.get_value("Knowledge Case", cases.public.name, "customers_helped") == 2
	assert not frappe.db.exists("Service Ticket", {"source": "QR Code"})


def test_of_a_case_that_one_does_not_read_one_says_nothing(cases, label, rest):  # noqa: F811
	for hidden in (cases.internal, cases.customers, cases.draft):
		assert helped(rest, label, hidden).status_code == 403
	answer = rest.post(
		BY_LABEL + "case_helped", json={**dict(zip("eis", label, strict=True)), "case": "KC-0"}
	)
	assert answer.status_code == 403
	assert not frappe.db.get_value("Knowledge Case", cases.internal.name, "customers_helped")


@pytest.mark.skipif(not host.ON_BENCH, reason="devsite renders no pages")
def test_the_pages_hold_the_place_for_them(cases, label, people, rest):  # noqa: F811
	page = rest.get("/service-request", params=dict(zip("eis", label, strict=True))).text
	assert 'id="helpful-cases"' in page and 'data-form="label-request"' in page and "Does this help?" in page
	settings(allow_guest_requests=0)
	assert (
		'id="helpful-cases"'
		not in rest.get("/service-request", params=dict(zip("eis", label, strict=True))).text
	)
	portal = rest.login(CUSTOMER_USER).get("/service-tickets/new").text
	assert 'data-form="portal-new"' in portal
