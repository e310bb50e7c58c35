"""Every rung of the ladder: whom it tells, by which channel, and what it does about the ticket (B3, B4)."""

import json
from datetime import timedelta

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.service_levels import escalation, sla_sweep, webhook_queue, webhook_transport
from fsm_app.service_levels.sla_policy import PolicyError
from tests.app import factories as f
from tests.app.tickets import clock_of, walk

OPENED = get_datetime("2026-03-02 10:00:00")
ENGINEER, OTHER, SENIOR = "engineer@example.com", "other@example.com", "senior@example.com"
SUPERVISOR, MANAGER, NAMED = "supervisor@example.com", "manager@example.com", "named@example.com"
TEAM = "Test Team"


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
	"""The sweep speaks to nobody outside."""

	def refuse(*_args):
		raise AssertionError("the sweep reached for the network")

	monkeypatch.setattr(webhook_transport, "post", refuse)
	monkeypatch.setattr(webhook_queue, "enqueue_sending", lambda: None)


@pytest.fixture(autouse=True)
def mail_account(monkeypatch):
	"""The site may send mail, as its configuration says; the tests' hosts only queue it."""
	monkeypatch.setitem(frappe.local.conf, "mail_server", "mail.example.com")
	monkeypatch.setitem(frappe.local.conf, "auto_email_id", "service@example.com")
	monkeypatch.delattr(frappe.local, "outgoing_email_account", raising=False)


@pytest.fixture
def people():
	"""Users of every kind that a ladder may name; the engineers by their user."""
	f.user(SUPERVISOR, "Service Dispatcher")
	f.user(MANAGER, "Service Manager")
	f.user(NAMED, "Service Auditor")
	for email in (ENGINEER, OTHER, SENIOR):
		f.user(email, "Service Engineer")
		# Of a dispatch they hear in the Desk alone, so that the ladder's e-mails are the only ones.
		frappe.db.set_value("Notification Settings", email, "enable_email_assignment", 0)
	team = f.team(TEAM, supervisor=SUPERVISOR)
	return {
		ENGINEER: f.engineer("First", user=ENGINEER, team=team).name,
		OTHER: f.engineer("Second", user=OTHER, status="On Leave").name,
		SENIOR: f.engineer("Third", level="Senior", user=SENIOR, status="On Leave").name,
	}


def step(level: int = 1, **values) -> dict:
	"""A rung one hour after the target for each level beyond the first."""
	values = {"notify": "Assigned Engineer", "channel": "System Notification", "action": "Notify", **values}
	return {"level": level, "percent": 100, "delay": (level - 1) * 3600, **values}


def ticket_with(*ladder, stage: str = "Dispatched", **policy):
	"""A ticket in work with the first engineer, opened Monday 10:00 with 4 h for its resolution."""
	f.policy(targets=(("Resolution", "", 4 * 3600),), ladder=list(ladder), **policy)
	ticket = f.ticket(opened_at=OPENED, subject="The pump leaks")
	actions = {"Received": (), "Triaged": ("Triage",), "Dispatched": ("Triage", "Dispatch")}[stage]
	return walk(ticket, *((action, OPENED) for action in actions)) if actions else ticket


def back_at_work(people, *users):
	for user in users:
		frappe.db.set_value("Service Engineer", people[user], "status", "Active")
		frappe.clear_document_cache("Service Engineer", people[user])


def sweep_at(hours: float) -> int:
	return sla_sweep.sweep_sla_clocks(OPENED + timedelta(hours=hours))


def told(ticket) -> dict[str, list[str]]:
	"""Who was notified of escalations, with the subjects."""
	rows = frappe.get_all(
		"Notification Log",
		filters={"document_name": ticket.name, "type": "Alert", "subject": ["like", "%Escalation level%"]},
		fields=["for_user", "subject"],
	)
	result: dict[str, list[str]] = {}
	for row in rows:
		result.setdefault(row.for_user, []).append(row.subject)
	return result


def details(ticket) -> list[str]:
	return frappe.get_all(
		"SLA Event",
		filters={"ticket": ticket.name, "event": "Escalated"},
		pluck="detail",
		order_by="event_key",
	)


