"""A month is scored from the documents themselves, and each figure opens the documents it came from (J1-J3)."""

import pytest

import frappe
from frappe.utils import get_datetime, getdate

from fsm_app.common.clock import at
from fsm_app.performance.cycles import score_open_cycles
from fsm_app.performance.kpi_query import figures
from fsm_app.performance.score_documents import documents_behind
from fsm_app.performance.scoring import CycleClosed, score_cycle
from tests.app import factories as f
from tests.app import score_month
from tests.app.tickets import act, walk


@pytest.fixture
def engineer():
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	return f.engineer("Fitting One", max_open_tickets=0)


@pytest.fixture
def cycle():
	return f.make(
		"Performance Cycle", cycle_name="Test March", company=f.company(), start_date="2026-03-01", end_date="2026-03-31"
	)  # fmt: skip


def solved(opened: str, responded: str, done: str, stars: int | None = None):
	"""A ticket taken through to closing at these times, and its survey answered."""
	ticket = walk(
		f.ticket(opened_at=opened), ("Triage", responded), ("Dispatch", responded), ("Accept", responded),
		("Arrive", responded), ("Complete", done), ("Verify", done), ("Close", done),
	)  # fmt: skip
	if stars:
		with at(get_datetime(done)):
			survey = frappe.get_doc("Service Survey", {"ticket": ticket.name, "cycle": ticket.reopen_count})
			survey.stars = stars
			survey.save()
	return ticket


@pytest.fixture
def march(engineer):
	"""Three tickets of March: in time, late, reopened; and one closed in April."""
	day = "2026-03-02"
	good = solved(f"{day} 10:00:00", f"{day} 10:10:00", f"{day} 12:00:00", stars=5)
	late = solved(f"{day} 10:00:00", f"{day} 10:50:00", f"{day} 15:00:00", stars=2)
	again = solved(f"{day} 10:00:00", f"{day} 10:30:00", f"{day} 11:00:00")
	act(again, "Reopen", "2026-03-03 10:00:00")
	done = "2026-03-03 11:00:00"
	walk(
		again, *((action, done) for action in ("Dispatch", "Accept", "Arrive", "Complete", "Verify", "Close"))
	)
	april = solved("2026-04-01 10:00:00", "2026-04-01 10:10:00", "2026-04-01 11:00:00", stars=1)
	return {"good": good.name, "late": late.name, "again": again.name, "april": april.name}


def appraisal_of(cycle, engineer):
	return frappe.get_doc("Performance Appraisal", {"cycle": cycle.name, "engineer": engineer.name})


def by_kpi(appraisal) -> dict:
	return {row.kpi: row for row in appraisal.scores}


def test_four_kpis_are_scored_from_the_months_documents(march, cycle, engineer):
	assert score_cycle(cycle.name) == 1
	rows = by_kpi(appraisal_of(cycle, engineer))
	figure = {kpi: (round(row.value, 2), row.denominator) for kpi, row in rows.items()}
	assert figure == {
		"First Response Time": (37.5, 4),  # 10, 50 and 30 minutes, and an hour after the reopening
		"SLA Rate": (75.0, 4),
		"First-time Fix": (66.67, 3),
		"Customer Satisfaction": (3.5, 2),
	}
	assert rows["Customer Satisfaction"].score == pytest.approx(57.5)
	total = sum(row.score * row.weight for row in rows.values()) / 100
	assert appraisal_of(cycle, engineer).total_score == pytest.approx(total)


def test_every_figure_opens_the_documents_it_came_from(march, cycle, engineer):
	score_cycle(cycle.name)
	appraisal = appraisal_of(cycle, engineer)
	assert set(documents_behind(appraisal, "First-time Fix")) == {
		march[name] for name in ("good", "late", "again")
	}
	assert set(documents_behind(appraisal, "First-time Fix", counted_only=True)) == {
		march["good"],
		march["late"],
	}
	clocks = documents_behind(appraisal, "SLA Rate")
	assert {frappe.db.get_value("SLA Clock", name, "ticket") for name in clocks} == {
		march[name] for name in ("good", "late", "again")
	}
	for row in appraisal.scores:
		assert len(documents_behind(appraisal, row.kpi)) == row.denominator


def test_scoring_again_gives_the_same_and_touches_nothing(march, cycle, engineer):
	score_cycle(cycle.name)
	before = appraisal_of(cycle, engineer)
	score_cycle(cycle.name)
	assert appraisal_of(cycle, engineer).modified == before.modified
	assert frappe.db.count("Performance Appraisal", {"cycle": cycle.name}) == 1


def test_late_data_scores_an_open_month_again_but_never_a_closed_one(march, cycle, engineer):
	score_cycle(cycle.name)
	solved("2026-03-04 10:00:00", "2026-03-04 10:10:00", "2026-03-04 11:00:00", stars=5)
	score_cycle(cycle.name)
	rows = by_kpi(appraisal_of(cycle, engineer))
	assert rows["First-time Fix"].denominator == 4
	cycle.reload()
	cycle.status = "Closed"
	cycle.save()
	solved("2026-03-05 10:00:00", "2026-03-05 10:10:00", "2026-03-05 11:00:00", stars=5)
	with pytest.raises(CycleClosed):
		score_cycle(cycle.name)
	score_open_cycles()
	assert by_kpi(appraisal_of(cycle, engineer))["First-time Fix"].denominator == 4


