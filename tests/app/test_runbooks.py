"""An emergency runbook is started by the ticket and ticked off or escalated, step by step (A3)."""

from datetime import timedelta

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.api import runbook as api
from fsm_app.runbooks import runbook_sweep
from fsm_app.runbooks.runbook_runs import NoRunbook, NotStepOwner, RunbookError, RunEnded, StepOutOfOrder
from fsm_app.service_catalogue.responsible import RoleNotUsable
from tests.app import factories as f
from tests.app.test_bad_input import refused
from tests.app.tickets import act

OPENED = get_datetime("2026-03-02 22:00:00")  # outside of office hours
DISPATCHER, ENGINEER, MANAGER = "dispatcher@example.com", "engineer@example.com", "manager@example.com"
STEPS = (
	("Notify the engineer on duty.", "Service Dispatcher", 300),
	("Start the standby system.", "Service Engineer", 900),
	("Report to the senior manager.", "Service Manager", 1800),
)


def runbook(name: str = "Test Outage", steps=STEPS):
	rows = [{"instruction": i, "owner_role": role, "time_limit": limit} for i, role, limit in steps]
	return f.make("Service Runbook", name=name, runbook_name=name, steps=rows)


@pytest.fixture
def offering(freeze):
	"""An offering with a runbook that starts on opening, and somebody for each of its roles; it is OPENED."""
	freeze(OPENED)
	f.user(DISPATCHER, "Service Dispatcher")
	f.user(ENGINEER, "Service Engineer")
	f.user(MANAGER, "Service Manager")
	return f.offering("Outage Repair", runbook=runbook().name)


@pytest.fixture
def ticket(offering):
	return f.ticket(offering=offering)


def run_of(ticket):
	return frappe.get_doc("Runbook Run", {"ticket": ticket.name})


def told(ticket, user: str) -> list[str]:
	"""What the user was told of the ticket's runbook."""
	return frappe.get_all(
		"Notification Log",
		filters={"document_type": "Runbook Run", "document_name": run_of(ticket).name, "for_user": user},
		pluck="subject",
		order_by="creation",
	)


def timeline(ticket) -> list[str]:
	return frappe.get_all(
		"Comment",
		filters={"reference_name": ticket.name, "comment_type": "Info", "content": ["like", "%Test Outage%"]},
		pluck="content",
		order_by="creation",
	)


def sweep_after(minutes: float) -> int:
	return runbook_sweep.sweep_runbook_runs(OPENED + timedelta(minutes=minutes))


def test_opening_a_ticket_starts_the_runbook_and_tells_the_owners_of_its_first_step(ticket):
	run = run_of(ticket)
	assert (run.state, run.started_at, run.company) == ("Running", OPENED, ticket.company)
	assert [(row.instruction, row.owner_role) for row in run.steps] == [step[:2] for step in STEPS]
	# by the clock on the wall, though the office is closed
	assert [row.due_at for row in run.steps] == [OPENED + timedelta(minutes=5), None, None]
	assert (
		len(told(ticket, DISPATCHER)) == 1 and "Notify the engineer on duty." in told(ticket, DISPATCHER)[0]
	)
	assert told(ticket, ENGINEER) == []


def test_the_steps_are_ticked_off_in_order_by_their_owners_until_the_run_is_completed(
	ticket, freeze, as_user
):
	run = run_of(ticket).name
	for minutes, step, user in ((2, 1, DISPATCHER), (6, 2, ENGINEER), (8, 3, MANAGER)):
		freeze(OPENED + timedelta(minutes=minutes))
		with as_user(user):
			api.tick_off(run, step)
	run = frappe.get_doc("Runbook Run", run)
	assert [row.done_by for row in run.steps] == [DISPATCHER, ENGINEER, MANAGER]
	assert [row.due_at - OPENED for row in run.steps] == [
		timedelta(minutes=5),
		timedelta(minutes=2 + 15),
		timedelta(minutes=6 + 30),
	]
	assert (run.state, run.ended_at) == ("Completed", OPENED + timedelta(minutes=8))
	assert run.next_action_at is None and sweep_after(600) == 0
	assert len(told(ticket, ENGINEER)) == 1 and "Start the standby system." in told(ticket, ENGINEER)[0]
	assert "completed" in timeline(ticket)[-1]


