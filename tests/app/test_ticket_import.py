"""Tickets of another help desk brought over: what becomes of them, what is refused, and that nothing comes twice (C2)."""

import csv
import io
import json

import click
import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.api import ticket_import as api
from fsm_app.commands import import_with_progress
from fsm_app.service_desk.ticket_import import importing as imports
from fsm_app.service_desk.ticket_import import tickets as ticket_import_ticket
from fsm_app.service_desk.ticket_import.file import ImportFileError
from fsm_app.service_desk.ticket_import.refusals import as_file
from tests.app import factories as f
from tests.app.tickets import clock_of, walk
from tests.ticket_exports import (
	SERVICENOW_COLUMNS,
	ZENDESK_COLUMNS,
	servicenow_row,
	write_csv,
	zendesk_lines,
	zendesk_row,
	zendesk_ticket,
)

TICKET, REFUSAL = "Service Ticket", "Ticket Import Refusal"
MANAGER, ENGINEER = "import.manager@example.com", "import.engineer@example.com"


@pytest.fixture
def importing(tmp_path, freeze):
	"""importing(records, **values) makes and reads a Ticket Import of these Zendesk tickets (or of the file at a path)."""
	freeze("2026-03-02 12:00:00")
	count = 0

	def make(records, system="Zendesk", **values):
		nonlocal count
		count += 1
		path = (
			zendesk_lines(tmp_path / f"export{count}.json", records) if isinstance(records, list) else records
		)
		doc = frappe.get_doc(
			{
				"doctype": "Ticket Import",
				"system": system,
				"company": f.company(),
				"default_customer": f.customer(),
				"default_offering": f.offering(),
				"time_zone": "Asia/Shanghai",
				"file": attached(path),
				**values,
			}
		).insert()
		imports.prepare(doc)
		return doc

	return make


def attached(path) -> str:
	file = frappe.get_doc(
		{"doctype": "File", "file_name": path.name, "content": path.read_bytes(), "is_private": 1}
	)
	return file.insert().file_url


def run(doc):
	"""Start the import, and let it run as a worker does."""
	api.start(doc.name)
	frappe.db.commit()
	return doc.reload()


def ticket_of(external_id, prefix="zendesk-export:"):
	return frappe.get_doc(TICKET, {"client_key": f"{prefix}{external_id}"})


def reasons(doc) -> dict[int, str]:
	rows = frappe.get_all(REFUSAL, filters={"ticket_import": doc.name}, fields=["record", "reason"])
	return {row.record: row.reason for row in rows}


def assign(doc, table, value, **target):
	row = next((row for row in doc.get(table) if row.value == value), None) or doc.append(
		table, {"value": value}
	)
	row.update(target)
	doc.save()


def test_a_closed_ticket_comes_in_as_it_stood_and_sets_nothing_off(importing):
	f.engineer("Agent 1")
	customer = f.customer("Organisation 1")
	doc = run(importing([zendesk_ticket(1, status="closed", priority="urgent")]))
	assert (doc.status, doc.taken, doc.refused, doc.position, doc.total) == ("Finished", 1, 0, 1, 1)
	ticket = ticket_of(1)
	assert (ticket.stage, ticket.workflow_state, ticket.source) == ("Closed", "Closed", "Import")
	assert (ticket.customer, ticket.priority, ticket.reported_by) == (customer, "Critical", "Requester 1")
	assert ticket.contact_email == "requester1@example.com"
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
	assert (ticket_of(1).customer, ticket_of(1).contact) == (customer, contact.name)


def test_the_preview_says_what_would_come_and_writes_no_ticket(importing):
	doc = importing([zendesk_ticket(1), '{"id":', zendesk_ticket(2, status="strange")], default_customer=None)
	tickets = frappe.db.count(TICKET)
	f.customer("Organisation 1")
	found = api.read_file(doc.name)
	assert (found["total"], found["faulty_count"]) == (3, 1)
	assert found["faulty"][0]["line"] == 2
	assert (found["rows"][0]["stage"], found["rows"][0]["customer"]) == ("Closed", "Organisation 1")
	assert "strange" in found["rows"][1]["problem"]
	assert found["unassigned"]["states"] == ["strange"]
	assert "Organisation 2" in found["unassigned"]["organisations"]
	assert frappe.db.count(TICKET) == tickets


def test_what_cannot_be_taken_is_refused_with_its_reason_and_costs_nothing_else(importing):
	doc = run(
		importing(
			[
				zendesk_ticket(1),
				'{"id": 2, broken',
				zendesk_ticket(3, created_at="2027-01-01T00:00:00Z"),
				zendesk_ticket(4, status="strange"),
				zendesk_ticket(1),
				zendesk_ticket(6),
			]
		)
	)
	assert (doc.status, doc.taken, doc.refused) == ("Finished", 2, 4)
	refused = reasons(doc)
	assert refused[2].startswith("not JSON") and "future" in refused[3]
	assert "strange" in refused[4] and "line 1" in refused[5]


