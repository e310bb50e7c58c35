"""A ServiceNow event log replayed as tickets: what becomes of its states, people, waits and bad rows (C2)."""

import csv
from datetime import datetime
from pathlib import Path

import click
import pytest

import frappe
from frappe.model.workflow import apply_workflow, get_workflow_name

from fsm_app.commands import replay_with_progress
from fsm_app.import_formats.service_log import NotAServiceLog
from fsm_app.intake.service_log_import import replay as service_log_import
from fsm_app.intake.service_log_import.masters import MissingMaster
from fsm_app.intake.service_log_import.replay import NoActiveWorkflow, import_service_log
from fsm_app.service_levels import sla_sweep
from tests import host
from tests.app import factories as f
from tests.app.tickets import clock_of
from tests.service_logs import incident, row, write_log

REAL_LOG = Path(__file__).parents[3] / "shared" / "data" / "incidents" / "incident_event_log.csv"
COUNTED = (
	"Service Ticket", "SLA Clock", "SLA Event", "Dispatch Decision", "Service Survey", "Customer", "Territory",
	"Service Team", "Service Engineer", "Service Category", "Service Offering", "Comment", "Version",
)  # fmt: skip

# Monday to Friday; New in the morning, taken at ten, waits over noon, resolved at three and closed two days later.
WHOLE_WAY = incident(
	"TST0000001",
	("29-02-2016 09:05", "New"),
	("29-02-2016 10:00", "Active", {"assigned_to": "Test Resolver 7"}),
	("29-02-2016 12:00", "Awaiting User Info"),
	("29-02-2016 12:30", "Awaiting Vendor"),
	("29-02-2016 14:00", "Active", {"priority": "2 - High"}),
	("29-02-2016 15:00", "Resolved"),
	("02-03-2016 15:00", "Closed"),
	opened_at="29-02-2016 09:00",
	caller_id="Test Caller 1",
	location="Test Location 1",
	category="Test Category 1",
	assignment_group="Test Group 1",
)


@pytest.fixture
def replay(tmp_path):
	"""replay(*lines, **options) imports a log of these lines and returns the report."""

	def run(*lines: str, **options):
		path = write_log(tmp_path / "log.csv", *lines)
		return import_service_log(path, company=f.company(), **{"policy": f.policy(), **options})

	return run


def ticket_of(number: str):
	return frappe.get_doc("Service Ticket", {"client_key": f"servicenow:{number}"})


def counts() -> dict[str, int]:
	return {doctype: frappe.db.count(doctype) for doctype in COUNTED}


def test_an_incident_becomes_a_ticket_that_went_its_way_at_its_times(replay):
	report = replay(*WHOLE_WAY)
	assert (report.created, report.replayed, report.pauses, report.reopenings) == (1, 7, 1, 0)
	ticket = ticket_of("TST0000001")
	assert (ticket.stage, ticket.source, ticket.priority) == ("Closed", "Import", "High")
	assert "TST0000001" in ticket.subject and "Subcategory 1" in ticket.subject
	times = ("opened_at", "responded_at", "dispatched_at", "arrived_at", "done_at", "closed_at")
	assert [f"{ticket.get(field):%d %H:%M}" for field in times] == [
		"29 09:00", "29 10:00", "29 10:00", "29 10:00", "29 15:00", "02 15:00",
	]  # fmt: skip
	assert frappe.db.get_value("Customer", ticket.customer, ["customer_name", "territory"]) == (
		"Test Caller 1",
		"Test Location 1",
	)
	assert (ticket.region, ticket.team) == ("Test Location 1", "Test Group 1")
	assert frappe.db.get_value("Service Engineer", ticket.engineer, ["engineer_name", "level", "team"]) == (
		"Test Resolver 7",
		"Intermediate",
		"Test Group 1",
	)
	offering = frappe.get_doc("Service Offering", ticket.offering)
	assert (offering.name, offering.category, offering.sla_policy) == (
		"Test Category 1",
		"Test Category 1",
		f.policy(),
	)
	assert frappe.db.exists("Service Survey", {"ticket": ticket.name, "sent_at": "2016-03-02 15:00:00"})


def test_waiting_stops_the_clock_and_one_wait_of_several_kinds_is_one_pause(replay):
	replay(*WHOLE_WAY)
	resolution = clock_of(ticket_of("TST0000001"), "Resolution")
	# 10 to 18 o'clock by the policy's calendar: 10:00 to 12:00 and 14:00 to 15:00
	assert (resolution.state, resolution.used_seconds, resolution.breached) == ("Met", 3 * 3600, 0)
	trail = frappe.get_all(
		"SLA Event",
		filters={"clock": resolution.name, "event": ["in", ("Paused", "Resumed")]},
		pluck="at",
		order_by="at",
	)
	assert [f"{at:%H:%M}" for at in trail] == ["12:00", "14:00"]