def test_a_step_cannot_be_ticked_off_out_of_order(ticket, as_user):
	run = run_of(ticket)
	with as_user(ENGINEER), pytest.raises(StepOutOfOrder) as refusal:
		api.tick_off(run.name, 2)
	assert "Notify the engineer on duty." in str(refusal.value)
	for step in (0, 4):
		with as_user(MANAGER), pytest.raises(StepOutOfOrder, match="3 steps"):
			api.tick_off(run.name, step)
	assert not any(row.done_at for row in run_of(ticket).steps)


def test_only_the_owners_and_the_service_managers_tick_off(ticket, as_user):
	run = run_of(ticket).name
	for step in (1, 9):
		with as_user(ENGINEER), pytest.raises(NotStepOwner, match="Service Manager"):
			api.tick_off(run, step)
	assert run_of(ticket).steps[0].done_at is None
	with as_user(MANAGER):
		api.tick_off(run, 1)
	assert run_of(ticket).steps[0].done_by == MANAGER


def test_a_step_ticked_off_twice_is_ticked_off_once(ticket, as_user, freeze):
	run = run_of(ticket).name
	with as_user(DISPATCHER):
		api.tick_off(run, 1)
		freeze(OPENED + timedelta(minutes=1))
		again = api.tick_off(run, 1)
	assert again["steps"][0]["done_at"] == OPENED
	assert len(told(ticket, ENGINEER)) == 1


def test_a_step_is_ticked_off_over_rest(ticket, rest):
	run = run_of(ticket).name
	method = "/api/method/fsm_app.api.runbook.tick_off"
	refusal = rest.login(ENGINEER).post(method, {"run": run, "step": 1})
	assert refusal.status_code == 403
	assert rest.login(DISPATCHER).post(method, {"run": run, "step": 1}).status_code == 200
	assert run_of(ticket).steps[0].done_by == DISPATCHER


def test_a_step_not_ticked_off_in_time_is_escalated_exactly_once(ticket, as_user, freeze):
	assert sweep_after(4.9) == 0
	assert sweep_after(5) == 1
	assert sweep_after(5) == sweep_after(60) == 0
	run = run_of(ticket)
	assert run.steps[0].escalated_at == OPENED + timedelta(minutes=5)
	assert len(told(ticket, MANAGER)) == 1 and "was not ticked off" in told(ticket, MANAGER)[0]
	assert sum("was not ticked off" in content for content in timeline(ticket)) == 1
	# The loop stays open: the step can still be ticked off, and the next one has its own time.
	freeze(OPENED + timedelta(minutes=60))
	with as_user(DISPATCHER):
		api.tick_off(run.name, 1)
	assert sweep_after(74) == 0 and sweep_after(75) == 1
	assert [bool(row.escalated_at) for row in run_of(ticket).steps] == [True, True, False]


def test_many_runs_are_escalated_in_batches_and_a_failing_one_keeps_nobody_waiting(offering, monkeypatch):
	tickets = [f.ticket(offering=offering) for _ in range(5)]
	broken = run_of(tickets[0]).name
	escalate = runbook_sweep.escalate

	def fail_for_the_first(run, *arguments):
		if run == broken:
			raise ValueError("a broken record")
		return escalate(run, *arguments)

	monkeypatch.setattr(runbook_sweep, "escalate", fail_for_the_first)
	assert runbook_sweep.sweep_runbook_runs(OPENED + timedelta(minutes=5), batch=2) == 5
	assert [bool(run_of(ticket).steps[0].escalated_at) for ticket in tickets] == [
		False,
		True,
		True,
		True,
		True,
	]
	assert run_of(tickets[0]).next_action_at == OPENED + timedelta(minutes=15)
	monkeypatch.setattr(runbook_sweep, "escalate", escalate)
	assert sweep_after(15) == 1


def test_the_scheduler_starts_one_sweep_at_a_time(ticket, jobs, freeze):
	freeze(OPENED + timedelta(minutes=5))
	for _ in range(3):
		runbook_sweep.enqueue_runbook_sweep()
	frappe.db.commit()
	assert jobs.failed == []
	assert len(told(ticket, MANAGER)) == 1


def test_a_runbook_may_wait_for_somebody_to_start_it(offering, as_user):
	document = frappe.get_doc("Service Offering", offering)
	document.start_runbook = "By Hand"
	document.save()
	ticket = f.ticket(offering=offering)
	assert frappe.db.count("Runbook Run", {"ticket": ticket.name}) == 0
	with as_user(DISPATCHER):
		first = api.start(ticket.name)
		assert api.start(ticket.name)["name"] == first["name"]
	assert run_of(ticket).name == first["name"]


