"""Two who may answer approve one request for a work permit in the same second: it is approved once (L1, Q5).

Needs a real site, as test_offer_races.py, whose committed ticket and people it uses.
"""

import pytest

import frappe

from fsm_app.safety.permit_types import PERMIT
from tests.app import races
from tests.app.test_offer_races import BEGINS, DISPATCHERS, ENGINEERS, at_once, race  # noqa: F401

pytestmark = races.MARKS

NAME = "WP-RACE-TEST"


@pytest.fixture
def asked(race):  # noqa: F811
	"""The race's ticket with a committed request for a permit, which two safety officers may answer."""
	ticket, _offer, people = race
	try:
		for user in DISPATCHERS:
			frappe.get_doc("User", user).add_roles("Service Safety Officer")
		# As it stands in the database: who is told of a request is tried elsewhere.
		frappe.get_doc(
			{
				"doctype": PERMIT,
				"name": NAME,
				"naming_series": "WP-.#####",
				"ticket": ticket,
				"permit_type": "Hot Work",
				"engineer": people[0],
				"company": frappe.db.get_value("Service Ticket", ticket, "company"),
				"state": "Requested",
				"place": "Boiler room",
				"valid_from": BEGINS,
				"valid_to": "2026-03-02 12:00:00",
				"requested_by": ENGINEERS[0],
				"requested_at": BEGINS,
			}
		).db_insert()
		frappe.db.commit()
		yield ticket, NAME, people
	finally:
		frappe.db.rollback()
		for doctype, field in (("Version", "docname"), ("Notification Log", "document_name")):
			frappe.db.delete(doctype, {field: NAME})
		races.delete(PERMIT, NAME)
		frappe.db.commit()


@pytest.mark.parametrize("round_of", range(2))
def test_of_two_who_approve_at_once_the_first_one_counts(asked, round_of):
	outcomes = at_once(asked, *((user, "permit") for user in DISPATCHERS), at=BEGINS)
	(winner,) = (user for user, outcome in zip(DISPATCHERS, outcomes, strict=True) if "done" in outcome)
	assert tuple(frappe.db.get_value(PERMIT, NAME, ["state", "decided_by"])) == ("Approved", winner)
	assert frappe.db.count("Notification Log", {"document_name": NAME, "for_user": ENGINEERS[0]}) == 1
