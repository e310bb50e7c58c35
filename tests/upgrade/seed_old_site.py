"""Make records of every kind on the site of the version before: seed_old_site.py FILE, run by upgrade.py.

It runs with the old tree's code and with that tree's own test helpers, and names no module of the app, whose files have
moved. What is then in the database goes into FILE, against which test_upgraded_site.py holds the upgraded site.
"""

import sys
import tempfile
from pathlib import Path

from tests import host

host.start()

import frappe  # noqa: E402
from frappe.model.utils.user_settings import save as save_view_of_list  # noqa: E402
from frappe.model.utils.user_settings import sync_user_settings  # noqa: E402
from frappe.model.workflow import apply_workflow  # noqa: E402
from frappe.permissions import add_permission  # noqa: E402
from frappe.utils import add_to_date, now_datetime  # noqa: E402

from tests.app import factories as f  # noqa: E402
from tests.app import mailing  # noqa: E402
from tests.app.pictures import drawing  # noqa: E402
from tests.app.ticket_imports import importer  # noqa: E402
from tests.app.tickets import walk  # noqa: E402
from tests.ticket_exports import zendesk_ticket  # noqa: E402

TICKET = "Service Ticket"
DISPATCHER, ENGINEER, MANAGER, AUDITOR = (
	f"upgrade-{who}@example.com" for who in ("dispatcher", "engineer", "manager", "auditor")
)
RUNBOOK, CALENDAR, POLICY, WEBHOOK = (
	"Outage of Upgrade",
	"Upgrade Calendar",
	"Upgrade Policy",
	"Upgrade Hook",
)
# Of each kind that has moved, and one that has not.
CUSTOMISED = ("SLA Policy", "Service Complaint", "Runbook Run", "On-call Duty", TICKET)
# Where the modules stood from which documents have moved.
BLOCKED = ("Service Desk", "Workforce", "Service Catalogue")


def seed() -> None:
	"""Everything that a site may have made, committed."""
	people()
	shipped_records_are_edited()
	service_levels()
	lives_of_tickets()
	messages_and_imports()
	careers_and_privacy()
	the_sites_own_settings()


def people() -> None:
	"""Users, one of them Chinese, a team and two engineers of whom one is on duty."""
	f.user(DISPATCHER, "Service Dispatcher")
	f.user(ENGINEER, "Service Engineer")
	f.user(MANAGER, "Service Manager", "HR Manager")
	f.user(AUDITOR, "Service Auditor")
	frappe.db.set_value("User", DISPATCHER, "language", "zh")
	team = f.team("Upgrade Team", supervisor=MANAGER)
	engineer = f.engineer("Upgrade Engineer", user=ENGINEER, team=team, level="Junior").name
	f.engineer("Second Upgrade Engineer", team=team, level="Senior")
	f.engineer("Third Upgrade Engineer", level="Intermediate")
	now = now_datetime()
	f.duty(engineer, add_to_date(now, hours=-3), add_to_date(now, days=3), team=team)


def shipped_records_are_edited() -> None:
	"""An administrator has made some of the shipped configuration their own, and deleted some."""
	for doctype, field in (
		("SLA Policy", "description"),
		("Service Runbook", "description"),
		("Message Warning Rule", "words"),
	):
		doc = frappe.get_doc(doctype, frappe.get_all(doctype, pluck="name", order_by="name")[0])
		doc.update({field: "changed by the administrator"})
		doc.save()
	calendar = frappe.get_doc("Service Calendar", frappe.get_all("Service Calendar", pluck="name")[0])
	calendar.append("make_up_days", {"date": "2027-02-06", "works_like": "Monday"})
	calendar.save()
	frappe.delete_doc(
		"Message Warning Rule", frappe.get_all("Message Warning Rule", pluck="name", order_by="name")[-1]
	)