def test_only_who_may_write_the_ticket_starts_its_runbook(ticket, as_user):
	with as_user(ENGINEER), pytest.raises(frappe.PermissionError):
		api.start(ticket.name)


def test_without_a_runbook_nothing_can_be_started():
	ticket = f.ticket()
	with pytest.raises(NoRunbook, match="Test Repair"):
		api.start(ticket.name)


def test_an_imported_emergency_starts_nothing(offering):
	ticket = f.ticket(offering=offering, source="Import")
	assert frappe.db.count("Runbook Run", {"ticket": ticket.name}) == 0


def test_a_step_whose_role_nobody_has_falls_to_the_service_managers(offering):
	role = f.make("Role", name="Nobody's Role", role_name="Nobody's Role").name
	document = frappe.get_doc("Service Offering", offering)
	document.runbook = runbook("Test Outage 2", [("Ring the bell.", role, 60)]).name
	document.save()
	ticket = f.ticket(offering=offering)
	assert "Ring the bell." in told(ticket, MANAGER)[0]


def test_an_edited_runbook_changes_no_run_that_has_started(ticket):
	document = frappe.get_doc("Service Runbook", "Test Outage")
	document.steps = document.steps[:1]
	document.save()
	assert len(run_of(ticket).steps) == 3


def test_a_manager_cancels_a_run_with_a_reason(ticket, as_user):
	run = run_of(ticket).name
	with as_user(DISPATCHER), pytest.raises(NotStepOwner):
		api.cancel(run, "False alarm")
	with as_user(MANAGER):
		with pytest.raises(frappe.ValidationError, match="Reason"):
			api.cancel(run, " ")
		api.cancel(run, "False alarm")
		api.cancel(run, "False alarm")
		with pytest.raises(RunEnded):
			api.tick_off(run, 1)
	assert run_of(ticket).state == "Cancelled" and sweep_after(60) == 0
	assert sum("False alarm" in content for content in timeline(ticket)) == 1


def test_cancelling_the_ticket_cancels_the_run_and_deleting_it_deletes_the_run(ticket):
	act(ticket, "Cancel", cancel_reason="Opened twice")
	run = run_of(ticket)
	assert (run.state, run.next_action_at) == ("Cancelled", None)
	frappe.delete_doc("Service Ticket", ticket.name)
	assert not frappe.db.exists("Runbook Run", run.name)
	assert frappe.db.count("Runbook Run Step", {"parent": run.name}) == 0


def test_owners_of_a_step_see_the_run_and_others_do_not(ticket, as_user):
	other = f.offering("Other Repair", runbook=runbook("Managers Only", STEPS[2:]).name)
	hidden = run_of(f.ticket(offering=other))
	both = [run_of(ticket).name, hidden.name]

	def listed() -> set[str]:
		return set(frappe.get_list("Runbook Run", filters={"name": ["in", both]}, pluck="name"))

	with as_user(ENGINEER):
		assert listed() == {both[0]}
		assert run_of(ticket).has_permission("read") and not hidden.has_permission("read")
	with as_user(DISPATCHER):
		assert listed() == set(both)


def test_nobody_writes_a_run_by_hand(ticket, as_user):
	with as_user(MANAGER):
		run = run_of(ticket)
		run.state = "Completed"
		with pytest.raises(frappe.PermissionError):
			run.save()


@pytest.mark.parametrize(
	("steps", "error", "words"),
	[
		((), frappe.MandatoryError, ("steps",)),
		((("Look.", "Service Manager", 0),), RunbookError, ("Steps, row 1", "Time Limit")),
		((("Look.", "Service Manager", -60),), RunbookError, ("Steps, row 1", "Time Limit")),
		((("  ", "Service Manager", 60),), RunbookError, ("Steps, row 1", "Instruction")),
		((("Look.", "No Such Role", 60),), frappe.LinkValidationError, ("No Such Role",)),
		((("Look.", "All", 60),), RoleNotUsable, ("Steps, row 1", "All")),
	],
)
def test_a_runbook_that_cannot_be_followed_is_refused(steps, error, words):
	rows = [{"instruction": i, "owner_role": role, "time_limit": limit} for i, role, limit in steps]
	refused(error, "Service Runbook", *words, runbook_name="Faulty", steps=rows)
