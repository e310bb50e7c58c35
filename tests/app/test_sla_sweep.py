"""The scheduler's sweep warns and escalates, each step exactly once and in order (B3, B4)."""

from datetime import timedelta

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.service_levels import sla_sweep
from tests.app import factories as f
from tests.app.tickets import act, clock_of, trail, walk

OPENED = get_datetime("2026-03-02 10:00:00")
SUPERVISOR, MANAGER, ENGINEER = "supervisor@example.com", "manager@example.com", "engineer@example.com"

LADDER = [
	{"level": 1, "percent": 100, "delay": 0, "notify": "Team Supervisor", "action": "Notify"},
	{
		"level": 2,
		"percent": 100,
		"delay": 3600,
		"notify": "Role",
		"role": "Service Manager",
		"action": "Notify",
	},
	{"level": 3, "percent": 200, "delay": 0, "notify": "User", "user": MANAGER, "action": "Raise Priority"},
]


@pytest.fixture
def ticket():
	"""A ticket in work, opened Monday 10:00 with 4 h for the resolution, whose engineer has a supervisor."""
	for email, role in (
		(SUPERVISOR, "Service Manager"),
		(MANAGER, "Service Manager"),
		(ENGINEER, "Service Engineer"),
	):
		f.user(email, role)
	f.engineer("Fitting One", user=ENGINEER, team=f.team(supervisor=SUPERVISOR))
	f.policy(ladder=LADDER)
	return walk(f.ticket(opened_at=OPENED), ("Triage", OPENED), ("Dispatch", OPENED))


def sweep_at(hours: float) -> int:
	return sla_sweep.sweep_sla_clocks(OPENED + timedelta(hours=hours))


def told(ticket, user: str) -> list[str]:
	"""What the sweep has told the user."""
	return frappe.get_all(
		"Notification Log",
		filters={
			"document_name": ticket.name,
			"for_user": user,
			"type": "Alert",
			"subject": ["not like", "%was given to you%"],
		},
		pluck="subject",
		order_by="creation",
	)


def resolution_steps(ticket) -> list[str]:
	return [event for event in trail(clock_of(ticket, "Resolution").name) if event != "Started"]


def test_warnings_come_at_their_percentages_and_only_once(ticket):
	for hours in (0, 1.9, 2, 2.1, 3, 3, 3.6):
		sweep_at(hours)
	assert resolution_steps(ticket) == ["warning:50", "warning:75", "warning:90"]
	assert len(told(ticket, ENGINEER)) == 3
	assert "50 %" in told(ticket, ENGINEER)[0] and ticket.name in told(ticket, ENGINEER)[0]


def test_a_breach_is_true_and_told_without_anybody_saving(ticket):
	sweep_at(4)
	assert clock_of(ticket, "Resolution").breached == 0
	sweep_at(4.01)
	clock = clock_of(ticket, "Resolution")
	assert (clock.breached, clock.state, clock.breached_at) == (1, "Running", OPENED + timedelta(hours=4))


def test_after_an_outage_the_missed_steps_are_caught_up_in_order(ticket):
	sweep_at(2)
	sweep_at(48)
	assert resolution_steps(ticket) == [
		"warning:50", "warning:75", "warning:90", "warning:100", "breach", "ladder:1", "ladder:2", "ladder:3",
	]  # fmt: skip
	assert sweep_at(49) == 0


def test_the_ladder_tells_supervisor_then_role_then_user_and_raises_the_priority(ticket):
	sweep_at(4.5)
	assert any("level 1" in subject for subject in told(ticket, SUPERVISOR))
	assert not any("level" in subject for subject in told(ticket, MANAGER))
	sweep_at(5.01)
	assert any("level 2" in subject for subject in told(ticket, MANAGER))
	assert frappe.db.get_value("Service Ticket", ticket.name, "priority") == "Medium"
	sweep_at(24)
	assert frappe.db.get_value("Service Ticket", ticket.name, "priority") == "High"
	comments = frappe.get_all(
		"Comment", filters={"reference_name": ticket.name, "comment_type": "Info"}, pluck="content"
	)
	assert sum("Escalation level" in content for content in comments) == 3


def test_a_raised_priority_plans_its_own_clock_anew(ticket):
	policy = frappe.get_doc("SLA Policy", "Test Policy")
	policy.append("targets", {"metric": "Resolution", "priority": "High", "target": 2 * 3600})
	policy.save()
	sweep_at(48)
	clock = clock_of(ticket, "Resolution")
	assert (clock.target_seconds, clock.priority, clock.breached) == (2 * 3600, "High", 1)
	assert trail(clock.name).count("Replanned") == 1
	assert sweep_at(49) == 0


