"""The closed month of the demo counted again from all documents of the site, one by one, by other code than the app's (J3)."""

import statistics
from itertools import pairwise

import frappe

# By KPI: the documents, whose they are, of which day, which of them count, and what is made of them.
MINUTES = ("SLA Clock", "met_by", "stopped_at", lambda d: (d.metric, d.state) == ("First Response", "Met"))
SOLVED = ("SLA Clock", "engineer", "stopped_at", lambda d: (d.metric, d.state) == ("Resolution", "Met"))
DONE = ("Service Ticket", "first_done_by", "first_done_at", lambda d: True)
ANSWERS = ("Service Survey", "engineer", "answered_at", lambda d: d.state == "Answered")
FIGURES = {
	"First Response Time": (MINUTES, lambda found: statistics.fmean(d.used_seconds for d in found) / 60),
	"SLA Rate": (SOLVED, lambda found: 100 * sum(not d.breached for d in found) / len(found)),
	"First-time Fix": (DONE, lambda found: 100 * sum(not d.reopen_count for d in found) / len(found)),
	"Customer Satisfaction": (ANSWERS, lambda found: statistics.fmean(d.stars for d in found)),
}
CLOSE = 1e-6


def differences(cycle: str) -> tuple[list[str], int]:
	"""What of the cycle's appraisals is not as it is counted here, in words, and how many figures were counted."""
	start, end = frappe.db.get_value("Performance Cycle", cycle, ["start_date", "end_date"])
	everything = {
		doctype: frappe.get_all(doctype, fields=["*"], limit_page_length=0)
		for doctype in ("SLA Clock", "Service Ticket", "Service Survey")
	}
	told, totals, counted = [], {}, 0
	appraisals = [
		frappe.get_doc("Performance Appraisal", name)
		for name in frappe.get_all(
			"Performance Appraisal", {"cycle": cycle}, pluck="name", limit_page_length=0
		)
	]
	for appraisal in appraisals:
		corrections = _corrections(appraisal.name)
		points = weights = 0.0
		for row in appraisal.scores:
			(doctype, of, dated, belongs), make = FIGURES[row.kpi]
			found = [
				document
				for document in everything[doctype]
				if document[of] == appraisal.engineer
				and document[dated]
				and start <= document[dated].date() <= end
				and belongs(document)
			]
			value = corrections.get(row.kpi, make(found) if found else None)
			score = None if value is None else _score(row.kpi, value)
			counted += 1
			told += _compare(appraisal, row, "value", row.value if row.scored else None, value)
			told += _compare(appraisal, row, "score", row.score if row.scored else None, score)
			told += _compare(appraisal, row, "documents", row.denominator, len(found))
			if score is not None:
				points, weights = points + score * row.weight, weights + row.weight
		total = points / weights if weights else None
		totals[appraisal.name] = total
		told += _compare(
			appraisal, None, "total", appraisal.total_score if appraisal.has_data else None, total
		)
	# Who has the same score with one decimal, as it is shown, shares the rank.
	shown = {name: round(total, 1) for name, total in totals.items() if total is not None}
	for appraisal in appraisals:
		own = shown.get(appraisal.name)
		rank = 0 if own is None else 1 + sum(other > own for other in shown.values())
		told += _compare(appraisal, None, "rank", appraisal.rank, rank)
	return told, counted


def _corrections(appraisal: str) -> dict[str, float]:
	review = frappe.db.get_value("Appraisal Review", {"appraisal": appraisal})
	appeal = frappe.db.get_value("Appraisal Appeal", {"review": review or "", "state": "Upheld"})
	rows = frappe.get_doc("Appraisal Appeal", appeal).corrections if appeal else []
	return {row.kpi: row.after for row in rows}


def _score(kpi: str, value: float) -> float:
	"""On the straight lines between the points of the curve, and flat beyond them."""
	points = [(point.value, point.score) for point in frappe.get_doc("KPI Definition", kpi).curve]
	if value <= points[0][0]:
		return points[0][1]
	for (x0, y0), (x1, y1) in pairwise(points):
		if value <= x1:
			return y0 + (value - x0) / (x1 - x0) * (y1 - y0)
	return points[-1][1]


def _compare(appraisal, row, what: str, stored, counted) -> list[str]:
	same = stored == counted if None in (stored, counted) else abs(stored - counted) < CLOSE
	of = f" of {row.kpi}" if row else ""
	return [] if same else [f"{appraisal.name}: {what}{of} is {stored}, counted {counted}"]
