"""What an import of another help desk's tickets refuses, of which files, records and users (C2)."""

import csv
import io
import json

import pytest

import frappe

from fsm_app.api import ticket_import as api
from fsm_app.intake.ticket_import.file import ImportFileError
from fsm_app.intake.ticket_import.refusals import as_file
from tests.app import factories as f
from tests.app.ticket_imports import TICKET, importer, reasons, run, ticket_of
from tests.ticket_exports import (
	SERVICENOW_COLUMNS,
	ZENDESK_COLUMNS,
	servicenow_row,
	write_csv,
	zendesk_row,
	zendesk_ticket,
)

MANAGER, ENGINEER = "import.manager@example.com", "import.engineer@example.com"


@pytest.fixture
def importing(tmp_path, freeze):
	freeze("2026-03-02 12:00:00")
	return importer(tmp_path)


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
