"""The site of the version before, after two migrates: nothing is lost, nobody is told, and everything works."""

import json
import re
from functools import cache
from pathlib import Path

import pytest

import frappe
from frappe.desk.desktop import get_desktop_page, get_workspace_sidebar_items
from frappe.desk.query_report import run as run_report
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, now_datetime

from fsm_app.common import outgoing
from fsm_app.common.configuration import shipped_records
from fsm_app.service_levels.webhooks import send_due_deliveries
from tests.app import factories as f
from tests.app.devices import serial_no
from tests.app.tickets import act, trail, walk
from tests.app.webhook_server import receiving
from tests.upgrade import seed_old_site as seeded
from tests.upgrade import stored_rows

APP_FOLDER = Path(frappe.get_app_path("fsm_app"))
# Kinds of records that have a folder in the module to which they belong.
KINDS = {
	"doctype": "DocType",
	"page": "Page",
	"print_format": "Print Format",
	"report": "Report",
	"workspace": "Workspace",
}
# What a migrate writes anew from the apps' files; who may do what of it is looked at elsewhere.
FROM_FILES = {f"tab{doctype}" for doctype in ("DocField", "DocPerm", "DocType Link", "Has Role")} | {
	f"tabWorkspace{part}" for part in ("", " Chart", " Link", " Number Card", " Shortcut")
}
# What Frappe itself writes at each migrate.
FRAPPES_OWN = {"tabInstalled Application", "tabSingles", "tabScheduled Job Type", "tabDocType"}
MAY_CHANGE = {
	"tabDispatch Profile": {"busy_hours", "weight_wait"},
	"tabNumber Card": {
		*("aggregate_function_based_on", "document_type", "filters_json", "function", "method", "modified"),
		"type",
	},
	"tabPage": {"module", "modified"},
	"tabPrint Format": {"module", "modified"},
	"tabReport": {"module", "modified"},
	"tabPortal Menu Item": {"modified"},
	"tabScheduled Job Log": {"scheduled_job_type"},
	"tabService Offering Knowledge": {"knowledge_case"},
	"tabService Ticket": {"fault_case", "first_done_minutes"},
	"tabService Visit": {"plan_locked"},
}
PATH = re.compile(r"fsm_app(?:\.\w+)+")
# What was, is told there as it was.
HISTORY = {
	f"tab{doctype}" for doctype in ("Comment", "Deleted Document", "Error Log", "Patch Log", "Version")
}
POLICY, TICKET = "SLA Policy", "Service Ticket"


@pytest.fixture(scope="module")
def after() -> dict[str, list[dict]]:
	return stored_rows.read()


@cache
def records(kind: str) -> list[tuple[str, str, str]]:
	"""Name, module and folder of that module of each record of the kind in this checkout."""
	found = []
	for path in sorted(APP_FOLDER.glob(f"*/{kind}/*/*.json")):
		record = json.loads(path.read_text(encoding="utf-8"))
		if isinstance(record, dict) and record.get("doctype") == KINDS[kind]:
			found.append((record["name"], record["module"], path.relative_to(APP_FOLDER).parts[0]))
	return found


@cache
def tables_of_app() -> set[str]:
	return {f"tab{name}" for name, _module, _folder in records("doctype")}


@cache
def tables_that_ship() -> set[str]:
	"""Those of shipped records and of their tables: as shipped they follow the app, and edited they are looked at below."""
	kinds = {record["doctype"] for record in shipped_records()}
	children = {field.options for kind in kinds for field in frappe.get_meta(kind).get_table_fields()}
	return {f"tab{kind}" for kind in kinds | children | {"Shipped Configuration"}}


# nothing is lost


def test_every_row_is_there_with_every_value(before, after):
	lost, changed = [], []
	for table, rows in before.items():
		if table in FROM_FILES | FRAPPES_OWN | tables_that_ship():
			continue
		now = stored_rows.by_name(after.get(table, []))
		for name, row in stored_rows.by_name(rows).items():
			if name not in now:
				lost.append((table, name))
				continue
			fields = {field for field in row if row[field] != now[name].get(field)}
			if fields - MAY_CHANGE.get(table, set()):
				changed.append((table, name, sorted(fields)))
	assert (lost, changed) == ([], [])


def test_nothing_is_made_and_nobody_is_told(before, after):
	"""Whatever shipped was deleted stays deleted, too."""
	quiet = {
		f"tab{doctype}" for doctype in ("Notification Log", "Email Queue", "ToDo", "Communication", "File")
	}
	for table in ((tables_of_app() | quiet) - tables_that_ship()) & set(after):
		assert len(after[table]) == len(before.get(table, [])), table


def test_the_seed_held_something_of_each_doctype_that_moved(before):
	moved = {
		row["name"]
		for row in before["tabDocType"]
		for name, module, _folder in records("doctype")
		if row["name"] == name and row["module"] != module
	}
	assert moved
	assert sorted(name for name in moved if not before[f"tab{name}"]) == []


