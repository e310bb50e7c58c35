"""A ticket's life is told to whoever listens, in order; who refuses or breaks down changes nothing (C1)."""

import re
from pathlib import Path

import pytest

import frappe

from fsm_app import hooks
from fsm_app.api.ticket_actions import merge
from fsm_app.common.giving_way import GaveWay
from fsm_app.common.listeners import ListenerFailed
from fsm_app.service_desk import listeners
from fsm_app.service_desk.listeners import (
	CHANGED_ENGINEER,
	CHANGES_ENGINEER,
	ENTERED_STAGE,
	ENTERS_STAGE,
	MERGES,
	VALIDATES,
)
from tests.app import factories as f
from tests.app.listening_app import ListeningApp
from tests.app.ticket_imports import importer, run, ticket_of
from tests.app.tickets import act, walk
from tests.ticket_exports import zendesk_ticket

HOOKS = (VALIDATES, ENTERS_STAGE, ENTERED_STAGE, CHANGES_ENGINEER, CHANGED_ENGINEER, MERGES)
# Who listens here may still say no, nothing being stored yet.
REFUSING = (VALIDATES, ENTERS_STAGE, CHANGES_ENGINEER)
APPLY = "/api/method/frappe.model.workflow.apply_workflow"
TICKET, DISPATCHER, ENGINEER = "Service Ticket", "dispatcher@example.com", "engineer@example.com"
# All that a ticket's way leaves behind, with the field that names the ticket.
LEFT_BEHIND = {
	TICKET: "name",
	"SLA Clock": "ticket",
	"SLA Event": "ticket",
	"Service Visit": "ticket",
	"Dispatch Decision": "ticket",
	"Ticket Handover": "ticket",
	"Runbook Run": "ticket",
	"Service Survey": "ticket",
	"ToDo": "reference_name",
	"Notification Log": "document_name",
	"Comment": "reference_name",
	"Version": "docname",
}
DOCUMENT = Path(__file__).parents[2] / "docs/extending.md"


class Refused(frappe.ValidationError):
	"""The other app's own way of saying no."""


@pytest.fixture(autouse=True)
def people():
	f.user(DISPATCHER, "Service Dispatcher", "Sales User")
	f.user(ENGINEER, "Service Engineer")
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	f.engineer("Fitting One", user=ENGINEER, max_open_tickets=0)


@pytest.fixture
def ticket():
	"""One that can be dispatched."""
	return walk(f.ticket(), "Triage")


@pytest.fixture
def other_app(monkeypatch):
	return ListeningApp(monkeypatch)


def everything_of(ticket) -> dict:
	return {
		doctype: frappe.get_all(doctype, filters={field: ticket.name}, fields=["*"], order_by="name")
		for doctype, field in LEFT_BEHIND.items()
	}


def refuse(ticket, other):
	frappe.throw("Not on a Sunday. Choose another day.", Refused)


def break_down(ticket, other):
	return {}["nothing"]


# in order


def test_listeners_are_called_in_the_order_of_hooks_py(ticket, monkeypatch):
	called, known = [], frappe.get_attr

	def get_attr(path):
		function = known(path)
		if not any(path in getattr(hooks, hook) for hook in HOOKS):
			return function
		return lambda *arguments: (called.append(path), function(*arguments))[1]

	monkeypatch.setattr(frappe, "get_attr", get_attr)
	act(ticket, "Dispatch")
	assert called == [
		*hooks.fsm_ticket_validates,
		*hooks.fsm_ticket_enters_stage,
		*hooks.fsm_ticket_changes_engineer,
		*hooks.fsm_ticket_changed_engineer,
		*hooks.fsm_ticket_entered_stage,
	]


def test_another_apps_listeners_come_after_ours(other_app):
	seen = []
	other_app.listen(ENTERS_STAGE, lambda ticket, before: seen.append(ticket.engineer), "enters")
	other_app.listen(
		ENTERED_STAGE,
		lambda ticket, before: seen.append(frappe.db.count("SLA Clock", {"ticket": ticket.name})),
	)
	ticket = walk(f.ticket(), "Triage", "Dispatch")
	clocks = frappe.db.count("SLA Clock", {"ticket": ticket.name})
	# Its clocks run, and dispatch has found the engineer.
	assert clocks and ticket.engineer
	assert seen == [None, clocks, None, clocks, ticket.engineer, clocks]


def test_listeners_get_the_ticket_and_what_it_was(other_app):
	told = []
	for number, hook in enumerate(HOOKS[:-1]):
		other_app.listen(
			hook,
			lambda ticket, before, hook=hook: told.append(
				(hook, ticket.stage, before and before.stage, before and before.engineer, ticket.engineer)
			),
			f"listener{number}",
		)
	ticket = f.ticket()
	assert told == [(hook, "Received", None, None, None) for hook in (VALIDATES, ENTERS_STAGE, ENTERED_STAGE)]
	act(ticket, "Triage")
	told.clear()
	engineer = act(ticket, "Dispatch").engineer
	assert told == [
		# the engineer is looked for when the stage is entered
		(VALIDATES, "Dispatched", "Triaged", None, None),
		*(
			(hook, "Dispatched", "Triaged", None, engineer)
			for hook in (ENTERS_STAGE, CHANGES_ENGINEER, CHANGED_ENGINEER, ENTERED_STAGE)
		),
	]
	told.clear()
	act(ticket, "Return", return_reason="They are ill")
	assert (CHANGED_ENGINEER, "Triaged", "Dispatched", engineer, None) in told


