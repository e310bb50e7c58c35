"""The checklist of a ticket, copied from its offering and ticked off by the engineer (C4)."""

from datetime import datetime

import pytest

import frappe

from fsm_app.common import clock
from fsm_app.field_work.gates import MissingEvidence
from tests.app import factories as f
from tests.app.tickets import act, walk

STEPS = (("Disconnect the device", "On Site", 1), ("Try it out", "Working", 1), ("Clean up", "Working", 0))


def offering(name: str = "Stepwise Repair", steps=STEPS) -> str:
	return f.offering(
		name, checklist=[{"step": step, "stage": stage, "mandatory": must} for step, stage, must in steps]
	)


@pytest.fixture
def ticket():
	f.engineer("Fitting One")
	return walk(f.ticket(offering=offering()), "Triage", "Dispatch", "Accept", "Arrive")


def tick(ticket, *steps, done: int = 1):
	doc = frappe.get_doc("Service Ticket", ticket.name)
	for row in doc.checklist:
		if row.step in steps:
			row.done = done
	return doc.save()


def test_a_ticket_brings_the_steps_of_its_offering_whatever_was_sent():
	doc = f.ticket(
		offering=offering(), checklist=[{"step": "My own", "stage": "On Site", "mandatory": 0, "done": 1}]
	)
	assert [(row.step, row.stage, row.mandatory, row.done) for row in doc.checklist] == [
		(step, stage, must, 0) for step, stage, must in STEPS
	]


def test_a_tick_notes_who_and_when_and_goes_off_again(ticket):
	f.user("dispatcher@example.com", "Service Dispatcher")
	with clock.at(datetime(2026, 3, 2, 10)):
		frappe.set_user("dispatcher@example.com")
		row = tick(ticket, "Try it out").checklist[1]
		frappe.set_user("Administrator")
	assert (row.done, row.done_at, row.done_by) == (1, datetime(2026, 3, 2, 10), "dispatcher@example.com")
	row = tick(ticket, "Clean up").checklist[1]
	assert (row.done_at, row.done_by) == (datetime(2026, 3, 2, 10), "dispatcher@example.com")
	row = tick(ticket, "Try it out", done=0).checklist[1]
	assert (row.done, row.done_at, row.done_by) == (0, None, None)


def test_steps_are_neither_changed_nor_removed_nor_added(ticket):
	doc = frappe.get_doc("Service Ticket", ticket.name)
	doc.checklist[0].update(
		{"step": "Nothing", "mandatory": 0, "done_at": "2020-01-01 00:00:00", "done_by": "Guest"}
	)
	doc.remove(doc.checklist[2])
	doc.append("checklist", {"step": "Mine", "stage": "On Site", "mandatory": 0, "done": 1})
	doc.save()
	doc.reload()
	assert [(row.step, row.stage, row.mandatory) for row in doc.checklist] == list(STEPS)
	assert [row.idx for row in doc.checklist] == [1, 2, 3]
	assert not any(row.done_at or row.done_by or row.done for row in doc.checklist)
	doc.set("checklist", [])
	doc.save()
	assert len(frappe.get_doc("Service Ticket", ticket.name).checklist) == 3


def test_mandatory_steps_hold_the_ticket_back_and_others_do_not(ticket):
	with pytest.raises(MissingEvidence) as refusal:
		act(ticket, "Complete")
	said = str(refusal.value)
	assert "Disconnect the device" in said and "Try it out" in said and "Clean up" not in said
	tick(ticket, "Disconnect the device")
	ticket = act(ticket, "Start Work")
	assert ticket.completeness == 50
	tick(ticket, "Try it out")
	ticket = act(ticket, "Complete")
	assert (ticket.stage, ticket.completeness) == ("Done", 100)


def test_a_step_is_shown_as_text_in_the_refusal():
	f.engineer("Fitting One")
	steps = (("Check <img src=x onerror=alert(1)> 2 < 3", "On Site", 1),)
	ticket = walk(f.ticket(offering=offering("Odd Steps", steps)), "Triage", "Dispatch", "Accept", "Arrive")
	with pytest.raises(MissingEvidence) as refusal:
		act(ticket, "Complete")
	assert "<img" not in str(refusal.value)


def test_another_offering_brings_its_steps_and_keeps_ticks_of_those_that_both_have(ticket):
	tick(ticket, "Disconnect the device")
	doc = frappe.get_doc("Service Ticket", ticket.name)
	doc.offering = offering(
		"Other Steps", (("Measure", "On Site", 1), ("Disconnect the device", "On Site", 1))
	)
	doc.save()
	doc.reload()
	assert [(row.step, row.done) for row in doc.checklist] == [("Measure", 0), ("Disconnect the device", 1)]
	assert doc.checklist[1].done_by == "Administrator"
	doc.offering = f.offering()
	doc.save()
	assert frappe.get_doc("Service Ticket", ticket.name).checklist == []


def test_a_later_change_of_the_offering_leaves_a_tickets_steps_alone(ticket):
	doc = frappe.get_doc("Service Offering", ticket.offering)
	doc.set("checklist", [])
	doc.save()
	assert len(tick(ticket, "Clean up").checklist) == 3


def test_a_reopened_ticket_begins_its_checklist_anew(ticket):
	tick(ticket, "Disconnect the device", "Try it out")
	doc = walk(ticket, "Complete", "Verify", "Close", "Reopen")
	assert [(row.done, row.done_at, row.done_by) for row in doc.checklist] == [(0, None, None)] * 3
	assert doc.completeness == 0