def test_nothing_is_due_while_waiting_for_the_customer(ticket):
	walk(ticket, ("Accept", OPENED), ("Wait for Customer", OPENED + timedelta(hours=1)))
	assert sweep_at(72) == 0
	act(ticket, "Resume", "2026-03-05 10:00:00")
	assert sla_sweep.sweep_sla_clocks(get_datetime("2026-03-05 11:00:00")) == 1
	assert resolution_steps(ticket) == ["Paused", "Resumed", "warning:50"]


def test_a_sweep_that_dies_has_done_nothing_and_the_next_does_all(ticket, monkeypatch):
	acted = []

	def die(step, *arguments):
		acted.append(step.key)
		if len(acted) == 2:
			raise KeyboardInterrupt
		return act_on(step, *arguments)

	act_on = sla_sweep.act_on
	monkeypatch.setattr(sla_sweep, "act_on", die)
	frappe.db.commit()
	with pytest.raises(KeyboardInterrupt):
		sweep_at(48)
	frappe.db.rollback()
	assert resolution_steps(ticket) == [] and told(ticket, ENGINEER) == []
	monkeypatch.setattr(sla_sweep, "act_on", act_on)
	sweep_at(48)
	assert len(resolution_steps(ticket)) == len(set(resolution_steps(ticket))) == 8


def test_a_failing_clock_is_logged_put_off_and_keeps_nobody_waiting(ticket, monkeypatch):
	other = walk(f.ticket(opened_at=OPENED), ("Triage", OPENED), ("Dispatch", OPENED))
	act_on = sla_sweep.act_on
	name = clock_of(ticket, "Resolution").name
	logged = frappe.db.count("Error Log", {"reference_name": name})

	def fail_for_the_first(step, clock, *arguments):
		if clock.ticket == ticket.name:
			raise ValueError("a broken record")
		return act_on(step, clock, *arguments)

	monkeypatch.setattr(sla_sweep, "act_on", fail_for_the_first)
	assert sweep_at(2) == 2
	assert resolution_steps(ticket) == [] and resolution_steps(other) == ["warning:50"]
	assert frappe.db.count("Error Log", {"reference_name": name}) == logged + 1
	assert frappe.db.get_value("SLA Clock", name, "next_action_at") == OPENED + timedelta(hours=2, minutes=10)
	monkeypatch.setattr(sla_sweep, "act_on", act_on)
	sweep_at(2.5)
	assert resolution_steps(ticket) == ["warning:50"]


@pytest.mark.parametrize("conflict", [frappe.QueryDeadlockError, frappe.QueryTimeoutError])
def test_a_batch_that_the_database_undid_for_another_sweep_is_done_again(ticket, monkeypatch, conflict):
	act_on = sla_sweep.act_on
	acted = []

	def conflict_once(step, *arguments):
		acted.append(step.key)
		if len(acted) == 3:
			frappe.db.rollback()
			raise conflict
		return act_on(step, *arguments)

	monkeypatch.setattr(sla_sweep, "act_on", conflict_once)
	frappe.db.commit()
	assert sweep_at(48) == 1
	assert acted[:3] == acted[3:6] and len(acted) == 3 + 8
	assert len(resolution_steps(ticket)) == len(set(resolution_steps(ticket))) == 8
	assert frappe.db.count("Error Log", {"reference_doctype": "SLA Clock"}) == 0


def test_many_clocks_go_in_batches(ticket):
	tickets = [walk(f.ticket(opened_at=OPENED), ("Triage", OPENED)) for _ in range(4)]
	assert sla_sweep.sweep_sla_clocks(OPENED + timedelta(hours=2), batch=2) == 5
	assert all(resolution_steps(each) == ["warning:50"] for each in [ticket, *tickets])


def test_a_step_for_nobody_falls_to_the_service_managers_and_says_so(ticket):
	frappe.db.set_value("Service Team", "Test Team", "supervisor", None)
	frappe.clear_document_cache("Service Team", "Test Team")
	sweep_at(4.5)
	assert any("level 1" in subject for subject in told(ticket, MANAGER))
	details = frappe.get_all(
		"SLA Event", filters={"ticket": ticket.name, "event": "Escalated"}, pluck="detail"
	)
	assert "service managers" in details[0]


def test_the_scheduler_starts_one_job_at_a_time(ticket, jobs, freeze):
	freeze(OPENED + timedelta(hours=2))
	for _ in range(3):
		sla_sweep.enqueue_sla_sweep()
	frappe.db.commit()
	assert jobs.failed == []
	assert resolution_steps(ticket) == ["warning:50"]
