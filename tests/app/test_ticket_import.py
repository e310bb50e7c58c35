"""Tickets of another help desk brought over: what becomes of them (C2)."""

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.service_desk.ticket_caller import caller_of
from tests.app import factories as f
from tests.app.ticket_imports import TICKET, assign, importer, run, ticket_of
from tests.app.tickets import clock_of, walk
from tests.ticket_exports import SERVICENOW_COLUMNS, servicenow_row, write_csv, zendesk_ticket


@pytest.fixture
def importing(tmp_path, freeze):
	freeze("2026-03-02 12:00:00")
	return importer(tmp_path)


def test_a_closed_ticket_comes_in_as_it_stood_and_sets_nothing_off(importing):
	f.engineer("Agent 1")
	customer = f.customer("Organisation 1")
	doc = run(importing([zendesk_ticket(1, status="closed", priority="urgent")]))
	assert (doc.status, doc.taken, doc.refused, doc.position, doc.total) == ("Finished", 1, 0, 1, 1)
	ticket = ticket_of(1)
	assert (ticket.stage, ticket.workflow_state, ticket.source) == ("Closed", "Closed", "Import")
	assert (ticket.customer, ticket.priority, caller_of(ticket).reported_by) == (
		customer,
		"Critical",
		"Requester 1",
	)
	assert caller_of(ticket).contact_email == "requester1@example.com"
	assert frappe.db.get_value("Service Engineer", ticket.engineer, "engineer_name") == "Agent 1"
	assert ticket.opened_at == get_datetime("2023-01-02 16:37:00")
	assert ticket.done_at == get_datetime("2023-01-03 18:37:00")
	assert ticket.closed_at == get_datetime("2023-01-07 18:37:00")
	# The export does not say when these were.
	assert not any(
		ticket.get(field) for field in ("responded_at", "dispatched_at", "accepted_at", "arrived_at")
	)
	for doctype in ("SLA Clock", "SLA Event", "Service Survey", "Dispatch Decision"):
		assert not frappe.get_all(doctype, filters={"ticket": ticket.name}), doctype


def test_nobody_is_told_and_no_mail_is_queued(importing):
	before = [frappe.db.count(doctype) for doctype in ("Notification Log", "Email Queue", "Webhook Delivery")]
	angry = "This is a disgrace! I will sue you!!! REFUND NOW"
	doc = run(importing([zendesk_ticket(n, description=angry, subject=angry) for n in range(1, 9)]))
	assert doc.taken == 8
	after = [frappe.db.count(doctype) for doctype in ("Notification Log", "Email Queue", "Webhook Delivery")]
	assert after == before
	assert not frappe.get_all(TICKET, filters={"client_key": ["like", "zendesk-export:%"], "tone_warning": 1})


def test_messages_stand_on_the_timeline_with_their_times_and_notes_stay_inside(importing):
	comments = zendesk_ticket(1)["comments"]
	comments.append(
		{
			"id": 99,
			"author_id": 9001,
			"html_body": "<p>Thanks<script>alert(1)</script><img src=x onerror=alert(1)></p>",
			"body": "Thanks",
			"public": True,
			"created_at": "2023-01-04T00:00:00Z",
		}
	)
	run(importing([zendesk_ticket(1, comments=comments)]))
	ticket = ticket_of(1)
	sent, received = frappe.get_all(
		"Communication",
		filters={"reference_doctype": TICKET, "reference_name": ticket.name},
		fields=["sent_or_received", "content", "communication_date", "sender", "sender_full_name"],
		order_by="communication_date",
	)
	assert (sent.sent_or_received, sent.sender, sent.sender_full_name) == (
		"Sent",
		"agent1@example.com",
		"Agent 1",
	)
	assert sent.communication_date == get_datetime("2023-01-02 17:37:00") and "<b>call</b>" in sent.content
	assert received.sent_or_received == "Received" and "Thanks" in received.content
	assert "<script" not in received.content and "onerror" not in received.content
	(note,) = frappe.get_all(
		"Comment",
		filters={"reference_name": ticket.name, "comment_type": "Comment"},
		fields=["content", "comment_by", "creation"],
	)
	assert (note.content, note.comment_by) == ("Spare part is in van 3.", "Agent 1")
	assert note.creation == get_datetime("2023-01-02 18:37:00")


def test_messages_may_be_left_behind(importing):
	run(importing([zendesk_ticket(1)], take_messages=0))
	assert not frappe.get_all("Communication", filters={"reference_name": ticket_of(1).name})


