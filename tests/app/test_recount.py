"""Every figure of a month equals what its list of documents gives when counted again by other code (J3)."""

import statistics

import pytest

import frappe

from fsm_app.performance.closing import close_cycle
from fsm_app.performance.score_documents import document_groups
from fsm_app.performance.scoring import score_cycle
from tests.app import score_month as m
from tests.app.test_schemes_by_hand import appraisal_of, put_in_force
from tests.app.two_teams import no_engineers

# By hand and not from the KPIs: what is taken of the documents that stand behind each figure.
SHARES = {
	"SLA Rate": lambda d: d.breached == 0,
	"Callbacks in Time": lambda d: d.breached == 0,
	"Solve Rate": lambda d: d.stage == "Closed",
	"First-time Fix": lambda d: d.reopen_count == 0,
	"Rework Rate": lambda d: d.reopen_count > 0,
	"Training Completion": lambda d: d.state == "Completed",
	"Exam Pass Rate": lambda d: d.passed == 1,
}
MEANS = {
	"First Response Time": ("used_seconds", 60),
	"Dispatch Time": ("used_seconds", 60),
	"Customer Satisfaction": ("stars", 1),
	"Ticket Completeness": ("completeness", 1),
	"Time per Visit": ("work_minutes", 1),
	"Case Quality": ("mark", 1),
}
MEDIANS = {"Arrival Time": ("used_seconds", 60)}


def recounted(kpi: str, groups: list[dict], own: list) -> float:
	documents = [
		frappe.get_doc(group["doctype"], name)
		for group in groups
		if group["kpi"] == kpi or kpi == "Net Promoter Score"
		for name in group["names"]
	]
	if kpi in SHARES:
		return 100 * sum(map(SHARES[kpi], documents)) / len(documents)
	if kpi in MEANS or kpi in MEDIANS:
		field, by = (MEANS | MEDIANS)[kpi]
		middle = statistics.mean if kpi in MEANS else statistics.median
		return middle(each.get(field) for each in documents) / by
	if kpi == "Net Promoter Score":
		answers = {each.name: int(each.nps) for each in documents}.values()
		return 100 * (sum(n > 8 for n in answers) - sum(n < 7 for n in answers)) / len(answers)
	per = sum(len(group["names"]) for group in groups if group["kpi"] == "Closed Tickets")
	if kpi == "Complaint Rate":
		return 100 * len(own) / per
	if kpi == "Parts Cost per Ticket":
		return sum(row.cost for ticket in own for row in ticket.parts_used) / per
	if kpi == "Violation Points":
		return sum(each.points for each in documents)
	if kpi == "Cross-region Support":
		return len({each.ticket for each in documents})
	if kpi in ("Training Sessions Attended", "Cases Published"):
		return len(documents)
	if kpi == "Cases That Helped Others":
		return sum(each.result == "Solved It" and each.by_another for each in documents)
	raise AssertionError(f"{kpi} has no recount here")


@pytest.mark.parametrize("act", [score_cycle, close_cycle])
@pytest.mark.parametrize(
	"scheme", ["After-sales Scheme", "Engineering Scheme", "Case Scheme", "Standard Scheme"]
)
def test_each_figure_is_what_its_documents_say(scheme, act):
	no_engineers()
	put_in_force(scheme)
	engineer, other = m.hired("Recounted"), m.hired("Beside")
	for each in (engineer, other):
		m.whole_month(each.name)
	m.complaints(engineer.name, 2)
	m.violations(engineer.name, [1, 0.5])
	m.surveys(engineer.name, [1, 2], [3, 10])
	m.clocks(engineer.name, "Arrival", [120])
	cycle = m.month_cycle("Recount May")
	act(cycle.name)
	appraisal = appraisal_of(cycle, engineer)
	for row in appraisal.scores:
		groups = document_groups(appraisal, row.kpi)
		own = [
			frappe.get_doc(group["doctype"], name)
			for group in document_groups(appraisal, row.kpi, counted_only=True)
			for name in group["names"]
		]
		assert row.scored and recounted(row.kpi, groups, own) == pytest.approx(row.value, abs=1e-6), row.kpi
		if row.kpi in SHARES:
			assert len(own) == row.numerator