def service_levels() -> None:
	"""A calendar, a policy with all its tables, a webhook with its secrets, an offering under them with a runbook."""
	f.calendar(
		CALENDAR,
		# On whatever day the test runs, time goes by.
		days=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
		hours=("00:00:00", "23:59:00"),
		breaks=[{"weekday": "Monday", "start_time": "12:00:00", "end_time": "13:00:00"}],
		make_up_days=[{"date": "2026-02-14", "works_like": "Friday"}],
	)
	frappe.get_doc(
		{
			"doctype": "Service Webhook",
			"webhook_name": WEBHOOK,
			"kind": "JSON",
			"enabled": 1,
			"url": "https://hooks.example.com/secret",
			"secret": "a key",
		}
	).insert()
	everyone = {"percent": 50, "notify": "Role", "role": "Service Manager"}
	f.policy(
		POLICY,
		calendar=CALENDAR,
		targets=[
			(metric, "", hours * 3600)
			for metric, hours in (("First Response", 1), ("Dispatch", 2), ("Arrival", 3), ("Resolution", 4))
		],
		region_calendars=[{"region": f.territory("Upgrade Region"), "calendar": CALENDAR}],
		ladder=[
			{"level": 1, "channel": "Webhook", "webhook": WEBHOOK, "action": "Notify", **everyone},
			{"level": 2, "channel": "System Notification", "action": "Notify", **everyone},
		],
	)
	steps = [{"instruction": "Ring them", "owner_role": "Service Dispatcher", "time_limit": 300}] * 2
	f.make("Service Runbook", name=RUNBOOK, runbook_name=RUNBOOK, steps=steps)
	f.offering("Upgrade Repair", sla_policy=POLICY, runbook=RUNBOOK)


def lives_of_tickets() -> None:
	"""Tickets at every turn of their way, with clocks that run, wait, are met and breached, and what hangs on them."""
	values = {"offering": "Upgrade Repair", "contact_phone": "13812345678", "reported_by": "Ms Li"}
	opened = add_to_date(now_datetime(), hours=-2)
	tickets = [
		f.ticket(subject=f"Upgrade {number}", opened_at=opened if number else None, **values)
		for number in range(7)
	]
	_received, triaged, on_site, waiting, done, closed, merged = tickets
	walk(triaged, "Triage")
	walk(on_site, "Triage", "Dispatch", "Accept", "Arrive")
	walk(waiting, "Triage", "Dispatch", "Accept", "Arrive", "Wait for Customer")
	walk(done, "Triage", "Dispatch", "Accept", "Arrive", "Complete")
	walk(closed, "Triage", "Dispatch", "Accept", "Arrive", "Complete", "Verify", "Close")
	doc = frappe.get_doc(TICKET, on_site.name)
	doc.update({"fault_symptom": "It leaks", "resolution_summary": "Seal changed"})
	doc.save()
	frappe.call("fsm_app.api.evidence.sign", ticket=on_site.name, signed_by="Ms Li", image=drawing())
	frappe.call("fsm_app.api.ticket_actions.merge", ticket=merged.name, into=triaged.name, reason="The same")
	run = frappe.get_all("Runbook Run", filters={"ticket": triaged.name}, pluck="name")[0]
	frappe.call("fsm_app.api.runbook.tick_off", run=run, step=1)
	frappe.get_doc(
		{
			"doctype": "Service Complaint",
			"ticket": done.name,
			"category": "Delay",
			"description": "Nobody came",
		}
	).insert()
	survey = frappe.get_doc("Service Survey", {"ticket": closed.name})
	survey.update({"stars": 4, "nps": "9", "comment": "Came on time"})
	survey.save()
	triaged = frappe.get_doc(TICKET, triaged.name)
	triaged.add_comment("Comment", "What a day")
	triaged.add_tag("upgrade")
	frappe.db.commit()
	run_scheduled()


def run_scheduled() -> None:
	"""What the scheduler does each minute: clocks warn and escalate, webhooks and runbooks go on."""
	for path in frappe.get_hooks("scheduler_events")["cron"]["* * * * *"]:
		frappe.get_attr(path)()
		frappe.db.commit()


def messages_and_imports() -> None:
	"""A mail that opens a ticket and rings a bell, one that opens none, and the import of another help desk's tickets."""
	mailing.contact(mailing.ANN, f.customer())
	mailing.receive_mail("This is a disgrace, I will sue you!!! Fraud!!!", subject="Upgrade by mail")
	mailing.receive_mail("Nothing to do", subject="Automatic reply", Auto_Submitted="auto-replied")
	with tempfile.TemporaryDirectory() as folder:
		records = [zendesk_ticket(number) for number in range(1, 6)]
		records[2]["created_at"] = "not a time"
		done = importer(Path(folder))(records)
	frappe.call("fsm_app.api.ticket_import.start", name=done.name)
	frappe.db.commit()


