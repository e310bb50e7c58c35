"""What stands above a ticket's form: the actions as buttons, and for its engineer the way there (C1, N1)."""

import pytest

import frappe

from fsm_app.api.service_ticket import head
from fsm_app.field_work.check_in import check_in
from fsm_app.field_work.going_there import BadMapLink
from tests.app import factories as f
from tests.app.tickets import act, walk

ENGINEER, COLLEAGUE, DISPATCHER = (
	"header@example.com",
	"header.colleague@example.com",
	"header.dispatcher@example.com",
)


@pytest.fixture(autouse=True)
def people():
	f.user(ENGINEER, "Service Engineer")
	f.user(COLLEAGUE, "Service Engineer")
	f.user(DISPATCHER, "Service Dispatcher")
	f.offering(skills=("Heads",))
	f.engineer("Header Colleague", user=COLLEAGUE, team=f.team(), status="On Leave")
	return f.engineer("Header One", user=ENGINEER, team=f.team(), skills=("Heads",))


def others(ticket) -> dict[str, bool]:
	return {one["action"]: one["forward"] for one in head(ticket.name)["step"]["others"]}


class TestActions:
	def test_what_else_may_be_done_stands_beside_the_next_step(self, as_user):
		ticket = walk(f.ticket(), "Triage", "Dispatch", "Accept")
		with as_user(ENGINEER):
			step = head(ticket.name)["step"]
			assert (step["action"], step["mine"]) == ("Prepare", True)
			assert list(others(ticket)) == [
				"Travel",
				"Arrive",
				"Wait for Customer",
				"Wait for Parts",
				"Return",
			]
			assert [action for action, forward in others(ticket).items() if forward] == ["Travel", "Arrive"]

	def test_the_next_step_of_somebody_else_is_no_button(self, as_user):
		ticket = walk(f.ticket(), "Triage", "Dispatch")
		with as_user(DISPATCHER):
			assert not head(ticket.name)["step"]["mine"]
			assert others(ticket) == {"Return": False, "Cancel": False}

	def test_what_the_users_level_does_not_allow_is_no_button(self, as_user):
		ticket = walk(f.ticket(), "Triage", "Dispatch", "Accept", "Arrive", "Complete")
		with as_user(ENGINEER):
			frappe.db.set_value("Service Engineer", {"user": ENGINEER}, "level", "Junior")
			assert "Verify" not in others(ticket)
			assert not head(ticket.name)["step"]["mine"]

	def test_who_only_reads_gets_no_buttons(self, as_user):
		f.user("header.auditor@example.com", "Service Auditor", "Service Engineer")
		ticket = walk(f.ticket(), "Triage", "Dispatch")
		f.user("header.reader@example.com", "Service Auditor")
		with as_user("header.reader@example.com"):
			step = head(ticket.name)["step"]
		assert (step["action"], step["mine"], step["others"]) == ("Accept", False, [])

	def test_an_ended_ticket_has_none_but_its_reopening(self, as_user):
		ticket = act(f.ticket(), "Cancel", cancel_reason="Entered twice")
		with as_user(DISPATCHER):
			assert others(ticket) == {}

	def test_without_a_workflow_there_are_none(self):
		ticket = f.ticket()
		workflow = frappe.get_doc("Workflow", {"document_type": "Service Ticket", "is_active": 1})
		workflow.is_active = 0
		workflow.save()
		step = head(ticket.name)["step"]
		assert (step["action"], step["others"]) == (None, [])


class TestGoingThere:
	@pytest.fixture
	def ticket(self):
		address = frappe.get_doc(
			{
				"doctype": "Address",
				"address_title": "Header",
				"address_type": "Shipping",
				"address_line1": "Secret Road 5",
				"city": "Suzhou",
				"country": "China",
				"links": [{"link_doctype": "Customer", "link_name": f.customer()}],
			}
		).insert(ignore_permissions=True)
		ticket = f.ticket(address=address.name, contact_phone="13800138000", reported_by="Li Wei")
		return walk(ticket, "Triage", "Dispatch", "Accept")

	def test_its_engineer_sees_where_and_when(self, ticket, as_user):
		frappe.db.set_value("Service Visit", f"{ticket.name}-V1", "planned_start", "2026-03-03 09:00:00")
		with as_user(ENGINEER):
			there = head(ticket.name)["going_there"]
		assert (there["customer_name"], there["town"]) == (f.CUSTOMER, "Suzhou")
		assert str(there["planned_start"]) == "2026-03-03 09:00:00"
		assert there["may_check_in"]

	def test_who_has_checked_in_does_not_check_in_again(self, ticket, as_user):
		with as_user(ENGINEER):
			check_in(ticket.name, 31.3, 120.6, "head-key")
			there = head(ticket.name)["going_there"]
		assert not there["may_check_in"]

	def test_nothing_in_it_is_the_callers_and_nobody_else_gets_it(self, ticket, as_user):
		with as_user(ENGINEER):
			said = frappe.as_json(head(ticket.name))
		assert not any(secret in said for secret in ("13800138000", "Li Wei", "Secret Road"))
		for user in (COLLEAGUE, DISPATCHER):
			with as_user(user):
				assert head(ticket.name)["going_there"] is None

	def test_looking_at_the_head_is_no_look_at_the_caller(self, ticket, as_user):
		before = frappe.db.count("Access Log")
		with as_user(ENGINEER):
			head(ticket.name)
		assert frappe.db.count("Access Log") == before

	def test_it_ends_with_the_ticket(self, ticket, as_user):
		walk(ticket, "Arrive", "Complete", "Verify", "Close")
		with as_user(ENGINEER):
			assert head(ticket.name)["going_there"] is None


def test_it_names_the_engineer_and_the_decision_for_those_who_may_read_it(as_user):
	ticket = walk(f.ticket(), "Triage", "Dispatch")
	with as_user(DISPATCHER):
		shown = head(ticket.name)
	assert shown["engineer_name"] == "Header One"
	assert frappe.db.get_value("Dispatch Decision", shown["decision"], "ticket") == ticket.name
	f.user("header.parts@example.com", "Service Parts Keeper")
	with as_user("header.parts@example.com"):
		shown = head(ticket.name)
	assert bool(shown["decision"]) == bool(
		frappe.has_permission("Dispatch Decision", "read", user="header.parts@example.com")
	)


class TestMapLink:
	@pytest.mark.parametrize(
		"link",
		(
			"",
			"https://uri.amap.com/marker?position={longitude},{latitude}&name={address}&coordinate=wgs84",
			"iosamap://path?dlat={latitude}&dlon={longitude}",
			"https://maps.example.com/?q={address}",
		),
	)
	def test_an_address_with_a_place_in_it_is_kept_and_reaches_the_form(self, link, as_user):
		settings = frappe.get_doc("Field Service Settings")
		settings.map_link = f" {link} "
		settings.save()
		ticket = walk(f.ticket(), "Triage", "Dispatch")
		with as_user(ENGINEER):
			assert head(ticket.name)["map_link"] == link

	@pytest.mark.parametrize(
		"link",
		(
			"javascript:alert('{address}')",
			"JavaScript:alert({latitude},{longitude})",
			"data:text/html,{address}",
			"https://maps.example.com/",
			"https://maps.example.com/?lat={latitude}",
			"maps.example.com/{address}",
			"https://maps.example.com/ {address}",
			'https://maps.example.com/"><img src=x>{address}',
		),
	)
	def test_anything_else_is_refused(self, link):
		settings = frappe.get_doc("Field Service Settings")
		settings.map_link = link
		with pytest.raises(BadMapLink, match="Map Link"):
			settings.save()