def test_every_file_can_be_read(before):
	files = [row for row in before["tabFile"] if row["is_folder"] == "0" and row["attached_to_doctype"]]
	assert {row["attached_to_doctype"] for row in files} >= {"Ticket Import", "Service Data Request"}
	for row in files:
		assert frappe.get_doc("File", row["name"]).get_content(), row["file_name"]


def test_secrets_can_be_read():
	webhook = frappe.get_doc("Service Webhook", seeded.WEBHOOK)
	assert webhook.get_password("secret") == "a key"
	assert webhook.get_password("url") == "https://hooks.example.com/secret"


# where it belongs


@pytest.mark.parametrize("kind", KINDS)
def test_everything_belongs_to_the_module_of_its_folder(kind):
	found = records(kind)
	assert found
	for name, module, folder in found:
		stored = frappe.db.get_value(KINDS[kind], name, "module")
		assert (stored, frappe.scrub(stored)) == (module, folder), name
	assert {module for _name, module, _folder in found} <= set(
		frappe.get_all("Module Def", filters={"app_name": "fsm_app"}, pluck="name")
	)


def test_every_document_loads_with_the_controller_of_its_module():
	for doctype, _module, folder in records("doctype"):
		meta = frappe.get_meta(doctype)
		if meta.istable:
			continue
		names = [doctype] if meta.issingle else frappe.get_all(doctype, pluck="name")
		for name in names:
			doc = frappe.get_doc(doctype, name)
			assert type(doc).__module__.startswith(f"fsm_app.{folder}.doctype."), (doctype, name)


def test_no_stored_value_names_a_file_that_has_moved(after):
	paths = {
		path
		for table, rows in after.items()
		if table not in HISTORY
		for row in rows
		for value in row.values()
		if value
		for path in PATH.findall(value)
	}
	assert len(paths) > 10
	for path in sorted(paths):
		assert frappe.get_attr(path), path


def test_the_scheduler_runs_what_there_is_and_remembers_what_was(before):
	events = frappe.get_hooks("scheduler_events", app_name="fsm_app")
	wanted = [path for event, paths in events.items() if event != "cron" for path in paths]
	wanted += [path for paths in events["cron"].values() for path in paths]
	jobs = frappe.get_all(
		"Scheduled Job Type",
		filters={"method": ["like", "fsm_app.%"]},
		fields=["name", "method", "stopped", "last_execution"],
	)
	assert sorted(job.method for job in jobs) == sorted(wanted)
	assert [job.method.rpartition(".")[2] for job in jobs if job.stopped] == ["propose_promotions"]
	sweep = next(job for job in jobs if job.method.endswith(".enqueue_sla_sweep"))
	ran = [row for row in before["tabScheduled Job Type"] if row["method"].endswith(".enqueue_sla_sweep")]
	assert str(sweep.last_execution) == ran[0]["last_execution"]
	assert frappe.db.count("Scheduled Job Log", {"scheduled_job_type": sweep.name}) == 1


# what people have made of it


def test_whoever_was_kept_from_a_module_is_kept_from_what_moved_out_of_it(before):
	old = {row["name"]: row["module"] for row in before["tabDocType"]}
	for parent, blocked in ((seeded.AUDITOR, seeded.BLOCKED[:2]), ("Upgrade Profile", seeded.BLOCKED[2:])):
		wanted = set(blocked) | {
			module for name, module, _folder in records("doctype") if old.get(name) in blocked
		}
		assert len(wanted) > len(blocked)
		stored = frappe.get_all("Block Module", filters={"parent": parent}, pluck="module")
		assert sorted(stored) == sorted(wanted)


@pytest.mark.parametrize("doctype", seeded.CUSTOMISED)
def test_own_fields_lists_and_reports_work(doctype, as_user):
	assert frappe.get_meta(doctype).get_field("our_own").label == "Our Own"
	assert frappe.get_meta(doctype).sort_order == "ASC"
	assert frappe.get_all(doctype, filters={"our_own": "kept"}, pluck="name")
	listed = frappe.db.get_value(
		"List Filter", {"reference_doctype": doctype, "for_user": seeded.DISPATCHER}, "filters"
	)
	assert frappe.get_all(doctype, filters=json.loads(listed)) is not None
	assert frappe.get_doc("Report", f"Upgrade {doctype}").get_data()


def test_a_role_of_their_own_may_what_it_might():
	rows = frappe.get_all("Custom DocPerm", filters={"role": "Upgrade Lead", "read": 1}, pluck="parent")
	assert sorted(rows) == ["Promotion Proposal", POLICY, "Service Complaint"]
	f.user("upgrade-lead@example.com", "Upgrade Lead")
	for doctype in rows:
		assert frappe.has_permission(doctype, "read", user="upgrade-lead@example.com"), doctype


def test_a_users_view_of_a_list_stays(as_user):
	from frappe.model.utils.user_settings import get_user_settings

	with as_user(seeded.DISPATCHER):
		assert "Running" in get_user_settings("SLA Clock")