def test_without_defaults_an_unknown_customer_or_category_is_refused(importing):
	doc = run(importing([zendesk_ticket(1)], default_customer=None))
	assert "Organisation 1" in reasons(doc)[1] and "requester1@example.com" in reasons(doc)[1]
	doc = run(importing([zendesk_ticket(2)], default_offering=None))
	assert "Field Repair" in reasons(doc)[1]


def test_refused_rows_are_downloaded_corrected_and_imported(importing, tmp_path):
	rows = [zendesk_row(1), zendesk_row(2, created_at="", subject="=1+1"), zendesk_row(3, status="strange")]
	doc = run(importing(write_csv(tmp_path / "z.csv", ZENDESK_COLUMNS, rows)))
	assert (doc.taken, doc.refused) == (1, 2)
	name, text = as_file(doc)
	assert name.endswith(".csv")
	first, second = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
	assert (first["Import Line"], first["Import Reason"], first["Subject"]) == (
		"3",
		"created_at: missing",
		"'=1+1",
	)
	assert second["Status"] == "strange"
	first["Created at"], second["Status"] = "2023-01-01 10:00", "Closed"
	doc = run(importing(write_csv(tmp_path / "again.csv", list(first), [first, second])))
	assert (doc.taken, doc.refused) == (2, 0)
	assert ticket_of(2).subject == "=1+1"


def test_refused_json_comes_back_as_json_lines(importing, tmp_path):
	doc = run(importing([zendesk_ticket(1, status="strange"), '{"id": 2, broken']))
	_name, text = as_file(doc)
	good, bad = text.splitlines()
	assert json.loads(good)["status"] == "strange" and "strange" in json.loads(good)["Import Reason"]
	assert bad == '{"id": 2, broken'
	path = tmp_path / "again.json"
	path.write_text(good.replace('"strange"', '"closed"'), encoding="utf-8")
	assert run(importing(path)).taken == 1


def test_an_export_imported_again_brings_what_is_new_and_changes_nothing(importing):
	run(importing([zendesk_ticket(1)]))
	before = ticket_of(1).as_dict()
	doc = run(importing([zendesk_ticket(1, subject="Changed there", status="open"), zendesk_ticket(2)]))
	assert (doc.taken, doc.skipped) == (1, 1)
	assert ticket_of(1).as_dict() == before


def test_equal_numbers_of_two_accounts_are_two_tickets(importing):
	run(importing([zendesk_ticket(1)], account="north"))
	doc = run(importing([zendesk_ticket(1)], account="south"))
	assert doc.taken == 1
	assert ticket_of("north:1").name != ticket_of("south:1").name


def test_a_finished_import_started_again_takes_what_can_be_taken_now(importing):
	doc = run(importing([zendesk_ticket(1), zendesk_ticket(2, status="strange")]))
	assert doc.refused == 1
	assign(doc, "states", "strange", stage="Done")
	doc = run(doc)
	assert (doc.taken, doc.skipped, doc.refused) == (1, 1, 0)
	assert not reasons(doc)
	assert ticket_of(2).stage == "Done"


def test_a_killed_import_goes_on_where_it_was_and_doubles_nothing(importing, monkeypatch):
	"""The worker dies within the third batch; what it had not committed is gone with it."""
	monkeypatch.setattr(imports, "BATCH", 4)
	doc = importing([zendesk_ticket(n, status="closed" if n % 3 else "strange") for n in range(1, 21)])
	calls = 0

	def dies(*args, **kwargs):
		nonlocal calls
		calls += 1
		if calls == 8:
			raise SystemExit
		return ticket_import_ticket.take(*args, **kwargs)

	monkeypatch.setattr(imports, "take", dies)
	imports.set_running(doc)
	with pytest.raises(SystemExit):
		imports.run(doc.name)
	frappe.db.rollback()
	doc.reload()
	assert (doc.status, doc.position, doc.taken, doc.refused) == ("Running", 8, 6, 2)
	with pytest.raises(imports.ImportIsRunning):
		imports.set_running(doc)
	# Nothing has been heard of it for a while.
	doc.db_set("worked_at", "2026-03-02 11:50:00", update_modified=False)
	monkeypatch.setattr(imports, "take", ticket_import_ticket.take)
	doc = run(doc.reload())
	assert (doc.status, doc.position, doc.taken, doc.skipped, doc.refused) == ("Finished", 20, 14, 0, 6)
	keys = frappe.get_all(TICKET, filters={"client_key": ["like", "zendesk-export:%"]}, pluck="client_key")
	assert len(keys) == len(set(keys)) == 14
	assert sorted(reasons(doc)) == [3, 6, 9, 12, 15, 18]


