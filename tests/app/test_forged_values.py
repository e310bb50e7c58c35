"""Fields that the app alone writes keep their values whatever a user sends (C1, D3)."""

import pytest

import frappe

from fsm_app.engine.stages import TICKET
from fsm_app.service_desk import lifecycle
from tests.app import factories as f
from tests.app.tickets import clock_of, walk
from tests.app.two_teams import ENGINEER, MANAGER, WAY_TO_DONE, another_company, stranger, the_engineer


@pytest.fixture
def engineer():
	return the_engineer()


class TestWhatTheAppAloneWrites:
	TIMES = (*lifecycle.TIME_OF_STAGE.values(), "called_back_at")

	def test_times_cannot_be_forged(self, engineer, rest):
		ticket = walk(f.ticket(), *WAY_TO_DONE)
		before = frappe.get_doc(TICKET, ticket.name)
		forged = dict.fromkeys((*self.TIMES, "opened_at"), "2001-01-01 00:00:00")
		forged |= {"reopen_count": 7, "external_revision": "x", "catalogue_release": None}
		answer = rest.login(ENGINEER).put(f"/api/resource/Service Ticket/{ticket.name}", json=forged)
		assert answer.status_code == 200
		after = frappe.get_doc(TICKET, ticket.name)
		assert {field: after.get(field) for field in forged} == {field: before.get(field) for field in forged}
		assert clock_of(ticket, "Resolution").state == "Met"

	def test_a_forged_stage_is_refused_with_all_that_came_along(self, engineer, rest):
		ticket = walk(f.ticket(), *WAY_TO_DONE)
		answer = rest.login(ENGINEER).put(
			f"/api/resource/Service Ticket/{ticket.name}", json={"stage": "Closed", "fault_cause": "Forged"}
		)
		assert answer.status_code == 417
		after = frappe.get_doc(TICKET, ticket.name)
		assert (after.stage, after.workflow_state, after.fault_cause) == ("Done", "Done", None)

	def test_a_new_ticket_brings_no_times(self, rest):
		f.user(MANAGER, "Service Manager")
		values = {
			"subject": "Done before it was begun",
			"customer": f.customer(),
			"company": f.company(),
			"offering": f.offering(),
			"reopen_count": 3,
			"stage": "Closed",
			**dict.fromkeys(self.TIMES, "2001-01-01 00:00:00"),
		}
		answer = rest.login(MANAGER).post("/api/resource/Service Ticket", json=values)
		assert answer.status_code == 200
		ticket = frappe.get_doc(TICKET, answer.json["data"]["name"])
		assert [ticket.get(field) for field in self.TIMES] == [None] * len(self.TIMES)
		assert (ticket.stage, ticket.reopen_count) == ("Received", 0)

	def test_a_survey_keeps_whom_it_is_about(self, engineer, rest):
		ticket = walk(f.ticket(), *WAY_TO_DONE, "Verify", "Close")
		other = stranger()
		f.user("dispatcher.hard@example.com", "Service Dispatcher")
		survey = frappe.db.get_value("Service Survey", {"ticket": ticket.name})
		client = rest.login("dispatcher.hard@example.com")
		answer = client.put(
			f"/api/resource/Service Survey/{survey}", json={"stars": 5, "engineer": other.name}
		)
		assert answer.status_code == 417
		after = frappe.get_doc("Service Survey", survey)
		assert (after.engineer, after.stars) == (engineer.name, 0)

	def test_the_engineer_of_a_finished_ticket_stays(self, engineer, rest):
		ticket = walk(f.ticket(), *WAY_TO_DONE)
		other = stranger()
		for user, status in ((ENGINEER, 403), (f.user(MANAGER, "Service Manager"), 417)):
			answer = rest.login(user).put(
				f"/api/resource/Service Ticket/{ticket.name}", json={"engineer": other.name}
			)
			assert answer.status_code == status
		assert frappe.db.get_value(TICKET, ticket.name, "engineer") == engineer.name

	def test_a_ticket_stays_with_its_company(self, engineer):
		ticket = f.ticket()
		ticket.company = another_company()
		with pytest.raises(frappe.CannotChangeConstantError):
			ticket.save()
