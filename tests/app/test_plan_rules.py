"""What a plan takes into account: even days, parts from the store, half a day of leave, who was asked in vain (E3)."""

from collections import Counter
from datetime import timedelta

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.day_plans import planning, plans
from fsm_app.day_plans.plans import DayPlanError
from fsm_app.day_plans.problem import problem_of
from fsm_app.dispatch import listeners
from fsm_app.engine.route_plan.planner import can_search
from fsm_app.engine.route_plan.planner import plan as search
from tests import host
from tests.app import day_plans as p
from tests.app import dispatching as d
from tests.app import factories as f
from tests.app.devices import queries
from tests.app.test_dispatch_rules import employee, holidays
from tests.app.test_dispatch_with_hr import on_leave
from tests.app.test_plans_of_several_days import not_due

BETWEEN = (31.29, 121.47)


@pytest.fixture(autouse=True)
def monday():
	with d.at():
		yield


def part(name: str = "Plan Seal") -> str:
	return f.make("Item", name=name, item_code=name, item_group="All Item Groups", stock_uom="Nos").name


def van(engineer, item: str, qty: float) -> None:
	"""The engineer's van, with so many of the item."""
	document = frappe.new_doc("Engineer Van")
	document.update(
		{
			"name": f"VAN-{engineer.name}",
			"engineer": engineer.name,
			"company": f.company(),
			"warehouse": f"Van {engineer.name}",
		}
	)
	document.db_insert()
	stock = frappe.new_doc("Bin")
	stock.update(
		{
			"name": f"BIN-{engineer.name}",
			"item_code": item,
			"warehouse": document.warehouse,
			"actual_qty": qty,
		}
	)
	stock.db_insert()


@pytest.mark.skipif(not can_search(), reason="needs the extra routes")
def test_with_even_days_the_work_of_a_day_is_shared(monkeypatch):
	"""asks D14."""
	# So many turns, however fast the machine is.
	monkeypatch.setattr(planning, "search", lambda day, seconds: search(day, turns=300))
	for engineer in p.crew():
		frappe.db.set_value("Service Engineer", engineer.name, "starts_from", d.address("Depot", *BETWEEN))
	long = f.offering("Plan Two Hours", planned_duration=2 * 3600)
	tickets = [p.ticket(BETWEEN, offering=long) for _number in range(2)]
	tickets += [p.ticket(BETWEEN) for _number in range(4)]
	not_due(*tickets)
	made = p.plan(even_load=1)
	minutes = Counter()
	for row in made.visits:
		minutes[row.engineer_proposed] += (row.end_proposed - row.start_proposed).total_seconds() / 60
	assert sorted(minutes.values()) == [240, 240]
	assert made.extra_travel == 0


@pytest.mark.skipif(not can_search(), reason="needs the extra routes")
def test_even_days_cost_a_tenth_more_travel_at_the_most(monkeypatch):
	"""asks D14."""
	monkeypatch.setattr(planning, "search", lambda day, seconds: search(day, turns=300))
	south, _north = p.crew()
	tickets = [p.ticket((31.21, 121.47)) for _number in range(6)]
	not_due(*tickets)
	plain, even = p.plan(), p.plan(even_load=1)
	for made in (plain, even):
		assert {row.engineer_proposed for row in made.visits} == {south.name}
	assert even.travel_proposed == plain.travel_proposed and even.extra_travel == 0


