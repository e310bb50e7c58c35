"""An import of another help desk's tickets that is stopped, killed or started again brings nothing twice (C2)."""

import click
import pytest

import frappe

from fsm_app.api import ticket_import as api
from fsm_app.commands import import_with_progress
from fsm_app.intake.ticket_import import importing as imports
from fsm_app.intake.ticket_import import tickets as ticket_import_ticket
from tests.app import factories as f
from tests.app.ticket_imports import TICKET, assign, importer, reasons, run, ticket_of
from tests.ticket_exports import (
	SERVICENOW_COLUMNS,
	servicenow_row,
	write_csv,
	zendesk_lines,
	zendesk_ticket,
)


@pytest.fixture
def importing(tmp_path, freeze):
	freeze("2026-03-02 12:00:00")
	return importer(tmp_path)


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


def test_an_incident_that_the_service_log_brought_does_not_come_twice(importing, tmp_path):
	f.ticket(client_key="servicenow:INC0000001")
	doc = run(importing(write_csv(tmp_path / "s.csv", SERVICENOW_COLUMNS, [servicenow_row(1)]), "ServiceNow"))
	assert (doc.taken, doc.skipped) == (0, 1)


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
	assert "States not mapped: odd" in capsys.readouterr().out
	assert looked.status == "Draft"
	done = import_with_progress(str(path), **options)
	assert done.name == looked.name
	out = capsys.readouterr().out
	assert "Imported: 1" in out and "line 2 (2): State: odd has no stage" in out
	with pytest.raises(click.ClickException, match="not a ticket export"):
		import_with_progress(str(path), **{**options, "system": "ServiceNow"})