def test_a_breach_and_its_steps_happen_when_they_fell_due(replay):
	lines = incident(
		"TST0000002",
		("29-02-2016 10:00", "Active", {"assigned_to": "Test Resolver 7"}),
		("02-03-2016 10:00", "Resolved", {"made_sla": "FALSE"}),
		opened_at="29-02-2016 10:00",
	)
	report = replay(*lines)
	resolution = clock_of(ticket_of("TST0000002"), "Resolution")
	assert resolution.breached and str(resolution.breached_at) == "2016-02-29 14:00:00"
	steps = frappe.get_all(
		"SLA Event",
		filters={"clock": resolution.name, "event_key": ["is", "set"]},
		fields=["event", "at"],
		order_by="at",
	)
	# warnings at 50, 75, 90 and 100 %, the breach a second later, seen at the next full minute
	assert [(step.event, f"{step.at:%d %H:%M}") for step in steps] == [
		("Warning", "29 12:00"), ("Warning", "29 13:00"), ("Warning", "29 13:36"), ("Warning", "29 14:00"),
		("Breached", "29 14:01"),
	]  # fmt: skip
	assert report.comparison.tickets == {(False, False): 1}
	assert (report.comparison.agreeing, report.comparison.rate) == (1, 1.0)


def test_our_verdict_is_set_against_the_logs(replay):
	late = [("29-02-2016 10:00", "Active"), ("02-03-2016 10:00", "Resolved")]
	soon = [("29-02-2016 10:00", "Active"), ("29-02-2016 11:00", "Resolved")]
	lines = [
		*incident("TST0000011", *late, made_sla="FALSE"),
		*incident("TST0000012", *late),
		*incident("TST0000013", *soon),
		*incident("TST0000014", *soon, made_sla="FALSE"),
		*incident("TST0000015", *soon, made_sla="?"),
	]
	comparison = replay(*lines).comparison
	assert comparison.tickets == {(False, False): 1, (False, True): 1, (True, True): 1, (True, False): 1}
	assert (comparison.compared, comparison.agreeing, comparison.rate) == (4, 2, 0.5)


def test_the_engineer_is_the_next_one_known_else_the_resolver_else_the_group(replay):
	resolved = ("29-02-2016 11:00", "Resolved")
	replay(
		*incident(
			"TST0000021", ("29-02-2016 10:00", "Active"), (*resolved, {"assigned_to": "Test Resolver 8"})
		),
		*incident("TST0000022", ("29-02-2016 10:00", "Active"), resolved, resolved_by="Test Solver 9"),
		*incident(
			"TST0000023",
			("29-02-2016 10:00", "Active"),
			resolved,
			resolved_by="?",
			assignment_group="Test Group 9",
		),
	)
	names = [
		frappe.db.get_value("Service Engineer", ticket_of(f"TST000002{number}").engineer, "engineer_name")
		for number in (1, 2, 3)
	]
	assert names == ["Test Resolver 8", "Test Solver 9", "Test Group 9"]


def test_new_is_received_until_somebody_has_it(replay):
	replay(
		*incident("TST0000031", ("29-02-2016 10:00", "New")),
		*incident("TST0000032", ("29-02-2016 10:00", "New", {"assigned_to": "Test Resolver 7"})),
		*incident("TST0000033", ("29-02-2016 10:00", "Awaiting User Info")),
	)
	stages = [ticket_of(f"TST000003{number}").stage for number in (1, 2, 3)]
	assert stages == ["Received", "Dispatched", "Waiting for Customer"]


def test_a_reopening_is_rework_of_the_same_ticket_with_clocks_of_its_own(replay):
	lines = incident(
		"TST0000041",
		("29-02-2016 10:00", "Active", {"assigned_to": "Test Resolver 7"}),
		("29-02-2016 11:00", "Resolved"),
		("29-02-2016 13:00", "Active", {"reopen_count": "1", "assigned_to": "Test Resolver 8"}),
		("29-02-2016 14:00", "Resolved"),
		("01-03-2016 14:00", "Closed"),
	)
	report = replay(*lines)
	ticket = ticket_of("TST0000041")
	assert (report.reopenings, ticket.reopen_count, ticket.stage) == (1, 1, "Closed")
	assert frappe.db.get_value("Service Engineer", ticket.engineer, "engineer_name") == "Test Resolver 8"
	first, second = clock_of(ticket, "Resolution", 0), clock_of(ticket, "Resolution", 1)
	assert (str(first.stopped_at), str(second.started_at)) == ("2016-02-29 11:00:00", "2016-02-29 13:00:00")


