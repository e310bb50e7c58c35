"""New clocks and their trail are written in bulk, and are as a document's own insert would have made them (B2)."""

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.service_levels.clock_rows import NewRows
from fsm_app.service_levels.sla_sweep import sweep_sla_clocks
from tests.app import factories as f
from tests.app.tickets import clock_of, trail, walk

OPENED = "2026-03-02 10:00:00"


@pytest.fixture(autouse=True)
def engineer():
	return f.engineer("Fitting One")


def test_clocks_and_events_carry_who_and_when():
	ticket = f.ticket(opened_at=OPENED)
	clock = clock_of(ticket, "Resolution")
	event = frappe.get_doc("SLA Event", {"clock": clock.name})
	for row in (clock, event):
		assert (row.owner, row.modified_by, row.docstatus) == (frappe.session.user, frappe.session.user, 0)
		assert row.creation and row.creation == row.modified
	assert clock.name == f"{ticket.name}-Resolution-0-0"
	assert (clock.breached, clock.used_seconds, clock.running_since) == (0, 0, get_datetime(OPENED))


def test_written_clocks_pass_their_own_checks():
	"""Saving one as a document finds no link, option or mandatory field that bulk writing let slip."""
	ticket = f.ticket(opened_at=OPENED)
	for metric in ("First Response", "Resolution"):
		clock_of(ticket, metric).save()
	for name in frappe.get_all("SLA Event", filters={"ticket": ticket.name}, pluck="name"):
		frappe.get_doc("SLA Event", name).save()


def test_the_same_clock_cannot_start_twice():
	ticket = f.ticket(opened_at=OPENED)
	rows = NewRows()
	rows.clock({"ticket": ticket.name, "metric": "Resolution", "cycle": 0, "sequence": 0})
	with pytest.raises(frappe.DuplicateEntryError):
		rows.write()


def test_the_trail_keeps_the_order_in_which_things_happened():
	ticket = walk(
		f.ticket(opened_at=OPENED), ("Triage", "2026-03-02 10:10:00"), ("Wait for Customer", "2026-03-02 11:00:00"),
		("Resume", "2026-03-02 12:00:00"),
	)  # fmt: skip
	assert trail(clock_of(ticket, "Resolution").name) == ["Started", "Paused", "Resumed"]


def test_a_breach_found_by_a_change_of_priority_is_not_waited_for_again(freeze):
	"""Overdue but not swept yet, then planned anew: the breach stands once and nothing is left for the sweep."""
	f.policy(targets=[("Resolution", "", 4 * 3600), ("Resolution", "High", 3600)], warnings=[])
	ticket = f.ticket(opened_at=OPENED)
	freeze("2026-03-02 15:00:00")
	ticket.priority = "High"
	ticket.save()
	assert clock_of(ticket, "Resolution").next_action_at is None
	sweep_sla_clocks(get_datetime("2026-03-02 15:30:00"))
	clock = clock_of(ticket, "Resolution")
	assert (clock.breached, trail(clock.name).count("breach")) == (1, 1)
