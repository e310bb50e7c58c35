"""One plan for several days: visits go to the day on which they fit best, within what was agreed (E3)."""

from datetime import timedelta

import pytest

import frappe
from frappe.utils import get_datetime, getdate

from fsm_app.day_plans import acceptance, plans
from fsm_app.day_plans.plans import DayPlanError
from fsm_app.day_plans.problem import problem_of
from tests.app import day_plans as p
from tests.app import dispatching as d
from tests.app import factories as f
from tests.app.devices import queries

WEDNESDAY, THURSDAY = "2026-03-04", "2026-03-05"


@pytest.fixture(autouse=True)
def monday():
	with d.at():
		yield


def at(day: str, hour: str):
	return get_datetime(f"{day} {hour}:00")


def not_due(*tickets) -> None:
	"""Nothing presses: their clocks do not speak for the first day."""
	for ticket in tickets:
		frappe.db.set_value("Service Ticket", ticket.name, "next_due_at", None)


def day_of(row) -> str:
	return str(getdate(row.start_proposed))


def test_a_visit_goes_to_the_day_on_which_somebody_is_near_and_is_accepted_there():
	south, _north = p.crew()
	for hours in (("09:00", "10:00"), ("11:00", "12:00")):
		near = p.ticket(p.NORTH, south)
		p.visit_at(near, *hours, day=WEDNESDAY, plan_locked=1)
	frappe.db.set_value("Service Engineer", {"engineer_name": "North"}, "status", "On Leave")
	far = p.ticket(p.NORTH, south)
	p.visit_at(far, "10:00", "11:00")
	not_due(far)
	made = p.plan(plan_until=WEDNESDAY, keep_times=0)
	row = p.row(made, far)
	assert (row.change, row.engineer_proposed, day_of(row)) == ("Moved", south.name, WEDNESDAY)
	assert made.travel_proposed < made.travel_now
	assert acceptance.accept(made.name) == {"taken": 1, "conflicts": 0}
	visit = frappe.get_doc("Service Visit", {"ticket": far.name, "status": "Planned"})
	assert visit.planned_start == row.start_proposed


def test_what_was_agreed_for_a_day_stays_on_it_and_a_window_of_two_days_may_be_used():
	p.crew()
	agreed = p.ticket(p.SOUTH, **d.appointment("13:00", "15:00"))
	wide = p.ticket(p.SOUTH, appointment_start=at(WEDNESDAY, "12:00"), appointment_end=at(THURSDAY, "12:00"))
	by_hand = p.ticket(p.SOUTH, frappe.get_last_doc("Service Engineer", {"engineer_name": "South"}))
	p.visit_at(by_hand, "09:00", "10:00", day=THURSDAY)
	made = p.plan(plan_until=THURSDAY)
	row = p.row(made, agreed)
	assert at(d.TUESDAY, "13:00") <= row.start_proposed and row.end_proposed <= at(d.TUESDAY, "15:00")
	row = p.row(made, wide)
	assert at(WEDNESDAY, "12:00") <= row.start_proposed and row.end_proposed <= at(THURSDAY, "12:00")
	assert p.row(made, by_hand).start_proposed == at(THURSDAY, "09:00")


def test_what_has_no_time_is_done_on_the_first_day_while_there_is_room_and_then_on_the_next():
	p.crew()
	whole_day = f.offering("Plan Whole Day", planned_duration=8 * 3600)
	places = (p.SOUTH, p.SOUTH, p.SOUTH, p.NORTH, p.NORTH)
	tickets = [p.ticket(place, offering=whole_day) for place in places]
	made = p.plan(plan_until=THURSDAY)
	days = sorted(day_of(p.row(made, each)) for each in tickets)
	assert days == [d.TUESDAY, d.TUESDAY, WEDNESDAY, WEDNESDAY, THURSDAY]
	assert made.visits_left_out == 0
	# One day alone leaves three of them out.
	assert p.plan().visits_left_out == 3


def test_who_is_away_on_one_of_the_days_comes_on_another():
	south, north = p.crew()
	frappe.db.set_value("Service Engineer", north.name, "status", "On Leave")
	calendar = f.calendar("Plan Thursdays", days=("Thursday",))
	frappe.db.set_value("Service Engineer", south.name, "calendar", calendar)
	loose = p.ticket(p.SOUTH)
	kept = p.ticket(p.SOUTH, south)
	p.visit_at(kept, "10:00", "11:00", day=WEDNESDAY, plan_locked=1)
	made = p.plan(plan_until=THURSDAY)
	row = p.row(made, loose)
	assert day_of(row) == THURSDAY and row.start_proposed >= at(THURSDAY, "10:00")
	row = p.row(made, kept)
	assert row.change == "Not Planned" and "not at work" in row.why


