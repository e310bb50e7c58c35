"""On-call duty is drafted ahead, and stands on the roster once a manager has confirmed it (E2, P1)."""

import pytest

import frappe

from fsm_app.api import on_call_rotation as api
from fsm_app.assignments.on_call_rotation import (
	ROTATION,
	NothingToConfirm,
	RotationError,
	draft_ahead,
)
from fsm_app.service_levels.on_call import DutyOverlap, on_duty
from tests.app import factories as f
from tests.app.offering import engineers, told

NOW = "2026-03-02 07:00:00"


def rotation(people, **values):
	return frappe.get_doc(
		{
			"doctype": ROTATION,
			"rotation_name": "Test Rotation",
			"company": f.company(),
			"weeks_ahead": 4,
			"handover_weekday": "Monday",
			"handover_time": "08:00:00",
			"rest_weeks": 0,
			"members": [{"engineer": person.name} for person in people],
			**values,
		}
	).insert()


def turns(name: str) -> list:
	return frappe.get_doc(ROTATION, name).turns


@pytest.fixture
def manager():
	return f.user("rotation.manager@example.com", "Service Manager")


def test_turns_are_drafted_in_turn_and_confirmed_into_duties(freeze, as_user, manager):
	one, two = engineers("Ada", "Bo")
	freeze(NOW)
	made = rotation([one, two])
	with as_user(manager):
		assert api.draft(made.name) == 4
	assert [row.engineer for row in turns(made.name)] == [one.name, two.name, one.name, two.name]
	assert frappe.db.count("On-call Duty", {"engineer": one.name}) == 0
	assert api.draft(made.name) == 0
	with as_user(manager):
		assert len(api.confirm(made.name)) == 4
		with pytest.raises(NothingToConfirm):
			api.confirm(made.name)
	assert on_duty(f.company(), None, frappe.utils.get_datetime("2026-03-10 03:00:00")) == two.name
	assert told(two.user)[-1].startswith("You are on call 2 times")


def test_who_had_less_so_far_comes_first(freeze):
	one, two = engineers("Ada", "Bo")
	freeze(NOW)
	f.duty(one.name, "2026-02-02 08:00:00", "2026-02-09 08:00:00")
	made = rotation([one, two])
	api.draft(made.name)
	assert turns(made.name)[0].engineer == two.name


def test_who_is_not_active_is_passed_over_and_the_draft_says_so(freeze):
	one, two = engineers("Ada", "Bo")
	frappe.db.set_value("Service Engineer", one.name, "status", "On Leave")
	freeze(NOW)
	made = rotation([one, two])
	api.draft(made.name)
	assert {row.engineer for row in turns(made.name)} == {two.name}
	assert turns(made.name)[0].note == "Away: Ada."
	frappe.db.set_value("Service Engineer", two.name, "status", "On Leave")
	freeze("2026-03-09 07:00:00")
	api.draft(made.name)
	last = turns(made.name)[-1]
	assert last.engineer is None and last.note.startswith("Nobody is there")


def test_the_manager_changes_who_but_not_when(freeze):
	one, two = engineers("Ada", "Bo")
	freeze(NOW)
	made = rotation([one, two])
	api.draft(made.name)
	document = frappe.get_doc(ROTATION, made.name)
	document.turns[0].update({"engineer": two.name, "start": "2026-03-01 00:00:00"})
	document.save()
	row = turns(made.name)[0]
	assert (row.engineer, str(row.start)) == (two.name, "2026-03-02 08:00:00")
	document = frappe.get_doc(ROTATION, made.name)
	document.append("turns", {"start": "2026-05-01 00:00:00", "end": "2026-05-02 00:00:00"})
	with pytest.raises(RotationError):
		document.save()


def test_a_week_with_a_duty_entered_by_hand_is_left_alone(freeze):
	one, two = engineers("Ada", "Bo")
	freeze(NOW)
	f.duty(two.name, "2026-03-10 08:00:00", "2026-03-11 08:00:00")
	made = rotation([one, two])
	assert api.draft(made.name) == 3


def test_confirming_is_all_or_nothing(freeze):
	one, two = engineers("Ada", "Bo")
	freeze(NOW)
	made = rotation([one, two])
	api.draft(made.name)
	f.duty(two.name, "2026-03-10 08:00:00", "2026-03-11 08:00:00")
	frappe.db.commit()
	with pytest.raises(DutyOverlap):
		api.confirm(made.name)
	frappe.db.rollback()
	assert not any(row.duty for row in turns(made.name))
	assert frappe.db.count("On-call Duty", {"engineer": one.name}) == 0


def test_each_week_what_has_come_within_reach_is_drafted_and_the_managers_told(freeze, manager):
	one, two = engineers("Ada", "Bo")
	freeze(NOW)
	made = rotation([one, two])
	draft_ahead()
	assert len(turns(made.name)) == 4
	freeze("2026-03-09 07:00:00")
	draft_ahead()
	assert len(turns(made.name)) == 5
	assert told(manager)[-1].startswith("Test Rotation: 1 turns")


def test_drafts_are_not_for_engineers(freeze, as_user):
	one, two = engineers("Ada", "Bo")
	freeze(NOW)
	made = rotation([one, two])
	with as_user(one.user):
		with pytest.raises(frappe.PermissionError):
			frappe.get_list(ROTATION)
		for act in (api.draft, api.confirm):
			with pytest.raises(frappe.PermissionError):
				act(made.name)


def test_an_engineer_twice_or_of_another_company_is_refused():
	one, _two = engineers("Ada", "Bo")
	with pytest.raises(RotationError):
		rotation([one, one])
	other = f.other_company("Rotation Elsewhere", "RE")
	frappe.db.set_value("Service Engineer", one.name, "company", other)
	frappe.clear_document_cache("Service Engineer", one.name)
	with pytest.raises(RotationError):
		rotation([one])