def test_a_paused_import_stops_after_its_batch_and_goes_on(importing, monkeypatch):
	monkeypatch.setattr(imports, "BATCH", 2)
	doc = importing([zendesk_ticket(n) for n in range(1, 8)])
	imports.set_running(doc)

	def progress(done, total):
		if done == 4:
			api.pause(doc.name)
			frappe.db.commit()

	imports.run(doc.name, progress)
	doc.reload()
	assert (doc.status, doc.position, doc.taken) == ("Paused", 4, 4)
	doc = run(doc)
	assert (doc.status, doc.taken, doc.skipped) == ("Finished", 7, 0)


def test_a_second_run_at_the_same_time_shares_the_work(importing, monkeypatch):
	monkeypatch.setattr(imports, "BATCH", 2)
	doc = importing([zendesk_ticket(n) for n in range(1, 8)])
	imports.set_running(doc)
	imports.run(doc.name, lambda done, total: imports.run(doc.name) if done == 2 else None)
	doc.reload()
	assert (doc.status, doc.taken, doc.skipped, doc.position) == ("Finished", 7, 0, 7)


def test_while_it_runs_it_can_be_neither_changed_nor_deleted(importing):
	doc = importing([zendesk_ticket(1)])
	imports.set_running(doc)
	doc.reload().account = "other"
	with pytest.raises(imports.ImportIsRunning):
		doc.save()
	with pytest.raises(imports.ImportIsRunning):
		doc.reload().delete()


def test_its_state_and_figures_are_not_for_users_to_write(importing):
	doc = importing([zendesk_ticket(1)])
	doc.update({"status": "Finished", "taken": 99, "position": 1})
	doc.save()
	assert (doc.status, doc.taken, doc.position) == ("Draft", 0, 0)


def test_a_file_that_is_no_export_of_the_system_is_refused(importing, tmp_path):
	wrong = write_csv(tmp_path / "s.csv", SERVICENOW_COLUMNS, [servicenow_row()])
	with pytest.raises(ImportFileError, match="id or ticket_id"):
		importing(wrong)
	empty = tmp_path / "spaces.csv"
	empty.write_text(" \n")
	with pytest.raises(ImportFileError, match="empty"):
		importing(empty)
	with pytest.raises(ImportFileError, match="none is attached"):
		importing([zendesk_ticket(1)], file=None)
	with pytest.raises(ImportFileError, match="public"):
		importing([zendesk_ticket(1)], file="/files/export.json")
	with pytest.raises(ImportFileError, match="not on this site"):
		importing([zendesk_ticket(1)], file="/private/files/../../site_config.json")


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


def test_an_incident_that_the_service_log_brought_does_not_come_twice(importing, tmp_path):
	f.ticket(client_key="servicenow:INC0000001")
	doc = run(importing(write_csv(tmp_path / "s.csv", SERVICENOW_COLUMNS, [servicenow_row(1)]), "ServiceNow"))
	assert (doc.taken, doc.skipped) == (0, 1)


def test_only_managers_import(importing, as_user):
	doc = importing([zendesk_ticket(1)])
	f.user(ENGINEER, "Service Engineer", "Service Dispatcher")
	f.user(MANAGER, "Service Manager")
	with as_user(ENGINEER):
		for call in (api.read_file, api.start, api.pause, api.progress, api.download_refused):
			with pytest.raises(frappe.PermissionError):
				call(doc.name)
	with as_user(MANAGER):
		assert api.progress(doc.name)["status"] == "Draft"


def test_the_command_imports_a_file_and_goes_on_with_it(importing, tmp_path, capsys):
	importing([zendesk_ticket(1)])
	path = zendesk_lines(
		tmp_path / "c.json", [zendesk_ticket(n, status=s) for n, s in ((1, "open"), (2, "odd"))]
	)
	options = {
		"system": "Zendesk",
		"company": f.company(),
		"customer": f.customer(),
		"offering": f.offering(),
	}
	looked = import_with_progress(str(path), preview=True, **options)
	assert "States without assignment: odd" in capsys.readouterr().out
	assert looked.status == "Draft"
	done = import_with_progress(str(path), **options)
	assert done.name == looked.name
	out = capsys.readouterr().out
	assert "Taken: 1" in out and "line 2 (2): State: odd has no stage" in out
	with pytest.raises(click.ClickException, match="not a ticket export"):
		import_with_progress(str(path), **{**options, "system": "ServiceNow"})
