"""Scoring a Performance Cycle into one Performance Appraisal for each engineer (J2, J3)."""

import json
from collections.abc import Collection

import frappe
from frappe import _
from frappe.query_builder import Order

from fsm_app.common.clock import now
from fsm_app.engine.scoring import WeightedScore, ranks, score_on_curve, total_score
from fsm_app.performance.kpi_query import curve_of, figures, frame_of


class CycleClosed(frappe.ValidationError):
	"""A closed cycle is never scored again (J3)."""


def score_cycle(cycle_name: str) -> int:
	"""Score all engineers of the cycle's company from their documents; the same documents give the same result.

	Returns the number of appraisals. Raises CycleClosed for a closed cycle.
	"""
	cycle = frappe.get_doc("Performance Cycle", cycle_name)
	if cycle.status == "Closed":
		frappe.throw(_("{0} is closed; its scores stay as they are.").format(cycle.name), CycleClosed)
	schemes = _schemes()
	scored = frappe.get_all("Performance Appraisal", filters={"cycle": cycle.name}, pluck="engineer")
	engineers = [
		engineer
		for engineer in frappe.get_all(
			"Service Engineer",
			filters={"company": cycle.company},
			fields=["name", "level", "status"],
			order_by="name",
		)
		# Who has left since is scored on, so that the ranks of the cycle stay those of one field.
		if (engineer.status != "Left" or engineer.name in scored) and _scheme_for(engineer.level, schemes)
	]
	kpis = {name: frappe.get_cached_doc("KPI Definition", name) for name in _kpis_of(schemes)}
	found = {
		name: {} if kpi.disabled else figures(kpi, cycle.start_date, cycle.end_date)
		for name, kpi in kpis.items()
	}
	appraisals = {
		engineer.name: _appraise(cycle, engineer, _scheme_for(engineer.level, schemes), kpis, found)
		for engineer in engineers
	}
	_store(cycle, appraisals)
	cycle.db_set("scored_at", now())
	return len(appraisals)


def latest_scores(engineers: Collection[str], months: int) -> dict[str, list[float]]:
	"""For each of the engineers the total scores in their last `months` closed cycles, the latest first. One query."""
	appraisal, cycle = frappe.qb.DocType("Performance Appraisal"), frappe.qb.DocType("Performance Cycle")
	rows = (
		frappe.qb.from_(appraisal)
		.inner_join(cycle)
		.on(cycle.name == appraisal.cycle)
		.select(appraisal.engineer, appraisal.total_score)
		.where(appraisal.engineer.isin(list(engineers)))
		.where(cycle.status == "Closed")
		.orderby(cycle.end_date, order=Order.desc)
		.run()
	)
	found: dict[str, list[float]] = {}
	for engineer, score in rows:
		found.setdefault(engineer, []).append(score)
	return {engineer: scores[:months] for engineer, scores in found.items()}


def documents_behind(appraisal, kpi: str, counted_only: bool = False) -> list[str]:
	"""The names of the documents from which the appraisal's figure for `kpi` was made, as the user may see them."""
	row = next((row for row in appraisal.scores if row.kpi == kpi), None)
	if row is None:
		frappe.throw(
			_("{0} has no score for {1}. Choose a KPI of its table.").format(appraisal.name, frappe.bold(kpi))
		)
	frame = frappe.parse_json(row.frame)
	filters = frame["filters"] + (frame["counted"] if counted_only else [])
	return frappe.get_list(
		frame["doctype"], filters=filters, pluck="name", order_by="name", limit_page_length=0
	)


def _appraise(cycle, engineer, scheme, kpis: dict, found: dict) -> dict:
	rows = []
	for item in scheme.items:
		kpi, figure = kpis[item.kpi], found[item.kpi].get(engineer.name)
		scored = bool(figure) and figure.denominator >= max(1, kpi.minimum_sample)
		rows.append(
			{
				"kpi": kpi.name,
				"value": figure.value if figure else 0.0,
				"unit": kpi.unit,
				"score": score_on_curve(curve_of(kpi), figure.value) if scored else 0.0,
				"weight": item.weight,
				"numerator": figure.numerator if figure else 0.0,
				"denominator": figure.denominator if figure else 0,
				"scored": int(scored),
				"frame": json.dumps(
					frame_of(kpi, cycle.start_date, cycle.end_date, engineer.name), sort_keys=True
				),
			}
		)
	total = total_score(WeightedScore(row["score"] if row["scored"] else None, row["weight"]) for row in rows)
	return {
		"company": cycle.company,
		"level": engineer.level,
		"scheme": scheme.name,
		"total_score": total,
		"scores": rows,
	}


def _store(cycle, appraisals: dict[str, dict]) -> None:
	"""Write the appraisals with their ranks. One that would stay as it is, is not touched."""
	place = ranks({engineer: values["total_score"] for engineer, values in appraisals.items()})
	existing = dict(
		frappe.get_all(
			"Performance Appraisal", filters={"cycle": cycle.name}, fields=["engineer", "name"], as_list=True
		)
	)
	for engineer, values in appraisals.items():
		values = {**values, "rank": place[engineer], "total_score": values["total_score"] or 0.0}
		if engineer not in existing:
			frappe.get_doc(
				{"doctype": "Performance Appraisal", "cycle": cycle.name, "engineer": engineer, **values}
			).insert(ignore_permissions=True)  # written by the scoring alone; users only read it
			continue
		appraisal = frappe.get_doc("Performance Appraisal", existing[engineer])
		if not _same(appraisal, values):
			appraisal.update(values)
			appraisal.save(ignore_permissions=True)  # likewise


def _same(appraisal, values: dict) -> bool:
	def figure(row) -> tuple:
		return (
			row["kpi"],
			round(row["value"], 6),
			round(row["score"], 6),
			row["scored"],
			row["weight"],
			row["denominator"],
			row["frame"],
		)

	return (
		appraisal.rank == values["rank"]
		and appraisal.scheme == values["scheme"]
		and appraisal.level == values["level"]
		and round(appraisal.total_score - values["total_score"], 6) == 0
		and [figure(row.as_dict()) for row in appraisal.scores] == [figure(row) for row in values["scores"]]
	)


def _schemes() -> list:
	names = frappe.get_all("KPI Scheme", filters={"disabled": 0}, pluck="name", order_by="name")
	return [frappe.get_cached_doc("KPI Scheme", name) for name in names]


def _scheme_for(level: str, schemes: list):
	"""The scheme of the level, or else the one for every level without a scheme of its own."""
	own = [scheme for scheme in schemes if scheme.level == level]
	general = [scheme for scheme in schemes if not scheme.level]
	return next(iter(own + general), None)


def _kpis_of(schemes: list) -> list[str]:
	return sorted({item.kpi for scheme in schemes for item in scheme.items})