def test_a_save_that_moves_nothing_is_told_to_those_who_check_alone(ticket, other_app):
	told = []
	for number, hook in enumerate(HOOKS[:-1]):
		other_app.listen(hook, lambda ticket, before, hook=hook: told.append(hook), f"listener{number}")
	doc = frappe.get_doc(TICKET, ticket.name)
	doc.subject = "It hums"
	doc.save()
	assert told == [VALIDATES]


def test_imported_tickets_are_not_told(other_app, tmp_path, freeze):
	freeze("2026-03-02 12:00:00")
	told = []
	for number, hook in enumerate((VALIDATES, ENTERED_STAGE, CHANGED_ENGINEER)):
		other_app.listen(hook, lambda ticket, before, hook=hook: told.append(hook), f"listener{number}")
	run(importer(tmp_path)([zendesk_ticket(1, status="closed"), zendesk_ticket(2, status="open")]))
	assert {ticket_of(number).stage for number in (1, 2)} > {"Closed"}
	assert set(told) == {VALIDATES}


# who refuses


@pytest.mark.parametrize("hook", REFUSING)
def test_a_refusal_passes_as_it_is_and_changes_nothing(hook, ticket, other_app):
	other_app.listen(hook, refuse)
	before = everything_of(ticket)
	with pytest.raises(Refused, match="Not on a Sunday"):
		act(ticket, "Dispatch")
	# without any rollback: nothing has been written
	assert everything_of(ticket) == before


@pytest.mark.parametrize("hook", REFUSING[:2])
def test_a_new_ticket_that_is_refused_is_not_there(hook, other_app):
	other_app.listen(hook, refuse)
	before = {doctype: frappe.db.count(doctype) for doctype in LEFT_BEHIND}
	with pytest.raises(Refused):
		f.ticket(offering=f.offering())
	assert frappe.db.count(TICKET) == before[TICKET]
	for doctype in ("SLA Clock", "SLA Event", "Notification Log", "ToDo"):
		assert frappe.db.count(doctype) == before[doctype], doctype


@pytest.mark.parametrize("hook", [ENTERED_STAGE, CHANGED_ENGINEER])
@pytest.mark.parametrize("listener", [refuse, break_down])
def test_who_fails_after_the_ticket_is_stored_undoes_the_whole_save(hook, listener, ticket, other_app, rest):
	other_app.listen(hook, listener)
	client = rest.login(DISPATCHER)
	doc = frappe.get_doc(TICKET, ticket.name)
	before = everything_of(ticket)
	answer = client.post(APPLY, json={"doc": doc.as_dict(convert_dates_to_str=True), "action": "Dispatch"})
	assert answer.status_code == 417
	assert everything_of(ticket) == before


# who breaks down


@pytest.mark.parametrize("hook", [*REFUSING, ENTERED_STAGE, CHANGED_ENGINEER])
def test_a_listener_that_breaks_down_is_named(hook, ticket, other_app):
	path = other_app.listen(hook, break_down)
	with pytest.raises(ListenerFailed) as failed:
		act(ticket, "Dispatch")
	for told in ("neighbour", path, "KeyError", "Service Ticket", "Nothing was changed", "administrator"):
		assert told in str(failed.value)
	assert frappe.db.count("Error Log", {"method": f"{path} listens to {TICKET}"}) == 1


@pytest.mark.parametrize("hook", [*REFUSING, ENTERED_STAGE])
def test_who_looks_for_what_is_not_there_breaks_down_and_does_not_refuse(hook, ticket, other_app):
	path = other_app.listen(hook, lambda ticket, before: frappe.get_doc("Customer", "No Such Customer"))
	with pytest.raises(ListenerFailed, match=re.escape(path)):
		act(ticket, "Dispatch")


def test_a_listener_that_is_not_there_is_named(ticket, other_app):
	path = other_app.listen(ENTERS_STAGE, name="forgotten")
	before = everything_of(ticket)
	with pytest.raises(ListenerFailed, match=re.escape(path)):
		act(ticket, "Dispatch")
	assert everything_of(ticket) == before


def test_a_broken_app_is_named_to_whoever_saves(ticket, other_app, rest):
	path = other_app.listen(ENTERS_STAGE, break_down)
	doc = frappe.get_doc(TICKET, ticket.name)
	before = everything_of(ticket)
	answer = rest.login(DISPATCHER).post(
		APPLY, json={"doc": doc.as_dict(convert_dates_to_str=True), "action": "Dispatch"}
	)
	assert answer.status_code == 417
	assert path in answer.text
	assert everything_of(ticket) == before


