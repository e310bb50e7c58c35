"""The customer's signature under the report (C4)."""

from datetime import datetime

import pytest

import frappe

from fsm_app.common import clock
from fsm_app.field_work.signature import NothingToSign, SignatureRefused, latest_signature, sign
from tests.app import factories as f
from tests.app.pictures import as_base64, drawing, photo
from tests.app.tickets import walk


@pytest.fixture
def ticket():
	f.engineer("Fitting One")
	return walk(f.ticket(), "Triage", "Dispatch", "Accept", "Arrive")


def report(ticket, **values):
	doc = frappe.get_doc("Service Ticket", ticket.name)
	doc.update({"fault_symptom": "It hums", "resolution_summary": "Pump changed", **values})
	return doc.save()


def test_a_signature_is_kept_with_its_time_name_and_the_text_that_was_signed(ticket):
	report(ticket)
	with clock.at(datetime(2026, 3, 2, 15)):
		evidence = sign(ticket.name, " Li Wei ", drawing())
	doc = frappe.get_doc("Service Ticket", ticket.name)
	assert (doc.signed_by, doc.signed_at) == ("Li Wei", datetime(2026, 3, 2, 15))
	kept = frappe.get_doc("Service Evidence", evidence.name)
	assert "It hums" in kept.value and "Pump changed" in kept.value
	assert (kept.kind, kept.signed_by, kept.file.split(".")[-1]) == ("Customer Signature", "Li Wei", "png")


def test_nothing_is_signed_before_there_is_a_report(ticket):
	with pytest.raises(NothingToSign):
		sign(ticket.name, "Li Wei", drawing())
	assert not frappe.db.exists("Service Evidence", {"ticket": ticket.name})


def test_a_report_changed_after_signing_shows(ticket):
	report(ticket)
	sign(ticket.name, "Li Wei", drawing())
	assert latest_signature(frappe.get_doc("Service Ticket", ticket.name)).report_changed is False
	doc = report(ticket, resolution_summary="Pump and motor changed")
	assert latest_signature(doc).report_changed is True
	sign(ticket.name, "Li Wei", drawing())
	assert latest_signature(doc).report_changed is False
	assert frappe.db.count("Service Evidence", {"ticket": ticket.name}) == 2


def test_a_report_with_markup_counts_as_unchanged(ticket):
	doc = report(ticket, resolution_summary="Pressure < 2 bar & <b>valve</b> changed")
	sign(ticket.name, "Li Wei", drawing())
	doc.reload()
	assert latest_signature(doc).report_changed is False


@pytest.mark.parametrize(
	"image",
	[
		"",
		"hello",
		"data:image/png;base64,",
		"data:image/png;base64,!!!!",
		"data:image/svg+xml;base64," + as_base64(b"<svg onload='alert(1)'/>"),
		"data:image/png;base64," + as_base64(b"<svg onload='alert(1)'/>"),
		"data:image/png;base64," + as_base64(photo("JPEG", shade=1)),
		drawing(strokes=False),
		drawing(strokes=False, ground="white"),
		drawing(strokes=False, ground="black"),
	],
)
def test_what_is_no_drawing_is_no_signature(ticket, image):
	report(ticket)
	with pytest.raises(frappe.ValidationError):
		sign(ticket.name, "Li Wei", image)
	assert not frappe.db.exists("Service Evidence", {"ticket": ticket.name})
	assert not frappe.db.get_value("Service Ticket", ticket.name, "signed_at")


@pytest.mark.parametrize("name", ["", "   ", "x" * 141])
def test_a_signature_needs_a_name(ticket, name):
	report(ticket)
	with pytest.raises(SignatureRefused):
		sign(ticket.name, name, drawing())


def test_the_name_is_shown_as_text(ticket):
	report(ticket)
	evidence = sign(ticket.name, "<img src=x onerror=alert(1)>", drawing())
	assert (
		frappe.db.get_value("Service Evidence", evidence.name, "signed_by") == "‹img src=x onerror=alert(1)›"
	)


def test_signing_is_for_those_who_write_the_ticket(ticket, rest):
	report(ticket)
	auditor = rest.login(f.user("auditor@example.com", "Service Auditor"))
	body = {"ticket": ticket.name, "signed_by": "Li Wei", "image": drawing()}
	assert auditor.post("/api/method/fsm_app.api.evidence.sign", json=body).status_code == 403
	dispatcher = rest.login(f.user("dispatcher@example.com", "Service Dispatcher"))
	assert dispatcher.post("/api/method/fsm_app.api.evidence.sign", json=body).status_code == 200
	assert dispatcher.get("/api/method/fsm_app.api.evidence.sign", params=body).status_code == 403


def test_a_reopened_ticket_is_unsigned(ticket):
	report(ticket)
	sign(ticket.name, "Li Wei", drawing())
	doc = walk(ticket, "Complete", "Verify", "Close", "Reopen")
	assert (doc.signed_at, doc.signed_by) == (None, None)
	assert latest_signature(doc) is None
