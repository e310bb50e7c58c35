"""Duplicates become one ticket, and nothing that was said or shown about them is lost (C1)."""

import pytest

import frappe

from fsm_app.api import ticket_actions as api
from fsm_app.service_desk.merging import MergeRefused, merge, surviving
from fsm_app.service_desk.workflow_path import NoWayToStage
from tests.app import factories as f
from tests.app.tickets import act, clock_of, walk

DISPATCHER, ENGINEER = "dispatcher@example.com", "engineer@example.com"


@pytest.fixture(autouse=True)
def people():
	f.user(DISPATCHER, "Service Dispatcher")
	f.user(ENGINEER, "Service Engineer")
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	f.engineer("Fitting One", user=ENGINEER, team=f.team(), max_open_tickets=0)


def message(ticket, subject: str):
	return frappe.get_doc(
		{
			"doctype": "Communication",
			"communication_type": "Communication",
			"communication_medium": "Email",
			"sent_or_received": "Received",
			"subject": subject,
			"content": subject,
			"sender": "customer@example.com",
			"reference_doctype": "Service Ticket",
			"reference_name": ticket.name,
		}
	).insert(ignore_permissions=True)


def attachment(ticket, name: str):
	return f.make(
		"File",
		file_name=name,
		is_private=1,
		content=f"A picture of {ticket.name}",
		attached_to_doctype="Service Ticket",
		attached_to_name=ticket.name,
	)


def evidence(ticket):
	doc = frappe.get_doc(
		{
			"doctype": "Service Evidence",
			"ticket": ticket.name,
			"company": ticket.company,
			"kind": "Fault Symptom",
			"value": "It hums and does not turn",
			"stage": ticket.stage,
		}
	)
	doc.flags.ignore_validate = True
	return doc.insert(ignore_permissions=True)


def counts(ticket) -> dict[str, int]:
	reference = {"reference_doctype": "Service Ticket", "reference_name": ticket.name}
	return {
		"Communication": frappe.db.count("Communication", reference),
		"Comment": frappe.db.count("Comment", {**reference, "comment_type": "Comment"}),
		"File": frappe.db.count("File", {"attached_to_doctype": "Service Ticket", "attached_to_name": ticket.name}),
		"Service Evidence": frappe.db.count("Service Evidence", {"ticket": ticket.name}),
	}  # fmt: skip


def with_records(ticket):
	message(ticket, "It still does not start")
	ticket.add_comment("Comment", "Asked the customer for the number")
	attachment(ticket, f"{ticket.name}.png")
	evidence(ticket)
	return ticket


def timeline(ticket) -> list[str]:
	filters = {
		"reference_doctype": "Service Ticket", "reference_name": ticket.name, "comment_type": "Info",
	}  # fmt: skip
	return frappe.get_all("Comment", filters=filters, pluck="content")


def handovers(ticket) -> list[tuple]:
	return frappe.get_all(
		"Ticket Handover",
		filters={"ticket": ticket.name},
		fields=["kind", "other_ticket", "reason"],
		as_list=True,
	)


def stage_of(ticket) -> str:
	return frappe.db.get_value("Service Ticket", ticket.name, "stage")


@pytest.mark.parametrize("way", [(), ("Triage",), ("Triage", "Dispatch"), ("Triage", "Dispatch", "Accept", "Arrive")])  # fmt: skip
def test_a_duplicate_is_merged_wherever_it_stands(as_user, way):
	stays, duplicate = with_records(f.ticket()), with_records(walk(f.ticket(), *way))
	with as_user(DISPATCHER):
		assert api.merge(duplicate.name, stays.name)["name"] == stays.name
	assert counts(stays) == dict.fromkeys(counts(stays), 2)
	assert counts(duplicate) == dict.fromkeys(counts(stays), 0)
	duplicate.reload()
	assert (duplicate.stage, duplicate.merged_into) == ("Cancelled", stays.name)
	assert clock_of(duplicate, "Resolution").state == "Cancelled"
	assert clock_of(stays, "Resolution").state == "Running"
	assert handovers(duplicate) == ((("Merge", stays.name, f"Duplicate of {stays.name}.")),)
	assert handovers(stays) == ((("Merge", duplicate.name, f"Duplicate of {stays.name}.")),)
	assert any(stays.name in line and "Communication: 1" in line for line in timeline(duplicate))
	assert any(duplicate.name in line for line in timeline(stays))
	assert duplicate.return_count == 0


def test_a_later_message_to_the_duplicate_belongs_to_the_surviving_ticket():
	stays, duplicate = f.ticket(), f.ticket()
	merge(duplicate.name, stays.name)
	assert (surviving(duplicate.name), surviving(stays.name)) == (stays.name, stays.name)
	late = message(duplicate, "Any news?")
	assert late.reference_name == stays.name
	assert counts(stays)["Communication"] == 1 and counts(duplicate)["Communication"] == 0