@pytest.mark.parametrize("user", [seeded.DISPATCHER, seeded.MANAGER])
def test_workspaces_open_and_lead_to_what_there_is(user, as_user):
	ours = [name for name, _module, _folder in records("workspace")]
	with as_user(user):
		pages = [page for page in get_workspace_sidebar_items()["pages"] if page["name"] in ours]
		assert pages
		for page in pages:
			shown = get_desktop_page(json.dumps(page))
			assert shown["cards"]["items"] or shown["shortcuts"]["items"], page["name"]
	for name in ours:
		workspace = frappe.get_doc("Workspace", name)
		for row in (*workspace.links, *workspace.shortcuts):
			kind, target = row.get("link_type") or row.get("type"), row.link_to
			if target and kind in ("DocType", "Report", "Page"):
				assert frappe.db.exists(kind, target), (name, target)


def test_modules_and_documents_have_chinese_names():
	for doctype, module, _folder in records("doctype"):
		assert frappe._(module, lang="zh") != module
		if not frappe.get_meta(doctype).istable:
			assert frappe._(doctype, lang="zh") != doctype


# at work


def ticket(subject: str):
	return frappe.get_doc(TICKET, {"subject": subject})


def test_a_ticket_is_saved_and_goes_its_way():
	waiting = ticket("Upgrade 3")
	waiting.description = "<p>They rang again</p>"
	waiting.save()
	done = walk(ticket("Upgrade 4"), "Verify", "Close")
	assert frappe.db.exists("Service Survey", {"ticket": done.name})
	new = walk(f.ticket(offering="Upgrade Repair"), "Triage", "Dispatch", "Accept", "Arrive", "Complete")
	assert new.stage == "Done"
	assert frappe.db.exists("Runbook Run", {"ticket": new.name})


def test_clocks_are_planned_anew_for_another_priority():
	policy = frappe.get_doc(POLICY, seeded.POLICY)
	policy.append("targets", {"metric": "Resolution", "priority": "Critical", "target": 1800})
	policy.save()
	on_site = ticket("Upgrade 2")
	clock = frappe.get_doc("SLA Clock", {"ticket": on_site.name, "metric": "Resolution"})
	due = clock.due_at
	on_site.update({"priority": "Critical", "priority_reason": "They stand still"})
	on_site.save()
	assert clock.reload().due_at < due
	assert "Replanned" in trail(clock.name, with_steps=False)


def test_what_the_scheduler_starts_each_minute_runs(jobs):
	for path in frappe.get_hooks("scheduler_events")["cron"]["* * * * *"]:
		frappe.get_attr(path)()
	frappe.db.commit()
	assert jobs.failed == []


def test_messages_that_waited_are_sent(monkeypatch):
	monkeypatch.setitem(frappe.local.conf, "fsm_allow_private_webhooks", 1)
	monkeypatch.setattr(outgoing, "resolve", lambda host, port: ["127.0.0.1"])
	with receiving() as receiver:
		webhook = frappe.get_doc("Service Webhook", seeded.WEBHOOK)
		webhook.url = receiver.url
		webhook.save()
		waiting = frappe.db.count("Webhook Delivery", {"state": "Pending"})
		frappe.db.set_value(
			"Webhook Delivery", {"state": "Pending"}, "next_attempt_at", add_days(now_datetime(), -1)
		)
		send_due_deliveries()
	assert waiting and len(receiver.received) == waiting
	assert frappe.db.count("Webhook Delivery", {"state": "Sent"}) == waiting


@pytest.mark.parametrize("report", [name for name, _module, _folder in records("report")])
def test_reports_run(report):
	assert run_report(report, filters={})["columns"]


def test_the_mail_that_opened_no_ticket_is_listed():
	rows = run_report("E-mails without Ticket", filters={})["result"]
	assert "Automatic reply" in [row["subject"] for row in rows if isinstance(row, dict)]


def test_the_runbook_the_proposal_and_the_request_go_on(jobs):
	from fsm_app.api import data_request, runbook

	run = frappe.get_doc("Runbook Run", {"ticket": ticket("Upgrade 1").name})
	assert run.steps[0].done_by and not run.steps[1].done_by
	runbook.tick_off(run.name, 2)
	assert run.reload().state == "Completed"
	proposal = frappe.get_doc("Promotion Proposal", {"stage": "In Review"})
	apply_workflow(proposal, "Reject")
	assert proposal.reload().stage == "Rejected"
	request = frappe.get_doc("Service Data Request", {"state": "Open"})
	data_request.start(request.name)
	frappe.db.commit()
	assert (jobs.failed, request.reload().state) == ([], "Done")


def test_pages_and_prints_open():
	page = frappe.get_doc("Page", "phone-call")
	page.load_assets()
	assert page.script
	assert frappe.get_print("Serial No", serial_no("UPGRADE-1"), "Service Label")
	assert frappe.get_print(TICKET, ticket("Upgrade 2").name, "Service Report")


def test_a_duty_and_a_complaint_can_be_opened_and_saved():
	for doctype in ("On-call Duty", "Service Complaint", "Message Warning Rule", "Service Calendar", POLICY):
		for name in frappe.get_all(doctype, pluck="name"):
			frappe.get_doc(doctype, name).save()
	assert act(ticket("Upgrade 0"), "Cancel", cancel_reason="A test").stage == "Cancelled"