def timeline(ticket) -> list[str]:
	return frappe.get_all(
		"Comment",
		filters={
			"reference_name": ticket.name,
			"comment_type": "Info",
			"content": ["like", "%Escalation level%"],
		},
		pluck="content",
	)


def mails(ticket) -> list[list[str]]:
	names = frappe.get_all("Email Queue", filters={"reference_name": ticket.name}, pluck="name")
	return [
		sorted(frappe.get_all("Email Queue Recipient", filters={"parent": name}, pluck="recipient"))
		for name in names
	]


def deliveries(ticket):
	return frappe.get_all(
		"Webhook Delivery",
		filters={"ticket": ticket.name},
		fields=["webhook", "delivery_key", "state", "payload", "attempts"],
		order_by="delivery_key",
	)


def webhook(name: str = "Group", **values) -> str:
	return f.make(
		"Service Webhook",
		name=name,
		webhook_name=name,
		kind="WeCom",
		url="https://203.119.1.1/x",
		enabled=1,
		**values,
	).name


# whom


@pytest.mark.parametrize(
	("notify", "also", "user"),
	[
		("Assigned Engineer", {}, ENGINEER),
		("Team Supervisor", {}, SUPERVISOR),
		("Engineer on Duty", {}, OTHER),
		("Service Manager", {}, MANAGER),
		("Role", {"role": "Service Auditor"}, NAMED),
		("User", {"user": NAMED}, NAMED),
	],
)
def test_each_kind_of_recipient(people, notify, also, user):
	ticket = ticket_with(step(notify=notify, **also))
	back_at_work(people, OTHER)
	f.duty(people[OTHER], "2026-03-02 08:00:00", "2026-03-03 08:00:00")
	sweep_at(4.5)
	# the site may have other holders of the role
	assert user in told(ticket)
	if notify not in ("Role", "Service Manager"):
		assert set(told(ticket)) == {user}
	assert user in details(ticket)[0] and user in timeline(ticket)[0]


@pytest.mark.parametrize(
	"rung",
	[
		step(notify="Team Supervisor"),
		step(notify="Engineer on Duty"),
		step(notify="User", user=NAMED),
		step(notify="User", user=NAMED, channel="E-mail"),
	],
)
def test_a_step_for_nobody_falls_to_the_service_managers(people, rung):
	frappe.db.set_value("Service Team", TEAM, "supervisor", None)
	frappe.clear_document_cache("Service Team", TEAM)
	frappe.db.set_value("User", NAMED, "enabled", 0)
	frappe.clear_document_cache("User", NAMED)
	ticket = ticket_with(rung)
	sweep_at(4.5)
	reached = [user for mail in mails(ticket) for user in mail] + list(told(ticket))
	assert MANAGER in reached and NAMED not in reached
	assert "service managers" in details(ticket)[0] and "service managers" in timeline(ticket)[0]


def test_a_warning_may_go_to_the_supervisor(people):
	ticket = ticket_with(
		warnings=[{"percent": 50, "notify": "Team Supervisor"}, {"percent": 75}],
	)
	sweep_at(3.5)
	rows = frappe.get_all(
		"Notification Log",
		filters={"document_name": ticket.name, "subject": ["like", "%of the time%"]},
		fields=["for_user", "subject"],
	)
	assert sorted((row.for_user, row.subject[:4]) for row in rows) == [
		(ENGINEER, "75 %"),
		(SUPERVISOR, "50 %"),
	]


# by which channel


def test_an_email_is_queued_and_nobody_notified(people):
	ticket = ticket_with(step(notify="Team Supervisor", channel="E-mail"))
	sweep_at(4.5)
	sweep_at(5)
	print(
		details(ticket), frappe.get_all("Error Log", filters={"reference_name": ticket.name}, pluck="error")
	)
	assert mails(ticket) == [[SUPERVISOR]] and told(ticket) == {}
	assert "e-mail" in details(ticket)[0] and "e-mail" in timeline(ticket)[0]


def test_an_email_that_cannot_be_queued_becomes_a_notification(people, monkeypatch):
	def no_account(**_values):
		frappe.throw("Please setup default outgoing Email Account")

	monkeypatch.setattr(frappe, "sendmail", no_account)
	ticket = ticket_with(step(notify="Team Supervisor", channel="E-mail"), step(2, notify="User", user=NAMED))
	sweep_at(48)
	assert set(told(ticket)) == {SUPERVISOR, NAMED} and mails(ticket) == []
	assert "could not be queued" in details(ticket)[0]
	assert frappe.db.count("Error Log", {"reference_name": ticket.name}) == 1