def test_the_figure_can_be_replayed_after_the_rules_have_changed(march, cycle, engineer):
	score_cycle(cycle.name)
	kpi = frappe.get_doc("KPI Definition", "First-time Fix")
	kpi.filters = []
	kpi.save()
	assert len(documents_behind(appraisal_of(cycle, engineer), "First-time Fix", counted_only=True)) == 2


def test_a_kpi_without_documents_passes_its_weight_to_the_others(engineer, cycle):
	solved("2026-03-02 10:00:00", "2026-03-02 10:10:00", "2026-03-02 11:00:00")
	score_cycle(cycle.name)
	appraisal = appraisal_of(cycle, engineer)
	rows = by_kpi(appraisal)
	assert (rows["Customer Satisfaction"].scored, rows["Customer Satisfaction"].denominator) == (0, 0)
	rest = [row for row in appraisal.scores if row.scored]
	assert appraisal.total_score == pytest.approx(
		sum(r.score * r.weight for r in rest) / sum(r.weight for r in rest)
	)


def test_the_scheme_of_the_level_wins_and_ranks_are_shared(march, cycle, engineer):
	f.make(
		"KPI Scheme", name="Senior Scheme", scheme_name="Senior Scheme", level="Senior",
		items=[{"kpi": "Customer Satisfaction", "weight": 100}],
	)  # fmt: skip
	idle = [f.engineer(f"Idle {n}", level="Senior") for n in (1, 2)]
	score_cycle(cycle.name)
	assert appraisal_of(cycle, idle[0]).scheme == "Senior Scheme"
	assert appraisal_of(cycle, engineer).scheme == "Standard Scheme"
	assert (appraisal_of(cycle, engineer).rank, appraisal_of(cycle, idle[0]).rank) == (1, 0)


def test_a_new_kpi_needs_no_code(march, cycle, engineer):
	f.make(
		"KPI Definition", kpi_name="Urgent Tickets", source_doctype="Service Ticket", engineer_field="engineer",
		date_field="opened_at", aggregate="Count", divide_by=1,
		filters=[{"applies_to": "All Documents", "fieldname": "priority", "operator": "in", "value": "Medium, High"}],
		curve=[{"value": 0, "score": 100}, {"value": 10, "score": 0}],
	)  # fmt: skip
	kpi = frappe.get_doc("KPI Definition", "Urgent Tickets")
	figure = figures(kpi, getdate("2026-03-01"), getdate("2026-03-31"))[engineer.name]
	assert (figure.value, figure.denominator) == (3, 3)


def test_the_scheduler_opens_this_months_cycle_and_scores_it(march, freeze):
	freeze("2026-03-20 02:00:00")
	score_open_cycles()
	name = frappe.db.get_value("Performance Cycle", {"company": f.company(), "start_date": "2026-03-01"})
	assert frappe.db.get_value("Performance Cycle", name, "end_date") == getdate("2026-03-31")
	assert frappe.db.count("Performance Appraisal", {"cycle": name}) == 1
	score_open_cycles()
	assert frappe.db.count("Performance Cycle", {"company": f.company(), "start_date": "2026-03-01"}) == 1


def test_scoring_asks_one_grouped_query_for_each_kpi(march, cycle, engineer, monkeypatch):
	from fsm_app.performance import scoring

	asked = []
	monkeypatch.setattr(
		scoring, "figures", lambda kpi, *period: asked.append(kpi.name) or figures(kpi, *period)
	)
	f.engineer("Another One")
	score_cycle(cycle.name)
	assert sorted(asked) == ["Customer Satisfaction", "First Response Time", "First-time Fix", "SLA Rate"]


def test_the_library_has_a_kpi_for_whatever_is_asked_of_an_engineer():
	"""What the rules name for the library, by the names under which it is shipped (J1)."""
	asked = """
		First Response Time, Dispatch Time, Arrival Time, Resolution Time, SLA Rate, Solve Rate, First-time Fix, Rework Rate,
		Customer Satisfaction, Net Promoter Score, Complaint Rate, Callbacks in Time, Cases Published, Case Quality,
		Training Completion, Exam Pass Rate, Cross-region Support, Parts Cost per Ticket, Ticket Completeness, Violation Points,
		Safety Incidents, Inspections Done, Time per Visit, Closing Rate
	"""
	names = {" ".join(name.split()) for name in asked.split(",")}
	assert names - set(frappe.get_all("KPI Definition", pluck="name")) == set()


def test_the_closing_rate_is_of_the_work_that_was_done_in_the_month(engineer):
	score_month.tickets(engineer.name, closed=3, still_open=2)
	score_month.tickets(engineer.name, closed=1, stage="Verified", closed_at=None)
	score_month.tickets(
		engineer.name, closed=1, done_at="2031-04-30 10:00:00", stage="Verified", closed_at=None
	)
	kpi = frappe.get_doc("KPI Definition", "Closing Rate")
	assert figures(kpi, score_month.START, score_month.END)[engineer.name].value == 75
