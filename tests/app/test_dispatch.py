"""The best free engineer with the skills gets the ticket, and everybody can see why (E1, E2)."""

import pytest

import frappe

from fsm_app.dispatch.assignment import EngineerNotSuitable, NoCandidate
from tests.app import factories as f
from tests.app.dispatching import profile
from tests.app.tickets import act, walk


def dispatched(**values):
	return walk(f.ticket(**values), "Triage", "Dispatch")


def decision(ticket):
	return frappe.get_doc("Dispatch Decision", {"ticket": ticket.name})


@pytest.fixture(autouse=True)
def only_these_engineers():
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")


def test_only_an_engineer_with_every_skill_is_chosen():
	f.engineer("Knows Motors", skills=("Motors",))
	both = f.engineer("Knows Both", skills=("Motors", "Hydraulics"))
	ticket = dispatched(offering=f.offering("Press Repair", skills=("Motors", "Hydraulics")))
	assert ticket.engineer == both.name
	assert "1 x skill missing: Hydraulics" in decision(ticket).left_out


def test_the_level_the_service_requires_is_kept_and_seniors_are_spared():
	f.engineer("Junior One", level="Junior")
	senior = f.engineer("Senior One", level="Senior")
	fitting = f.engineer("Intermediate One", level="Intermediate")
	ticket = dispatched(offering=f.offering("Harder Repair", required_level="Intermediate"))
	assert ticket.engineer == fitting.name
	marks = {row.engineer: row.level_score for row in decision(ticket).candidates}
	assert marks == {fitting.name: 100, senior.name: 75}


def test_the_less_loaded_engineer_comes_first_and_a_full_one_not_at_all():
	first = f.engineer("Busy One", max_open_tickets=2)
	one, two = dispatched(), dispatched()
	assert {one.engineer, two.engineer} == {first.name}
	free = f.engineer("Free One", max_open_tickets=2)
	ticket = dispatched()
	assert ticket.engineer == free.name
	assert "at the limit of open tickets (2)" in decision(ticket).left_out


def test_the_own_region_comes_first():
	f.engineer("Far One", region=f.territory("Region North"))
	near = f.engineer("Near One", region=f.territory("Region South"))
	assert dispatched(region="Region South").engineer == near.name


def test_an_engineer_on_leave_gets_nothing_and_the_dispatcher_hears_why():
	f.engineer("On Leave One", status="On Leave")
	ticket = act(f.ticket(), "Triage")
	with pytest.raises(NoCandidate) as refused:
		act(ticket, "Dispatch")
	assert "not on duty (On Leave)" in str(refused.value)
	assert frappe.db.get_value("Service Ticket", ticket.name, "stage") == "Triaged"
	assert frappe.db.count("Dispatch Decision", {"ticket": ticket.name}) == 0


def test_an_unsuitable_engineer_needs_a_reason_which_is_kept():
	unskilled = f.engineer("Unskilled One")
	ticket = act(f.ticket(offering=f.offering("Press Repair", skills=("Hydraulics",))), "Triage")
	ticket.engineer = unskilled.name
	ticket.save()
	with pytest.raises(EngineerNotSuitable) as refused:
		act(ticket, "Dispatch")
	assert "skill missing: Hydraulics" in str(refused.value)
	ticket.reload()
	ticket.override_reason = "Lives next door and is led by telephone"
	ticket.save()
	kept = decision(act(ticket, "Dispatch"))
	assert (kept.mode, kept.engineer, kept.override_reason) == (
		"Manual",
		unskilled.name,
		"Lives next door and is led by telephone",
	)


def test_weights_are_records_that_change_the_choice():
	far_but_skilled = f.engineer("Expert One", skills=("Motors",), region=f.territory("Region North"))
	near = f.engineer("Local One", region=f.territory("Region South"))
	near.append("skills", {"skill": f.skill("Motors"), "proficiency": 1})
	near.save()
	offering = f.offering("Motor Repair", skills=("Motors",))
	assert dispatched(offering=offering, region="Region South").engineer == far_but_skilled.name
	profile(weights={"region": 100})
	assert dispatched(offering=offering, region="Region South").engineer == near.name


def test_giving_a_ticket_in_work_to_another_goes_by_the_same_rules():
	f.engineer("First One", skills=("Motors",))
	unskilled = f.engineer("Unskilled One")
	ticket = dispatched(offering=f.offering("Motor Repair", skills=("Motors",)))
	ticket.engineer = unskilled.name
	with pytest.raises(EngineerNotSuitable):
		ticket.save()
	ticket.reload()
	ticket.update({"engineer": unskilled.name, "override_reason": "Is on the spot already"})
	ticket.save()
	decisions = frappe.get_all(
		"Dispatch Decision", filters={"ticket": ticket.name}, fields=["engineer", "mode"], order_by="creation"
	)
	assert [row.mode for row in decisions] == ["Automatic", "Manual"]
	assert decisions[-1].engineer == unskilled.name