def test_malformed_rows_are_reported_by_line_and_the_others_imported(replay):
	lines = [
		row(number="?", sys_updated_at="29-02-2016 10:00"),
		*WHOLE_WAY[:1],
		row(number="TST0000001", incident_state="Lost"),
		row(number="TST0000001", sys_updated_at="yesterday"),
		*WHOLE_WAY[1:],
	]
	report = replay(*lines)
	assert [malformed.line for malformed in report.malformed] == [2, 4, 5]
	assert ticket_of("TST0000001").stage == "Closed"
	printed = "\n".join(report.lines())
	assert "line 4: incident_state 'Lost' is not known" in printed


def test_a_file_that_is_no_log_is_refused_and_nothing_is_written(tmp_path):
	wrong = write_log(tmp_path / "wrong.csv", "screw,3", header="name,amount")
	before = counts()
	with pytest.raises(NotAServiceLog):
		import_service_log(wrong, company=f.company())
	with pytest.raises(click.ClickException, match="does not name the columns"):
		replay_with_progress(str(wrong), company=f.company())
	assert counts() == before


def test_an_unknown_company_or_policy_is_refused_and_nothing_is_written(tmp_path):
	path = write_log(tmp_path / "log.csv", *WHOLE_WAY)
	before = counts()
	with pytest.raises(MissingMaster, match="No Such Company"):
		import_service_log(path, company="No Such Company")
	with pytest.raises(MissingMaster, match="No Such Policy"):
		import_service_log(path, company=f.company(), policy="No Such Policy")
	assert counts() == before


def test_without_an_active_workflow_nothing_is_written(tmp_path):
	path = write_log(tmp_path / "log.csv", *WHOLE_WAY)
	workflow = frappe.get_doc("Workflow", get_workflow_name("Service Ticket"))
	workflow.is_active = 0
	workflow.save()
	before = counts()
	with pytest.raises(NoActiveWorkflow):
		import_service_log(path, company=f.company())
	assert counts() == before


def test_the_same_file_twice_changes_nothing(replay):
	replay(*WHOLE_WAY)
	before, modified = counts(), ticket_of("TST0000001").modified
	report = replay(*WHOLE_WAY)
	assert (report.created, report.skipped, report.replayed, dict(report.made)) == (0, 1, 0, {})
	assert counts() == before and ticket_of("TST0000001").modified == modified


def test_a_longer_log_continues_where_the_shorter_one_ended(replay):
	replay(*WHOLE_WAY[:4])
	assert ticket_of("TST0000001").stage == "Waiting for Customer"
	report = replay(*WHOLE_WAY)
	assert (report.created, report.continued, report.replayed) == (0, 1, 3)
	assert clock_of(ticket_of("TST0000001"), "Resolution").used_seconds == 3 * 3600


def test_an_import_killed_in_the_middle_of_an_event_is_completed_by_the_next_run(replay, monkeypatch):
	whole = service_log_import.Replay._move

	def killed(self, event_of, index):
		whole(self, event_of, index)
		if index == 5:
			raise KeyboardInterrupt

	monkeypatch.setattr(service_log_import, "EVENTS_A_COMMIT", 2)
	monkeypatch.setattr(service_log_import.Replay, "_move", killed)
	with pytest.raises(KeyboardInterrupt):
		replay(*WHOLE_WAY)
	frappe.db.rollback()
	# Where it stands depends on the last commit; never between two events.
	assert ticket_of("TST0000001").stage in ("Waiting for Customer", "On Site")
	monkeypatch.setattr(service_log_import.Replay, "_move", whole)
	report = replay(*WHOLE_WAY)
	assert (report.created, report.continued, report.pauses) == (0, 1, 0)
	ticket = ticket_of("TST0000001")
	assert (ticket.stage, str(ticket.done_at)) == ("Closed", "2016-02-29 15:00:00")
	assert clock_of(ticket, "Resolution").used_seconds == 3 * 3600


def test_what_a_ticket_refuses_stops_its_incident_alone(replay):
	replay(*WHOLE_WAY[:1])
	ticket = ticket_of("TST0000001")
	ticket.update({"cancel_reason": "Opened twice"}).save()
	apply_workflow(ticket, "Cancel")
	other = incident("TST0000051", ("29-02-2016 10:00", "Active"), ("29-02-2016 16:00", "Resolved"))
	report = replay(*WHOLE_WAY, *other)
	assert [(refused.line, refused.number) for refused in report.refused] == [(3, "TST0000001")]
	assert "Cancelled" in report.refused[0].reason
	assert ticket_of("TST0000001").stage == "Cancelled" and ticket_of("TST0000051").stage == "Done"


def test_an_engineer_who_is_on_leave_here_had_it_all_the_same(replay):
	f.engineer("Test Resolver 7", status="On Leave")
	replay(*WHOLE_WAY)
	ticket = ticket_of("TST0000001")
	assert ticket.stage == "Closed" and "Test Resolver 7" in ticket.override_reason