@pytest.mark.parametrize(
	"kind", [frappe.QueryDeadlockError, frappe.QueryTimeoutError, frappe.PermissionError]
)
def test_what_frappe_itself_raises_passes_as_it_is(kind, ticket, other_app):
	def collide(ticket, before):
		raise kind("another one was quicker")

	other_app.listen(ENTERS_STAGE, collide)
	with pytest.raises(kind) as raised:
		act(ticket, "Dispatch")
	# The ticket tells a transaction that gave way in words, once for all.
	passed = raised.value.__context__ if isinstance(raised.value, GaveWay) else raised.value
	assert (type(passed), str(passed)) == (kind, "another one was quicker")


def test_what_breaks_in_our_own_listeners_is_not_blamed_on_another_app(ticket, monkeypatch):
	from fsm_app.dispatch import ticket_listeners

	monkeypatch.setattr(ticket_listeners, "find_engineer", break_down)
	with pytest.raises(KeyError):
		act(ticket, "Dispatch")


# merging


def comments(ticket) -> str:
	rows = frappe.get_all(
		"Comment", filters={"reference_name": ticket.name, "comment_type": "Info"}, pluck="content"
	)
	return " ".join(rows)


def test_what_listeners_hand_over_stands_on_both_timelines(other_app):
	told = []

	def hand_over(ticket, into):
		told.append((ticket.name, into.name))
		return {"Neighbour Record": 3, "Neighbour Note": 0}

	other_app.listen(MERGES, hand_over)
	other_app.listen(MERGES, lambda ticket, into: None, "silent")
	duplicate, stays = f.ticket(), f.ticket()
	merge(duplicate.name, stays.name)
	assert told == [(duplicate.name, stays.name)]
	for ticket in (duplicate, stays):
		assert "Neighbour Record: 3" in comments(ticket)
		assert "Neighbour Note" not in comments(ticket)


@pytest.mark.parametrize(("listener", "kind"), [(refuse, Refused), (break_down, ListenerFailed)])
def test_a_merge_that_is_refused_changes_nothing(listener, kind, other_app):
	other_app.listen(MERGES, listener)
	duplicate, stays = f.ticket(), f.ticket()
	duplicate.add_comment("Comment", "It hums")
	before = everything_of(duplicate), everything_of(stays)
	with pytest.raises(kind):
		merge(duplicate.name, stays.name)
	assert (everything_of(duplicate), everything_of(stays)) == before


# the document


def code_of_document() -> dict[str, str]:
	"""The app of docs/extending.md: its files' text by name."""
	text = DOCUMENT.read_text(encoding="utf-8")
	return dict(re.findall(r"`stocktaking/(\w+)\.py`:\n\n```python\n(.*?)```", text, re.DOTALL))


@pytest.fixture
def stocktaking(monkeypatch):
	"""That app, installed; called with a customer it sets the field of which the document speaks."""
	app = ListeningApp(monkeypatch, "stocktaking")
	for name, text in code_of_document().items():
		exec(text, vars(app.module(name)))
	app.hooks.update(
		{hook: paths for hook, paths in vars(app.module("hooks")).items() if hook.startswith("fsm_ticket_")}
	)
	# A real custom field would alter the table, which no rollback takes back.
	customers, known = set(), frappe.db.get_value

	def get_value(doctype, filters=None, fieldname="name", *args, **kwargs):
		if (doctype, fieldname) == ("Customer", "stocktaking"):
			return int(filters in customers)
		return known(doctype, filters, fieldname, *args, **kwargs)

	monkeypatch.setattr(frappe.db, "get_value", get_value)
	return customers


def test_the_app_of_the_document_has_twenty_lines():
	files = code_of_document()
	assert sorted(files) == ["hooks", "visits"]
	assert sum(bool(line.strip()) for text in files.values() for line in text.splitlines()) <= 20


def test_the_app_of_the_document_works(stocktaking):
	ticket = walk(f.ticket(), "Triage", "Dispatch", "Accept")
	stocktaking.add(ticket.customer)
	before = everything_of(ticket)
	with pytest.raises(frappe.ValidationError, match="Agree on another day first"):
		act(ticket, "Travel")
	assert everything_of(ticket) == before
	stocktaking.clear()
	ticket = walk(ticket, "Travel", "Arrive")
	assert "The site may be opened again." not in comments(ticket)
	assert "The site may be opened again." in comments(walk(ticket, "Complete"))


def test_the_document_names_each_hook_and_no_other():
	named = set(re.findall(r"^\| `(fsm_ticket_\w+)` \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE))
	assert named == set(HOOKS)
	assert {name for name in vars(hooks) if name.startswith("fsm_ticket_")} == named
	assert {value for name, value in vars(listeners).items() if name.isupper()} == named
