"""The appraisals and cycles that the user sees, as the pages and charts of scores read them: Frappe's own lists, with their row rules (D3)."""

from collections.abc import Collection

import frappe
from frappe.query_builder.functions import Count, Sum
from frappe.utils import cint, flt

from fsm_app.performance.appraisal_rows import APPRAISAL
from fsm_app.performance.cycle_inputs import period_label
from fsm_app.performance.scoring import CYCLE

MOST_MONTHS = 24
# Of all companies together.
MOST_CYCLES = 500
CYCLE_FIELDS = ["name", "cycle_name", "company", "start_date", "end_date", "status", "scored_at"]
ROW = "Performance Appraisal Score"


def cycles_seen(company: str | None = None, until=None, most: int = MOST_CYCLES) -> list:
	"""The cycles, the latest first; those of a company and up to a day where such are named."""
	filters = {}
	if company:
		filters["company"] = company
	if until:
		filters["end_date"] = ["<=", until]
	return frappe.get_list(
		CYCLE,
		filters=filters,
		fields=CYCLE_FIELDS,
		order_by="end_date desc, company asc, name asc",
		limit_page_length=most,
	)


def cycles_with_appraisals_seen(**filters) -> list:
	"""The cycles of the appraisals that the user sees, the latest first: for those who see few of them."""
	names = frappe.get_list(
		APPRAISAL, filters=filters, pluck="cycle", distinct=True, order_by="cycle", limit_page_length=0
	)
	return frappe.get_list(
		CYCLE,
		filters={"name": ["in", names or [""]]},
		fields=CYCLE_FIELDS,
		order_by="end_date desc, name asc",
		limit_page_length=0,
	)


def appraisals_seen(cycles: Collection[str], **filters) -> list:
	"""The appraisals of the cycles that the user sees, the best first. One query."""
	if not cycles:
		return []
	return frappe.get_list(
		APPRAISAL,
		filters={"cycle": ["in", list(cycles)], **filters},
		fields=[
			*("name", "cycle", "engineer", "level", "work_type", "total_score", "has_data", "rank"),
			*("at_work", "at_work_reason", "scheme"),
		],
		order_by="total_score desc, engineer asc",
		limit_page_length=0,
	)


def kpi_rows(appraisals: Collection[str]) -> list:
	"""The rows of these appraisals, each with its appraisal as `parent`; the caller has seen to it that the user sees them."""
	return frappe.get_all(
		ROW,
		filters={"parenttype": APPRAISAL, "parent": ["in", list(appraisals) or [""]]},
		fields=[
			*("parent", "kpi", "value", "unit", "score", "weight", "effective_weight", "contribution"),
			*("numerator", "denominator", "scored", "reason"),
		],
		order_by="parent, idx",
		limit_page_length=0,
	)


def kpi_sums(appraisals: Collection[str], kpi: str | None = None) -> list[dict]:
	"""By cycle and KPI, over these appraisals: how many are scored, the mean score of those, and the points that all of them lost.

	The caller has seen to it that the user sees them. One query.
	"""
	if not appraisals:
		return []
	row, appraisal = frappe.qb.DocType(ROW), frappe.qb.DocType(APPRAISAL)
	query = (
		frappe.qb.from_(row)
		.inner_join(appraisal)
		.on(appraisal.name == row.parent)
		.select(
			appraisal.cycle,
			row.kpi,
			Count(row.name).as_("rows"),
			Sum(row.scored).as_("scored"),
			Sum(row.score * row.scored).as_("scores"),
			Sum(row.effective_weight).as_("weight"),
			Sum(row.contribution).as_("points"),
		)
		.where(row.parenttype == APPRAISAL)
		.where(row.parent.isin(list(appraisals)))
		.groupby(appraisal.cycle, row.kpi)
	)
	if kpi:
		query = query.where(row.kpi == kpi)
	return [
		{
			"cycle": found.cycle,
			"kpi": found.kpi,
			"engineers": cint(found.scored),
			"mean": flt(found.scores) / cint(found.scored) if cint(found.scored) else None,
			"lost": flt(found.weight) - flt(found.points),
		}
		for found in query.run(as_dict=True)
	]


def people_of(appraisals: Collection) -> dict:
	"""By engineer their name and team, of the appraisals that the user sees."""
	rows = frappe.get_all(
		"Service Engineer",
		filters={"name": ["in", sorted({row.engineer for row in appraisals}) or [""]]},
		fields=["name", "engineer_name", "team"],
		limit_page_length=0,
	)
	return {row.name: row for row in rows}


def told(cycle) -> dict:
	"""A cycle as the pages name it, in the reader's language."""
	return {
		"name": cycle.name,
		"label": period_label(cycle, frappe.local.lang),
		"start_date": cycle.start_date,
		"company": cycle.company,
		"status": cycle.status,
		"scored_at": cycle.scored_at,
	}
