"""Regions and teams lend one another engineers, and who helped whom is written down and counts (E2, J1)."""

import pytest

import frappe

from fsm_app.assignments.pools import PoolError
from fsm_app.dispatch.assignment import NoCandidate
from tests.app import factories as f
from tests.app.offering import engineers, profile
from tests.app.tickets import act, walk

NORTH, SOUTH = "Pool North", "Pool South"


@pytest.fixture
def regional():
	"""An offering for which only engineers of the own region are sent, and one engineer, of the north."""
	name = profile("By Hand", 0)
	frappe.db.set_value("Dispatch Profile", name, "region_rule", "Own Region and Shared Pool")
	(ada,) = engineers("Ada")
	frappe.db.set_value("Service Engineer", ada.name, "region", f.territory(NORTH))
	f.territory(SOUTH)
	return f.offering("Regional Repair", dispatch_profile=name), ada


def pool(*members, **values):
	rows = [
		{"region": region, "share": share[0] if share else "Lends and Borrows"} for region, *share in members
	]
	name = values.pop("name", "Test Pool")
	return frappe.get_doc(
		{"doctype": "Engineer Pool", "pool_name": name, "company": f.company(), "members": rows, **values}
	).insert()


def lent(ticket):
	fields = ["engineer", "pool", "from_region", "to_region", "hours", "done_at", "ended_at"]
	return frappe.get_all("Pool Assignment", filters={"ticket": ticket.name}, fields=fields)


def test_without_a_pool_nobody_of_another_region_is_sent(regional):
	offering, _ada = regional
	ticket = act(f.ticket(offering=offering, region=SOUTH), "Triage")
	with pytest.raises(NoCandidate) as refused:
		act(ticket, "Dispatch")
	assert "not of the shared pool" in str(refused.value)


def test_a_pool_lends_and_the_hours_are_written_down(regional, freeze):
	offering, ada = regional
	pool((NORTH, "Lends"), (SOUTH, "Borrows"))
	freeze("2026-03-02 09:00:00")
	ticket = walk(f.ticket(offering=offering, region=SOUTH), "Triage", "Dispatch")
	assert ticket.engineer == ada.name
	(row,) = lent(ticket)
	assert (row.pool, row.from_region, row.to_region, row.done_at) == ("Test Pool", NORTH, SOUTH, None)
	walk(
		ticket,
		("Accept", "2026-03-02 09:05:00"),
		("Arrive", "2026-03-02 10:00:00"),
		("Complete", "2026-03-02 12:30:00"),
	)
	(row,) = lent(ticket)
	assert (row.hours, str(row.done_at)) == (2.5, "2026-03-02 12:30:00")


def test_a_region_that_only_borrows_lends_nobody(regional):
	offering, _ada = regional
	pool((NORTH, "Borrows"), (SOUTH, "Lends and Borrows"))
	ticket = act(f.ticket(offering=offering, region=SOUTH), "Triage")
	with pytest.raises(NoCandidate):
		act(ticket, "Dispatch")


def test_a_national_pool_holds_all_regions(regional):
	offering, ada = regional
	pool(("All Territories",))
	ticket = walk(f.ticket(offering=offering, region=SOUTH), "Triage", "Dispatch")
	assert (ticket.engineer, lent(ticket)[0].pool) == (ada.name, "Test Pool")


def test_a_pool_of_other_offerings_or_a_disabled_one_lends_nobody(regional):
	offering, _ada = regional
	made = pool(("All Territories",), offerings=[{"offering": f.offering("Something Else")}])
	ticket = act(f.ticket(offering=offering, region=SOUTH), "Triage")
	with pytest.raises(NoCandidate):
		act(ticket, "Dispatch")
	made.update({"offerings": [], "disabled": 1}).save()
	with pytest.raises(NoCandidate):
		act(ticket, "Dispatch")


def test_work_in_the_own_region_is_no_help(regional):
	offering, _ada = regional
	pool(("All Territories",))
	ticket = walk(f.ticket(offering=offering, region=NORTH), "Triage", "Dispatch")
	assert lent(ticket) == []


def test_who_gives_the_ticket_back_has_ended_without_having_done_it(regional):
	offering, ada = regional
	pool(("All Territories",))
	ticket = walk(f.ticket(offering=offering, region=SOUTH), "Triage", "Dispatch")
	act(ticket, "Return", return_reason="Too far")
	(row,) = lent(ticket)
	assert row.engineer == ada.name and row.ended_at and not row.done_at


def test_a_pool_is_refused_that_shares_nothing():
	with pytest.raises(PoolError) as refused:
		pool((f.territory(NORTH), "Lends"))
	assert "somebody to borrow" in str(refused.value)
	with pytest.raises(PoolError):
		frappe.get_doc(
			{
				"doctype": "Engineer Pool",
				"pool_name": "Empty Row",
				"company": f.company(),
				"members": [{"share": "Lends"}],
			}
		).insert()


def test_help_for_other_regions_is_a_kpi_that_ships_switched_off():
	kpi = frappe.get_doc("KPI Definition", "Help from the Pool")
	assert (kpi.disabled, kpi.source_doctype, kpi.date_field) == (1, "Pool Assignment", "done_at")