def test_a_certificate_has_to_hold_on_the_day_to_which_a_visit_goes():
	south, north = p.crew()
	frappe.db.set_value("Service Engineer", north.name, "status", "On Leave")
	certificate = "Plan Licence"
	f.make("Service Certification", name=certificate, certification_name=certificate, kind="Internal")
	frappe.get_doc(
		{
			"doctype": "Engineer Certification",
			"engineer": south.name,
			"certification": certificate,
			"valid_from": "2020-01-01",
			"valid_until": d.TUESDAY,
		}
	).insert()
	licensed = f.offering(
		"Plan Licensed Repair", certifications=[{"certification": certificate}], planned_duration=5 * 3600
	)
	tickets = [p.ticket(p.SOUTH, offering=licensed) for _number in range(2)]
	made = p.plan(plan_until=WEDNESDAY)
	planned = [p.row(made, each) for each in tickets if p.row(made, each).engineer_proposed]
	left_out = [p.row(made, each) for each in tickets if not p.row(made, each).engineer_proposed]
	assert [day_of(row) for row in planned] == [d.TUESDAY]
	assert [row.change for row in left_out] == ["Not Planned"]
	# The other day's room is no use to them.
	assert "The working days are full." in left_out[0].why
	frappe.db.set_value("Engineer Certification", {"engineer": south.name}, "valid_until", WEDNESDAY)
	made = p.plan(plan_until=WEDNESDAY)
	assert sorted(day_of(p.row(made, each)) for each in tickets) == [d.TUESDAY, WEDNESDAY]


def test_only_so_many_visits_change_as_the_dispatcher_allows():
	"""asks D5: a limit of changes, and what would fit with more."""
	south, north = p.crew()
	frappe.db.set_value("Service Engineer", north.name, "status", "On Leave")
	long = f.offering("Plan Half Day", planned_duration=4 * 3600)
	planned = p.ticket(p.SOUTH, south, offering=long)
	p.visit_at(planned, "10:30", "14:30")
	urgent = p.ticket(p.SOUTH, offering=long)
	# It ends when all ways are tried, which takes a fraction of that.
	asked = {"mode": "Change Little", "keep_times": 0, "seconds": 120}
	made = p.plan(**asked, limit_changes=1, most_changes=0)
	row = p.row(made, urgent)
	assert row.change == "Not Planned" and p.row(made, planned).change == "Unchanged"
	assert "More visits would have to change than you allow." in row.why
	assert "It would fit if 1 visits might change." in row.why
	assert made.visits_changed == 0
	for allowed in ({"limit_changes": 1, "most_changes": 1}, {}):
		made = p.plan(**asked, **allowed)
		assert p.row(made, urgent).change == "Newly Planned"
		assert made.visits_changed == 1


def test_a_plan_goes_from_its_first_day_to_its_last_and_seven_days_at_the_most():
	p.crew()
	for until in ("2026-03-02", "2026-03-10", "9999-12-31"):
		with pytest.raises(DayPlanError, match="Until"):
			f.make("Day Plan", company=f.company(), plan_date=d.TUESDAY, plan_until=until)
	with pytest.raises(DayPlanError, match="Changes Allowed"):
		f.make("Day Plan", company=f.company(), plan_date=d.TUESDAY, most_changes=-1)
	p.ticket(p.SOUTH)
	made = p.plan(plan_until=WEDNESDAY)
	assert made.expires_at == at(THURSDAY, "00:00")
	with d.at(get_datetime(d.NOW) + timedelta(days=3)):
		plans.follow()
	assert frappe.db.get_value("Day Plan", made.name, "state") == "Expired"


def test_another_ticket_and_another_engineer_ask_no_further_question(monkeypatch):
	p.crew()
	made = f.make(
		"Day Plan", company=f.company(), plan_date=d.TUESDAY, plan_until=WEDNESDAY, team="Plan Team"
	)
	p.ticket(p.SOUTH)
	problem_of(made)
	few = queries(monkeypatch, lambda: problem_of(made))
	for place in (p.NORTH, p.SOUTH, (31.3, 121.5)):
		p.ticket(place)
	f.engineer("Third", team="Plan Team", user=f.user("third.plan@example.com", "Service Engineer"))
	problem_of(made)
	assert queries(monkeypatch, lambda: problem_of(made)) == few