def test_a_renamed_workflow_with_a_state_more_works_as_well(replay):
	shipped = frappe.get_doc("Workflow", get_workflow_name("Service Ticket"))
	states = [old.as_dict() for old in shipped.states]
	transitions = [old.as_dict() for old in shipped.transitions]
	shipped.is_active = 0
	shipped.save()
	name = "Test {}".format
	for state in [*(name(old.state) for old in states), "Test Packing"]:
		f.make("Workflow State", name=state, workflow_state_name=state)
	for action in {name(old.action) for old in transitions} | {"Test Pack"}:
		f.make("Workflow Action Master", name=action, workflow_action_name=action)
	kept = {
		"states": ("state", "doc_status", "update_field", "update_value", "allow_edit"),
		"transitions": ("state", "action", "next_state", "allowed", "allow_self_approval", "condition"),
	}
	renamed = {
		"states": [{**{key: old[key] for key in kept["states"]}, "state": name(old.state)} for old in states],
		"transitions": [
			{
				**{key: old[key] for key in kept["transitions"]},
				**{key: name(old[key]) for key in ("state", "action", "next_state")},
			}
			for old in transitions
		],
	}
	# Between accepting and arriving the engineer packs the van.
	packing = {**renamed["states"][3], "state": "Test Packing"}
	assert packing["update_value"] == "Accepted"
	renamed["states"].append(packing)
	for transition in renamed["transitions"]:
		if transition["action"] == "Test Arrive":
			transition["state"] = "Test Packing"
	renamed["transitions"].append(
		{
			"state": "Test Accepted",
			"action": "Test Pack",
			"next_state": "Test Packing",
			"allowed": "Service Engineer",
		}
	)
	f.make(
		"Workflow",
		workflow_name="Test Ticket Workflow",
		document_type="Service Ticket",
		is_active=1,
		workflow_state_field="workflow_state",
		**renamed,
	)
	report = replay(*WHOLE_WAY)
	ticket = ticket_of("TST0000001")
	assert report.refused == []
	assert (ticket.stage, ticket.workflow_state) == ("Closed", "Test Closed")
	assert clock_of(ticket, "Resolution").used_seconds == 3 * 3600


def test_the_scheduler_does_not_sweep_while_the_past_is_replayed(monkeypatch):
	enqueued = []
	monkeypatch.setattr(frappe, "enqueue", lambda *arguments, **options: enqueued.append(arguments))
	with sla_sweep.paused():
		sla_sweep.enqueue_sla_sweep()
	assert enqueued == []
	sla_sweep.enqueue_sla_sweep()
	assert len(enqueued) == 1


@pytest.mark.skipif(not REAL_LOG.exists(), reason=f"the public log is not there: {REAL_LOG}")
@pytest.mark.skipif(
	host.ON_BENCH, reason="takes minutes on a real site; bench import-service-log does the same"
)
def test_the_public_log_is_replayed_whole_and_agrees_with_counts_made_from_the_file():
	incidents: dict[str, list[dict]] = {}
	with open(REAL_LOG, encoding="utf-8", newline="") as file:
		for line in csv.DictReader(file):
			incidents.setdefault(line["number"], []).append(line)
	waits = reopenings = 0
	for events in incidents.values():
		waiting = [event["incident_state"].startswith("Awaiting") for event in events]
		waits += sum(now and not before for before, now in zip([False, *waiting], waiting, strict=False))
		reopenings += int(events[-1]["reopen_count"])
	report = import_service_log(REAL_LOG, company=f.company(), policy="Standard Service")
	assert (
		(report.created, report.replayed)
		== (len(incidents), sum(map(len, incidents.values())))
		== (630, 4255)
	)
	assert (report.pauses, report.reopenings) == (waits, reopenings) == (237, 11)
	assert (report.malformed, report.refused) == ([], [])
	imported = {"client_key": ["like", "servicenow:%"]}
	assert frappe.db.count("Service Ticket", {**imported, "stage": "Closed"}) == 630
	assert sum(frappe.get_all("Service Ticket", filters=imported, pluck="reopen_count")) == 11
	for number in ("INC0000045", "INC0000715"):
		closed = datetime.strptime(incidents[number][-1]["sys_updated_at"], "%d-%m-%Y %H:%M")
		assert ticket_of(number).closed_at == closed
	assert report.comparison.compared == 630
	missed = sum(events[-1]["made_sla"] == "FALSE" for events in incidents.values())
	assert report.comparison.tickets[True, False] + report.comparison.tickets[False, False] == missed
	again = import_service_log(REAL_LOG, company=f.company(), policy="Standard Service")
	assert (again.created, again.skipped, again.replayed) == (0, 630, 0)