def test_what_the_van_lacks_is_fetched_from_the_store_on_the_way():
	south, north = p.crew()
	frappe.db.set_value("Service Engineer", north.name, "status", "On Leave")
	seal = part()
	van(south, seal, 0)
	ticket = p.ticket(p.SOUTH, offering=f.offering("Plan Seals", materials=[{"kind": "Part", "item": seal, "qty": 1}]))  # fmt: skip
	row = p.row(p.plan(), ticket)
	assert row.change == "Not Planned" and "Parts are not in the van." in row.why
	assert seal in row.why
	store = d.address("Plan Store", *BETWEEN)
	made = p.plan(store=store, store_minutes=20)
	row = p.row(made, ticket)
	assert (row.change, row.engineer_proposed) == ("Newly Planned", south.name)
	assert "Fetches parts at the store before." in row.why
	# There, twenty minutes, and back, from the day's begin at eight.
	away = made.travel_proposed
	assert row.start_proposed == get_datetime(f"{d.TUESDAY} 08:00:00") + timedelta(minutes=away + 20)
	frappe.db.set_value("Bin", f"BIN-{south.name}", "actual_qty", 1)
	row = p.row(p.plan(store=store), ticket)
	assert "store" not in row.why and row.start_proposed == get_datetime(f"{d.TUESDAY} 08:00:00")


@pytest.mark.skipif(
	not (host.ON_BENCH and "hrms" in frappe.get_installed_apps()), reason="HRMS is not installed here"
)
def test_half_a_day_of_leave_is_no_day_for_a_plan():
	south, north = p.crew()
	number = employee(south)
	ticket = p.ticket(p.SOUTH)
	assert p.row(p.plan(), ticket).engineer_proposed == south.name
	on_leave(number, d.TUESDAY, d.TUESDAY, half_day=1, half_day_date=d.TUESDAY)
	assert p.row(p.plan(), ticket).engineer_proposed == north.name


def test_who_declined_a_ticket_is_not_planned_for_it_and_all_are_asked_about_at_once(monkeypatch):
	south, north = p.crew()
	declined, fine = p.ticket(p.SOUTH), p.ticket(p.SOUTH)
	frappe.get_doc(
		{
			"doctype": "Ticket Offer",
			"ticket": declined.name,
			"company": declined.company,
			"engineer": south.name,
			"mode": "Automatic",
			"state": "Declined",
			"answered_at": d.NOW,
		}
	).insert(ignore_permissions=True)
	made = p.plan()
	assert p.row(made, declined).engineer_proposed == north.name
	assert p.row(made, fine).engineer_proposed == south.name
	tickets = [frappe.get_doc("Service Ticket", each.name) for each in (declined, fine)]
	assert listeners.kept_from(tickets) == {declined.name: {south.name: "declined the ticket"}}
	for number in (2, 1):
		assert queries(monkeypatch, lambda n=number: listeners.kept_from(tickets[:n])) == 1
	assert problem_of(made).who.never.keys() == {declined.name}


def test_nobody_is_sent_on_their_holiday_and_the_visit_goes_to_the_next_day():
	"""asks D10: only one's own calendar counts, and what falls on a holiday is done on the first working day after it."""
	south, north = p.crew()
	employee(south, holiday_list=holidays("Plan Holidays", d.TUESDAY))
	ticket = p.ticket(p.SOUTH)
	not_due(ticket)
	assert p.row(p.plan(), ticket).engineer_proposed == north.name
	frappe.db.set_value("Service Engineer", north.name, "status", "On Leave")
	made = f.make("Day Plan", company=f.company(), plan_date=d.TUESDAY, team="Plan Team", seconds=1)
	plans.start(made.name)
	with pytest.raises(DayPlanError, match="Nobody"):
		planning.work_out(made.name)
	row = p.row(p.plan(plan_until="2026-03-05"), ticket)
	assert (row.engineer_proposed, str(row.start_proposed.date())) == (south.name, "2026-03-04")


def test_wrong_places_are_named_and_spoil_nothing():
	"""asks D7: one in the sea, one swapped, one at 0/0."""
	p.crew()
	good = [p.ticket((31.2 + number / 50, 121.47)) for number in range(9)]
	bad = [p.ticket(place) for place in ((20.0, 150.0), (121.47, 31.2), (0.0, 0.0))]
	made = p.plan()
	assert made.visits_left_out == 3 and made.visits_new == len(good)
	for ticket in bad:
		assert p.row(made, ticket).change == "Not Planned"
		assert "coordinates" in p.row(made, ticket).why.lower()
	assert bad[0].name in made.alarm and "far away" in p.row(made, bad[0]).why