def test_a_webhook_message_is_laid_ready_once(people):
	hook = webhook()
	ticket = ticket_with(
		step(notify="Team Supervisor", channel="Webhook", webhook=hook),
		step(2, notify="Service Manager", channel="Webhook", webhook=hook),
	)
	for hours in (4.5, 4.6, 48, 49):
		sweep_at(hours)
	clock = clock_of(ticket, "Resolution").name
	assert [(row.webhook, row.delivery_key, row.state) for row in deliveries(ticket)] == [
		(hook, f"{clock}:ladder:1", "Pending"),
		(hook, f"{clock}:ladder:2", "Pending"),
	]
	message = json.loads(deliveries(ticket)[0].payload)
	assert (message["ticket"], message["text"], message["recipients"]) == (
		ticket.name,
		"The pump leaks",
		SUPERVISOR,
	)
	assert "level 1" in message["title"] and message["url"].endswith(ticket.name)
	assert told(ticket) == {}
	assert hook in details(ticket)[0] and any(hook in content for content in timeline(ticket))


def test_a_webhook_that_is_switched_off_becomes_a_notification(people):
	hook = webhook()
	ticket = ticket_with(step(notify="Team Supervisor", channel="Webhook", webhook=hook))
	frappe.db.set_value("Service Webhook", hook, "enabled", 0)
	frappe.clear_document_cache("Service Webhook", hook)
	sweep_at(4.5)
	assert deliveries(ticket) == [] and set(told(ticket)) == {SUPERVISOR}
	assert "switched off" in details(ticket)[0]


def test_a_step_that_fails_leaves_no_message_behind(people, monkeypatch):
	ticket = ticket_with(step(notify="Team Supervisor", channel="Webhook", webhook=webhook()))
	record = sla_sweep.record

	def fail(*_args):
		raise ValueError("a broken record")

	monkeypatch.setattr(sla_sweep, "record", fail)
	sweep_at(4.5)
	assert deliveries(ticket) == [] and details(ticket) == []
	monkeypatch.setattr(sla_sweep, "record", record)
	sweep_at(5)
	assert len(deliveries(ticket)) == len(details(ticket)) == 1


# what is done


def decisions(ticket):
	return frappe.get_all(
		"Dispatch Decision",
		filters={"ticket": ticket.name},
		fields=["engineer", "mode", "override_reason"],
		order_by="creation",
	)


def test_reassigning_gives_the_ticket_to_the_best_other_engineer(people):
	ticket = ticket_with(step(action="Reassign"))
	back_at_work(people, OTHER)
	sweep_at(4.5)
	ticket.reload()
	assert (ticket.engineer, ticket.stage) == (people[OTHER], "Dispatched")
	last = decisions(ticket)[-1]
	assert (last.engineer, last.mode) == (people[OTHER], "Automatic") and "level 1" in last.override_reason
	assert clock_of(ticket, "Resolution").engineer == people[OTHER]
	assert {ENGINEER, OTHER} <= set(told(ticket)) and "First to Second" in details(ticket)[0]
	assert any("First to Second" in content for content in timeline(ticket))


def test_the_next_step_tells_the_new_engineer(people):
	ticket = ticket_with(step(notify="User", user=NAMED, action="Reassign"), step(2))
	back_at_work(people, OTHER)
	sweep_at(48)
	assert sum("level 2" in subject for subject in told(ticket)[OTHER]) == 1
	assert not any("level 2" in subject for subject in told(ticket)[ENGINEER])


def test_with_nobody_else_a_ticket_stays_where_it_is(people):
	ticket = ticket_with(step(action="Reassign", notify="Team Supervisor"))
	before = decisions(ticket)
	sweep_at(4.5)
	assert frappe.db.get_value("Service Ticket", ticket.name, "engineer") == people[ENGINEER]
	assert decisions(ticket) == before
	assert "nobody else" in details(ticket)[0] and "nobody else" in told(ticket)[SUPERVISOR][0]


