"""Number cards of the workspaces: shares with one digit, and none that its reader may not have (Q3)."""

import json
from pathlib import Path

import pytest

import frappe

import fsm_app
from fsm_app.api import certificates, evidence, service_complaint
from tests.app import factories as f

CARDS = {
	card["name"]: card
	for card in (
		json.loads(path.read_text(encoding="utf-8"))
		for path in sorted(Path(fsm_app.__file__).parent.glob("*/number_card/*/*.json"))
	)
}
MANAGER = "manager@cards.example.com"


def test_a_share_is_shown_with_one_digit_and_not_with_those_of_the_site(freeze, as_user):
	"""In version 16 Frappe fills up to the site's precision: 0.000%."""
	freeze("2033-03-20 12:00:00")
	f.user(MANAGER, "Service Manager")
	with as_user(MANAGER):
		for card in (service_complaint.complaint_rate(), evidence.completeness_this_month()):
			assert (card["fieldtype"], card["precision"]) == ("Percent", 1)
	of_fields = [card for card in CARDS.values() if card["type"] == "Document Type"]
	assert {card["function"] for card in of_fields} == {"Count"}


def test_completeness_is_that_of_the_tickets_done_this_month(freeze, as_user):
	freeze("2033-03-20 12:00:00")
	f.user(MANAGER, "Service Manager")
	for completeness, done_at in (
		(50, "2033-03-02 10:00:00"),
		(100, "2033-03-03 10:00:00"),
		(0, "2033-02-28 10:00:00"),
	):
		frappe.db.set_value(
			"Service Ticket", f.ticket().name, {"completeness": completeness, "done_at": done_at}
		)
	with as_user(MANAGER):
		assert evidence.completeness_this_month()["value"] == 75
	with as_user(f.user("nobody@cards.example.com", "Stock User")), pytest.raises(frappe.PermissionError):
		evidence.completeness_this_month()


def test_the_card_of_missing_certificates_stands_before_those_whom_it_answers():
	"""Frappe shows a card to whoever reads its document type; one that then refuses would put a message over the workspace."""
	readers = {
		row.role
		for row in frappe.get_meta(CARDS["Service Tickets Without Certificate"]["document_type"]).permissions
		if row.read and not row.permlevel
	}
	assert readers == certificates.CONCERNED