def careers_and_privacy() -> None:
	"""A proposal on its way, one that is decided, and people who asked for their data."""
	for name, level, actions in (
		("Upgrade Engineer", "Intermediate", ["Submit for Review"]),
		("Third Upgrade Engineer", "Senior", ["Submit for Review", "Reject"]),
	):
		engineer = frappe.db.get_value("Service Engineer", {"engineer_name": name})
		made = frappe.get_doc(
			{"doctype": "Promotion Proposal", "engineer": engineer, "to_level": level, "remarks": "Said so"}
		).insert()
		for action in actions:
			made = apply_workflow(frappe.get_doc("Promotion Proposal", made.name), action)
	for address, start in (("uta@customer.example", True), ("quentin@customer.example", False)):
		contact = mailing.contact(address, f.customer(), address.partition("@")[0])
		made = frappe.get_doc(
			{
				"doctype": "Service Data Request",
				"kind": "Export",
				"person_type": "Contact",
				"person": contact.name,
				"reason": "They wrote a letter",
			}
		).insert()
		if start:
			frappe.call("fsm_app.api.data_request.start", name=made.name)
		frappe.db.commit()


def the_sites_own_settings() -> None:
	"""What people have made of our doctypes: fields, properties, permissions, filters, reports, blocked modules."""
	for doctype in CUSTOMISED:
		frappe.get_doc(
			{
				"doctype": "Custom Field",
				"dt": doctype,
				"fieldname": "our_own",
				"label": "Our Own",
				"fieldtype": "Data",
			}
		).insert()
		name = frappe.get_all(doctype, pluck="name", order_by="name")[0]
		frappe.db.set_value(doctype, name, "our_own", "kept", update_modified=False)
		frappe.get_doc(
			{
				"doctype": "Property Setter",
				"doctype_or_field": "DocType",
				"doc_type": doctype,
				"property": "sort_order",
				"property_type": "Data",
				"value": "ASC",
			}
		).insert()
		frappe.get_doc(
			{
				"doctype": "List Filter",
				"filter_name": "of the upgrade",
				"reference_doctype": doctype,
				"for_user": DISPATCHER,
				"filters": frappe.as_json([[doctype, "name", "like", "%U%"]]),
			}
		).insert()
		frappe.get_doc(
			{
				"doctype": "Report",
				"report_name": f"Upgrade {doctype}",
				"ref_doctype": doctype,
				"report_type": "Report Builder",
				"is_standard": "No",
				"json": frappe.as_json({"fields": [["name", doctype]], "filters": []}),
			}
		).insert()
	frappe.get_doc({"doctype": "Role", "role_name": "Upgrade Lead"}).insert()
	for doctype in ("SLA Policy", "Service Complaint", "Promotion Proposal"):
		add_permission(doctype, "Upgrade Lead", 0)
	frappe.set_user(DISPATCHER)
	save_view_of_list(
		"SLA Clock", frappe.as_json({"List": {"filters": [["SLA Clock", "state", "=", "Running"]]}})
	)
	frappe.set_user("Administrator")
	sync_user_settings()
	stop_a_job()
	for module in BLOCKED[:2]:
		frappe.get_doc(
			{
				"doctype": "Block Module",
				"parent": AUDITOR,
				"parenttype": "User",
				"parentfield": "block_modules",
				"module": module,
			}
		).insert()
	frappe.get_doc(
		{
			"doctype": "Module Profile",
			"module_profile_name": "Upgrade Profile",
			"block_modules": [{"module": BLOCKED[2]}],
		}
	).insert()
	frappe.get_doc(
		{"doctype": "User Permission", "user": AUDITOR, "allow": "Service Calendar", "for_value": CALENDAR}
	).insert()
	frappe.db.commit()


def stop_a_job() -> None:
	"""The administrator wants no proposals made, and the sweep has run."""
	jobs = "Scheduled Job Type"
	frappe.db.set_value(jobs, {"method": ["like", "%.propose_promotions"]}, "stopped", 1)
	sweep = frappe.db.get_value(jobs, {"method": ["like", "%.enqueue_sla_sweep"]})
	frappe.db.set_value(jobs, sweep, "last_execution", now_datetime())
	frappe.get_doc(
		{"doctype": "Scheduled Job Log", "scheduled_job_type": sweep, "status": "Complete"}
	).insert()


def main(file: str) -> None:
	"""Seed the site and write down what is in its database."""
	import stored_rows

	with host.start().isolation(commits=True) as jobs:
		seed()
	if jobs.failed:
		raise RuntimeError(f"jobs failed on the old site: {jobs.failed}")
	stored_rows.write(file)


if __name__ == "__main__":
	main(sys.argv[1])
