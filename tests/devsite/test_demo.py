"""The demo plays through the app and reports what the app's documents hold."""

import pytest

import frappe

from demo.company import set_up
from demo.month import END, START, Month
from demo.summary import WIDTH, summary
from demo.tables import Column, beside, table
from tests import host

pytestmark = pytest.mark.skipif(host.ON_BENCH, reason="the demo is for the stand-in site")


@pytest.fixture
def played():
	"""A month of 80 tickets; returns (month, the shares of it that the progress bar was told)."""
	shares = []
	month = Month(set_up(seed=3), tickets=80, seed=3)
	month.run(shares.append)
	return month, shares


def test_a_month_is_played_to_its_end_scored_and_summed_up(played):
	month, shares = played
	assert shares == sorted(shares) and shares[-1] == 1.0
	of_company = {"company": month.company.name}
	tickets = frappe.get_all("Service Ticket", filters=of_company, fields=["stage", "opened_at", "closed_at"])
	assert len(tickets) >= 80
	assert all(START <= ticket.opened_at < END for ticket in tickets)
	assert sum(ticket.stage == "Closed" for ticket in tickets) > 60
	assert all(START < ticket.closed_at < END for ticket in tickets if ticket.stage == "Closed")
	late = frappe.get_all("SLA Clock", filters={**of_company, "breached": 1}, pluck="breached_at")
	assert late and all(START < moment < END for moment in late)
	assert frappe.db.count("SLA Event", {"event": "Escalated"}) >= len(late)
	assert frappe.db.count("Service Survey", {"state": "Answered"}) > 20
	cycle = frappe.get_all("Performance Cycle", filters=of_company, fields=["name", "scored_at"])
	assert [str(row.scored_at) for row in cycle] == ["2026-10-31 23:59:00"]
	assert frappe.db.count("Performance Appraisal", {"cycle": cycle[0].name}) == len(month.company.engineers)
	assert frappe.get_all("Error Log", pluck="error") == []
	the_summary_says_what_the_documents_hold_and_fits_the_page(summary("A month"))


def the_summary_says_what_the_documents_hold_and_fits_the_page(text: str) -> None:
	closed = frappe.db.count("Service Ticket", {"stage": "Closed"})
	first_time = frappe.db.count("Service Ticket", {"stage": "Closed", "reopen_count": 0})
	assert f"{frappe.db.count('Service Ticket')} tickets: {closed} closed" in text
	assert f"{first_time} of {closed} closed tickets never reopened" in text
	assert f"{frappe.db.count('SLA Event', {'event': 'Breached'})} breaches" in text
	for heading in (
		"VOLUME",
		"SERVICE LEVELS",
		"BREACHES AND ESCALATIONS",
		"QUALITY",
		"RANKING",
		"ONE SCORE OPENED",
	):
		assert heading in text
	assert max(map(len, text.splitlines())) <= WIDTH


def test_the_summary_of_an_empty_site_is_short_and_no_error():
	text = summary("Nothing yet")
	assert "0 tickets: 0 closed, 0 cancelled, 0 open" in text and "RANKING" not in text


def test_tables_align_figures_right_and_break_wide_headings():
	assert table([Column("Name", left=True), Column("Still open")], [("one", "7"), ("three", "10")]) == (
		"       Still\nName    open\n-----  -----\none        7\nthree     10"
	)


def test_blocks_stand_beside_each_other_while_they_fit():
	assert beside(["ab\nc", "x\ny\nz"], width=8) == "ab    x\nc     y\n      z"
	assert beside(["ab", "xyz"], width=8) == "ab\n\nxyz"