def test_what_was_merged_before_follows_so_that_there_are_no_chains():
	first, second, third = f.ticket(), f.ticket(), f.ticket()
	merge(first.name, second.name)
	merge(second.name, third.name)
	assert surviving(first.name) == surviving(second.name) == third.name


def test_the_children_of_a_duplicate_get_the_surviving_ticket_as_parent():
	stays, duplicate = f.ticket(), f.ticket()
	child = f.ticket(parent_ticket=duplicate.name)
	merge(duplicate.name, stays.name)
	assert frappe.db.get_value("Service Ticket", child.name, "parent_ticket") == stays.name


def test_a_child_may_be_merged_into_its_parent_and_not_the_parent_into_its_child():
	parent = f.ticket()
	child = f.ticket(parent_ticket=parent.name)
	grandchild = f.ticket(parent_ticket=child.name)
	for below in (child, grandchild):
		with pytest.raises(MergeRefused):
			merge(parent.name, below.name)
	merge(child.name, parent.name)
	assert frappe.db.get_value("Service Ticket", grandchild.name, "parent_ticket") == parent.name


def test_the_surviving_ticket_keeps_the_duplicates_parent_open():
	parent, stays = f.ticket(), f.ticket()
	duplicate = f.ticket(parent_ticket=parent.name)
	merge(duplicate.name, stays.name)
	assert frappe.db.get_value("Service Ticket", stays.name, "parent_ticket") == parent.name


def test_what_may_not_be_merged_stays_as_it_was():
	stays, duplicate = f.ticket(), with_records(f.ticket())
	cancelled = act(f.ticket(), "Cancel", cancel_reason="Opened twice")
	closed = walk(f.ticket(), "Triage", "Dispatch", "Accept", "Arrive", "Complete", "Verify", "Close")
	merged = f.ticket()
	merge(merged.name, stays.name)
	other = f.ticket(customer=f.customer("Another Customer"))
	for ticket, into, word in (
		(duplicate, duplicate, "itself"),
		(duplicate, cancelled, "closed or cancelled"),
		(duplicate, closed, "closed or cancelled"),
		(duplicate, merged, "already"),
		(duplicate, other, "different customers"),
		(merged, duplicate, "already"),
		(closed, duplicate, "done or cancelled"),
	):
		with pytest.raises(MergeRefused) as refused:
			merge(ticket.name, into.name)
		assert word in str(refused.value)
	assert counts(duplicate) == dict.fromkeys(counts(duplicate), 1)
	assert stage_of(duplicate) == "Received" and not handovers(duplicate)


def test_a_merge_that_the_workflow_cannot_end_changes_nothing():
	workflow = frappe.get_doc("Workflow", "Service Ticket")
	workflow.set("transitions", [row for row in workflow.transitions if row.next_state != "Cancelled"])
	workflow.save()
	stays, duplicate = f.ticket(), with_records(f.ticket())
	child = f.ticket(parent_ticket=duplicate.name)
	with pytest.raises(NoWayToStage):
		merge(duplicate.name, stays.name)
	assert counts(duplicate) == dict.fromkeys(counts(duplicate), 1)
	assert counts(stays) == dict.fromkeys(counts(stays), 0)
	assert frappe.db.get_value("Service Ticket", child.name, "parent_ticket") == duplicate.name
	assert frappe.db.get_value("Service Ticket", duplicate.name, ["stage", "merged_into"]) == (
		"Received",
		None,
	)
	assert not handovers(stays)


@pytest.mark.parametrize("reopened", [0, 1])
def test_the_duplicates_evidence_counts_for_what_the_surviving_ticket_does_now(reopened):
	evidence_row = {"kind": "Fault Symptom", "stage": "On Site", "minimum_count": 1}
	offering = f.offering("Proved Repair", evidence=[evidence_row])
	stays, duplicate = f.ticket(offering=offering), f.ticket(offering=offering)
	shown = evidence(duplicate)
	frappe.db.set_value("Service Evidence", shown.name, "stage", "On Site")
	frappe.db.set_value("Service Ticket", stays.name, "reopen_count", reopened)
	assert frappe.db.get_value("Service Ticket", stays.name, "completeness") == 0
	merge(duplicate.name, stays.name)
	assert frappe.db.get_value("Service Ticket", stays.name, "completeness") == 100


def test_only_those_who_coordinate_merge(as_user):
	stays, duplicate = (walk(f.ticket(), "Triage", "Dispatch") for _ in range(2))
	with as_user(ENGINEER), pytest.raises(frappe.PermissionError):
		api.merge(duplicate.name, stays.name)
	assert stage_of(duplicate) == "Dispatched"


def test_nobody_writes_by_hand_where_a_ticket_was_merged_into():
	stays, ticket = f.ticket(), f.ticket()
	ticket.update({"merged_into": stays.name}).save()
	assert surviving(ticket.name) == ticket.name
	assert surviving(f.ticket(merged_into=stays.name).name) != stays.name