def test_handing_to_a_higher_level_passes_over_equals(people):
	ticket = ticket_with(step(action="Hand to Higher Level"), step(2, action="Hand to Higher Level"))
	back_at_work(people, OTHER, SENIOR)
	sweep_at(4.5)
	assert frappe.db.get_value("Service Ticket", ticket.name, "engineer") == people[SENIOR]
	candidates = frappe.get_last_doc("Dispatch Decision", filters={"ticket": ticket.name})
	assert [row.engineer for row in candidates.candidates] == [people[SENIOR]]
	assert "is not higher" in candidates.left_out and "has the ticket already" in candidates.left_out
	sweep_at(48)
	assert frappe.db.get_value("Service Ticket", ticket.name, "engineer") == people[SENIOR]
	assert "higher level" in details(ticket)[1]


@pytest.mark.parametrize("stage", ["Received", "Triaged"])
@pytest.mark.parametrize("action", ["Reassign", "Hand to Higher Level"])
def test_a_ticket_that_nobody_has_in_work_is_not_handed_over(people, stage, action):
	ticket = ticket_with(step(action=action, notify="Service Manager"), stage=stage)
	back_at_work(people, OTHER, SENIOR)
	sweep_at(4.5)
	assert frappe.db.get_value("Service Ticket", ticket.name, "engineer") is None
	assert "no engineer" in details(ticket)[0] and decisions(ticket) == []


def test_a_step_that_fails_after_handing_over_has_changed_nothing(people, monkeypatch):
	ticket = ticket_with(step(action="Reassign"), step(2))
	back_at_work(people, OTHER)
	record = sla_sweep.record

	def fail_at_the_ladder(clock, event, *args):
		if event == "Escalated":
			raise ValueError("a broken record")
		return record(clock, event, *args)

	monkeypatch.setattr(sla_sweep, "record", fail_at_the_ladder)
	sweep_at(4.5)
	assert frappe.db.get_value("Service Ticket", ticket.name, "engineer") == people[ENGINEER]
	assert len(decisions(ticket)) == 1 and told(ticket) == {}
	monkeypatch.setattr(sla_sweep, "record", record)
	sweep_at(5.5)
	assert frappe.db.get_value("Service Ticket", ticket.name, "engineer") == people[OTHER]
	assert len(decisions(ticket)) == 2 and len(details(ticket)) == 2


@pytest.mark.parametrize(
	("action", "function"), [("Reassign", "reassign"), ("Raise Priority", "raise_priority")]
)
def test_an_act_that_fails_is_undone_logged_and_keeps_nobody_from_being_told(
	people, monkeypatch, action, function
):
	ticket = ticket_with(step(notify="Team Supervisor", action=action))
	back_at_work(people, OTHER)

	def half_done(document, *_args):
		frappe.db.set_value("Service Ticket", ticket.name, "subject", "half done")
		frappe.throw("A broken record")

	monkeypatch.setattr(escalation, function, half_done)
	sweep_at(4.5)
	assert frappe.db.get_value("Service Ticket", ticket.name, "subject") == "The pump leaks"
	assert f"{action} failed" in details(ticket)[0] and f"{action} failed" in told(ticket)[SUPERVISOR][0]
	assert frappe.db.count("Error Log", {"reference_name": ticket.name}) == 1
	sweep_at(48)
	assert len(details(ticket)) == 1


# the policy


@pytest.mark.parametrize(
	("rung", "words"),
	[
		(step(channel="Webhook"), "row 1: choose the Webhook"),
		(step(notify="Role"), "row 1: choose the Role"),
		(step(notify="User"), "row 1: choose the User"),
		({**step(), "delay": -60}, "row 1: Additional Delay"),
		({**step(), "percent": 0}, "row 1: Percent of Target"),
		(step(channel="Pigeon"), "Channel"),
		(step(notify="Everybody"), "Notify"),
		(step(action="Despair"), "Action"),
		(step(channel="Webhook", webhook="No such webhook"), "No such webhook"),
	],
)
def test_a_policy_says_which_row_and_field_is_wrong(rung, words):
	f.policy()
	policy = frappe.get_doc("SLA Policy", "Test Policy")
	policy.append("ladder", rung)
	with pytest.raises(frappe.ValidationError, match=words) as refused:
		policy.save()
	if "row 1:" in words:
		assert refused.type is PolicyError
