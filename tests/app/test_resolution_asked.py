"""No shipped service ends without a word on what was done (C4)."""

import pytest

import frappe

from fsm_app.api import ticket_actions as api
from fsm_app.common.configuration import shipped_records
from fsm_app.field_work.gates import MissingEvidence
from tests.app import factories as f
from tests.app.tickets import act, walk

OFFERINGS = [record for record in shipped_records() if record["doctype"] == "Service Offering"]


@pytest.fixture
def working():
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	f.engineer("Resolving One", level="Senior")
	return walk(f.ticket(offering="Fault Repair"), "Triage", "Dispatch", "Accept", "Arrive")


@pytest.mark.parametrize("record", OFFERINGS, ids=[record["name"] for record in OFFERINGS])
def test_every_shipped_offering_asks_for_it_before_the_work_is_done(record):
	# A standard service report has it among its parts.
	asked = {
		row["stage"] for row in record["evidence"] if row["kind"] in ("Resolution Summary", "Service Report")
	}
	assert asked == {"Working"}


@pytest.mark.parametrize("text", [None, "", "  \n "])
def test_without_it_the_work_is_not_done(working, text):
	with pytest.raises(MissingEvidence, match="Resolution Summary"):
		act(working, "Complete", resolution_summary=text)
	assert frappe.db.get_value("Service Ticket", working.name, "stage") == "On Site"


def test_with_it_the_ticket_is_complete(working):
	done = act(working, "Complete", resolution_summary="Seal replaced, tested for an hour.")
	assert (done.stage, done.completeness) == ("Done", 100)


def test_the_desk_asks_for_it_when_the_action_is_taken(working):
	asked = api.reason_asked(working.name, "Complete")
	assert asked["fieldname"] == "resolution_summary"
	assert api.reason_asked(working.name, "Start Work") is None
	frappe.db.set_value("Service Ticket", working.name, "resolution_summary", "Seal replaced.")
	assert api.reason_asked(working.name, "Complete") is None
