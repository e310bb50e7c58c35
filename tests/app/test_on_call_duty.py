"""Who is on duty, for a team and for the company (B4, P1)."""

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.service_levels.on_call import DutyOverlap, on_duty
from tests.app import factories as f

TEAM = "Test Team"


@pytest.fixture
def engineers():
	f.team(TEAM)
	return f.engineer("First", team=TEAM).name, f.engineer("Second").name


def test_the_teams_own_duty_comes_before_the_companys(engineers):
	first, second = engineers
	f.duty(second, "2026-03-02 18:00:00", "2026-03-03 08:00:00")
	f.duty(first, "2026-03-02 20:00:00", "2026-03-02 22:00:00", team=TEAM)
	company, other_team = f.company(), f.team("Other Team")
	night, late = get_datetime("2026-03-02 21:00:00"), get_datetime("2026-03-02 23:00:00")
	assert on_duty(company, TEAM, night) == first
	assert on_duty(company, other_team, night) == second
	assert on_duty(company, None, night) == second
	assert on_duty(company, TEAM, late) == second


def test_a_duty_lasts_up_to_its_end_and_not_for_those_on_leave(engineers):
	first, _second = engineers
	f.duty(first, "2026-03-02 18:00:00", "2026-03-03 08:00:00")
	company = f.company()
	for moment, engineer in (
		("2026-03-02 17:59:59", None),
		("2026-03-02 18:00:00", first),
		("2026-03-03 07:59:59", first),
		("2026-03-03 08:00:00", None),
	):
		assert on_duty(company, TEAM, get_datetime(moment)) == engineer, moment
	frappe.db.set_value("Service Engineer", first, "status", "On Leave")
	assert on_duty(company, TEAM, get_datetime("2026-03-02 18:00:00")) is None


def test_an_engineer_is_on_duty_once_at_a_time(engineers):
	first, second = engineers
	evening = f.duty(first, "2026-03-02 18:00:00", "2026-03-03 08:00:00")
	f.duty(first, "2026-03-03 08:00:00", "2026-03-03 18:00:00")  # from one into the next
	f.duty(second, "2026-03-02 18:00:00", "2026-03-03 08:00:00", team=TEAM)
	for start, end in (("17:00", "18:01"), ("20:00", "21:00"), ("17:00", "23:59")):
		with pytest.raises(DutyOverlap, match=evening.name):
			f.duty(first, f"2026-03-02 {start}:00", f"2026-03-02 {end}:00")
	evening.start = "2026-03-02 19:00:00"
	evening.save()  # it does not overlap itself


def test_a_duty_must_make_sense(engineers):
	first, _second = engineers
	with pytest.raises(frappe.ValidationError, match="End"):
		f.duty(first, "2026-03-02 18:00:00", "2026-03-02 18:00:00")
	with pytest.raises(frappe.MandatoryError):
		f.duty(first, "2026-03-02 18:00:00", None)
