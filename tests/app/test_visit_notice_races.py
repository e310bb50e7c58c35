"""Two jobs that tell of visits' times at once, and one that is killed half-way: each message goes out once (E3, Q5).

These tests need a real site: several processes, each with a connection of its own, and real commits. What they commit is
removed at the end.
"""

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.common import clock
from fsm_app.field_work import visit_notices
from tests.app import dispatching as d
from tests.app import factories as f
from tests.app import races
from tests.app.test_plan_races import at_once, race, started  # noqa: F401

pytestmark = races.MARKS

ENGINEER = "engineer.notice.race@example.com"


@pytest.fixture
def due(race):  # noqa: F811
	"""The plan of the race, and a ticket whose engineer waits to hear of another time."""
	plan, tickets, visit = race
	f.user(ENGINEER, "Service Engineer")
	frappe.db.set_value("Service Engineer", visit.engineer, "user", ENGINEER)
	ticket = frappe.get_doc("Service Ticket", tickets[3].name)
	wait = frappe.db.get_single_value("Field Service Settings", "visit_notice_minutes")
	frappe.db.set_single_value("Field Service Settings", "visit_notice_minutes", 5)
	with clock.at(get_datetime(d.NOW)):
		had = (visit.engineer, get_datetime(f"{d.TUESDAY} 09:00:00"))
		visit_notices.note_engineer(ticket, get_datetime(visit.planned_start), had)
	frappe.db.set_value("Visit Notice", {"ticket": ticket.name}, "due_at", d.NOW)
	frappe.db.set_single_value("Field Service Settings", "visit_notice_minutes", wait)
	frappe.db.commit()
	assert told(ticket) == (0, 1)
	return plan, ticket


def told(ticket) -> tuple[int, int]:
	"""How often the engineer was told of the time, and how many notices wait."""
	messages = frappe.get_all(
		"Notification Log",
		filters={"for_user": ENGINEER, "document_name": ticket.name, "subject": ["like", "%moved to%"]},
	)
	return len(messages), frappe.db.count("Visit Notice", {"ticket": ticket.name})


@pytest.mark.parametrize("round_of", range(2))
def test_two_jobs_at_once_tell_once(due, round_of):
	plan, ticket = due
	outcomes = at_once(started(plan, "tell"), started(plan, "tell"))
	assert outcomes == [{"done": "tell"}] * 2
	assert told(ticket) == (1, 0)


def test_a_job_that_is_killed_has_told_nothing_and_the_next_tells_once(due):
	plan, ticket = due
	assert at_once(started(plan, "tell", die=1)) == [{}]
	assert told(ticket) == (0, 1)
	assert at_once(started(plan, "tell")) == [{"done": "tell"}]
	assert told(ticket) == (1, 0)
