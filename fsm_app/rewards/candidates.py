"""Who leads by an award's rule in a period, from closed cycles alone (K1)."""

from dataclasses import dataclass

import frappe

from fsm_app.engine.rewards import best
from fsm_app.rewards import months

TOTAL, KPI, VOTES = "Total Score", "KPI", "Votes"
MONTH, YEAR = "Month", "Year"
LOWER = "Lower is Better"


@dataclass(frozen=True)
class Leader:
	"""A candidate by rule: the figure, and from how many documents or months it comes."""

	engineer: str
	figure: float
	sample: int


def leaders(award, company: str, start, end) -> list[Leader]:
	"""Those with the best figures in the closed cycles of the period, as many as the award is given to; all who share a place."""
	cycles = [cycle.name for cycle in months.closed_cycles(company, start, end)]
	found = _by_kpi(award, cycles) if award.basis == KPI else _by_score(award, cycles)
	staying = set(
		frappe.get_all(
			"Service Engineer",
			filters={"name": ["in", [leader.engineer for leader in found]], "status": ["!=", "Left"]},
			pluck="name",
		)
	)
	found = [leader for leader in found if leader.engineer in staying]
	is_low = award.basis == KPI and frappe.get_cached_value("KPI Definition", award.kpi, "direction") == LOWER
	places = best(
		{leader.engineer: -leader.figure if is_low else leader.figure for leader in found}, award.winners or 1
	)
	return sorted(
		(leader for leader in found if leader.engineer in places),
		key=lambda leader: (leader.figure if is_low else -leader.figure, leader.engineer),
	)


def _by_score(award, cycles: list[str]) -> list[Leader]:
	"""The mean of the months with a score, of those who have enough of them."""
	scores: dict[str, list[float]] = {}
	for row in months.appraisals_of(cycles):
		if row.has_data:
			scores.setdefault(row.engineer, []).append(row.total_score)
	needed = (award.minimum_months or 1) if award.period == YEAR else 1
	return [
		Leader(engineer, sum(of) / len(of), len(of)) for engineer, of in scores.items() if len(of) >= needed
	]


def _by_kpi(award, cycles: list[str]) -> list[Leader]:
	"""The KPI over all documents of the period: each month weighs as many documents as it has."""
	score, appraisal = frappe.qb.DocType("Performance Appraisal Score"), frappe.qb.DocType(months.APPRAISAL)
	rows = (
		frappe.qb.from_(score)
		.inner_join(appraisal)
		.on(appraisal.name == score.parent)
		.select(appraisal.engineer, score.value, score.denominator)
		.where(appraisal.cycle.isin(cycles or [""]))
		.where(score.kpi == award.kpi)
		.where(score.scored == 1)
		.run()
	)
	sums: dict[str, list[float]] = {}
	for engineer, value, documents in rows:
		total = sums.setdefault(engineer, [0.0, 0])
		total[0] += value * documents
		total[1] += documents
	needed = max(1, award.minimum_sample or 0)
	return [
		Leader(engineer, total / documents, int(documents))
		for engineer, (total, documents) in sums.items()
		if documents >= needed
	]