def test_clocks_of_open_tickets_start_at_the_import(importing):
	run(importing([zendesk_ticket(1, status="new")]))
	clock = clock_of(ticket_of(1), "Resolution")
	assert (clock.state, clock.started_at) == ("Running", get_datetime("2026-03-02 12:00:00"))
	assert ticket_of(1).opened_at == get_datetime("2023-01-02 16:37:00")


def test_clocks_may_start_at_the_opening_or_not_at_all(importing):
	run(importing([zendesk_ticket(1, status="new")], clocks="From Opening"))
	assert clock_of(ticket_of(1), "Resolution").started_at == get_datetime("2023-01-02 16:37:00")
	run(importing([zendesk_ticket(2, status="new")], clocks="None"))
	assert not frappe.get_all("SLA Clock", filters={"ticket": ticket_of(2).name})


def test_a_waiting_ticket_goes_on_where_it_waited(importing):
	engineer = f.engineer("Agent 1")
	run(importing([zendesk_ticket(1, status="pending")]))
	ticket = ticket_of(1)
	assert (ticket.stage, ticket.engineer) == ("Waiting for Customer", engineer.name)
	assert clock_of(ticket, "Resolution").state == "Paused"
	assert walk(ticket, "Resume").stage == "Accepted"


def test_a_ticket_under_way_without_a_known_engineer_is_to_be_dispatched(importing):
	f.engineer("Agent 2")
	run(importing([zendesk_ticket(1, status="open"), zendesk_ticket(2, status="open")]))
	assert (ticket_of(1).stage, ticket_of(1).engineer) == ("Triaged", None)
	assert ticket_of(2).stage == "Dispatched"
	assert walk(ticket_of(2), "Accept").stage == "Accepted"


def test_the_tables_decide_what_a_value_is_here(importing):
	customer, offering = f.customer("Mapped Customer"), f.offering("Mapped Offering")
	engineer = f.engineer("Mapped Engineer")
	doc = importing([zendesk_ticket(1, status="solved", priority="low"), zendesk_ticket(2, status="closed")])
	assert {row.value: row.stage for row in doc.states} == {"solved": "Done", "closed": "Closed"}
	assert {row.value: row.count for row in doc.categories}["Field Repair"] == 2
	assign(doc, "states", "solved", stage="Verified")
	assign(doc, "states", "closed", stage="Leave Out")
	assign(doc, "priorities", "low", priority="High")
	assign(doc, "organisations", "Organisation 1", customer=customer)
	assign(doc, "categories", "model_1", offering=offering)
	assign(doc, "assignees", "Agent 1", engineer=engineer.name)
	doc = run(doc)
	assert (doc.taken, doc.left_out) == (1, 1)
	ticket = ticket_of(1)
	assert (ticket.stage, ticket.priority, ticket.customer) == ("Verified", "High", customer)
	assert (ticket.offering, ticket.engineer) == (offering, engineer.name)


def test_the_requesters_contact_tells_the_customer(importing):
	customer = f.customer("Contact Customer")
	contact = frappe.get_doc(
		{
			"doctype": "Contact",
			"first_name": "Requester 1",
			"email_ids": [{"email_id": "requester1@example.com", "is_primary": 1}],
			"links": [{"link_doctype": "Customer", "link_name": customer}],
		}
	).insert()
	run(importing([zendesk_ticket(1)], default_customer=None))
	assert (ticket_of(1).customer, caller_of(ticket_of(1)).contact) == (customer, contact.name)


def test_a_servicenow_list_comes_in(importing, tmp_path):
	journal = "2023-01-02 10:00:00 - Requester 1 (Additional comments)\nIt smells burnt\n"
	rows = [
		servicenow_row(1, additional_comments=journal),
		servicenow_row(2, state="Canceled"),
		servicenow_row(3, state="On Hold"),
		servicenow_row(4, state="7 - Unheard of"),
	]
	doc = run(importing(write_csv(tmp_path / "s.csv", SERVICENOW_COLUMNS, rows, "utf-16"), "ServiceNow"))
	assert (doc.taken, doc.refused) == (3, 1)
	ticket = ticket_of("INC0000001", "servicenow-export:")
	assert (ticket.stage, ticket.priority) == ("Closed", "High")
	assert ticket.closed_at == get_datetime("2023-01-08 10:00:00")
	assert (
		frappe.db.get_value("Communication", {"reference_name": ticket.name}, "sent_or_received")
		== "Received"
	)
	assert ticket_of("INC0000002", "servicenow-export:").stage == "Cancelled"
	assert ticket_of("INC0000003", "servicenow-export:").stage == "Waiting for Customer"
