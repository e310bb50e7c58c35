"""The demo plays through the app and reports what the app's documents hold."""

import pytest

import frappe

from demo.company import set_up
from demo.summary import WIDTH, summary
from demo.tables import Column, beside, table
from fsm_app.demo_month.closing import DECISION, STAR, Aftermath
from fsm_app.demo_month.month import END, START, Month
from fsm_app.rewards.certificate import award_certificate
from tests import host
from tests.devsite.demo_recount import differences

pytestmark = pytest.mark.skipif(host.ON_BENCH, reason="the demo is for the stand-in site")


@pytest.fixture
def played():
	"""A month of 80 tickets; returns (month, the shares of it that the progress bar was told)."""
	shares = []
	month = Month(set_up(seed=3), tickets=80, seed=3)
	month.run(shares.append)
	scored = frappe.get_all("Performance Cycle", {"company": month.company.name}, pluck="scored_at")
	assert [str(moment) for moment in scored] == ["2026-10-31 23:59:00"]
	Aftermath(month.company, END).run()
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
	cycle = frappe.get_all("Performance Cycle", filters=of_company, fields=["name", "closed_at"])
	assert [str(row.closed_at) for row in cycle] == ["2026-11-05 10:00:00"]
	assert frappe.db.count("Performance Appraisal", {"cycle": cycle[0].name}) == len(month.company.engineers)
	assert frappe.get_all("Error Log", pluck="error") == []
	told, counted = differences(cycle[0].name)
	assert told == [] and counted == 4 * len(month.company.engineers)
	the_month_is_closed_an_appeal_upheld_and_the_first_has_the_star(cycle[0].name)
	the_summary_says_what_the_documents_hold_and_fits_the_page(summary("A month"))


def the_month_is_closed_an_appeal_upheld_and_the_first_has_the_star(cycle: str) -> None:
	assert frappe.db.get_value("Performance Cycle", cycle, "status") == "Closed"
	appeal = frappe.get_last_doc("Appraisal Appeal")
	assert (appeal.state, appeal.decision) == ("Upheld", DECISION)
	assert appeal.total_after > appeal.total_before
	appraisal = frappe.get_doc("Performance Appraisal", {"cycle": cycle, "engineer": appeal.engineer})
	assert (appraisal.snapshot_version, appraisal.total_score) == (2, appeal.total_after)
	(grant,) = frappe.get_all("Award Grant", fields=["name", "engineer", "state"])
	best = frappe.get_all("Performance Appraisal", {"cycle": cycle, "rank": 1}, pluck="engineer")
	assert grant.engineer in best and grant.state == "Granted"
	shown = award_certificate(frappe.get_doc("Award Grant", grant.name))
	assert shown["holds"] and shown["citation"]


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
		"THE MONTH IS CLOSED",
		"APPEAL of",
		STAR,
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
