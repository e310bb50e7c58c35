"""Scoring a Performance Cycle into one Performance Appraisal for each engineer (J2, J3)."""

import json
from collections.abc import Collection

import frappe
from frappe import _
from frappe.query_builder import Order
from frappe.utils import getdate

from fsm_app.common.clock import now
from fsm_app.engine.score_sheet import FORMULA, sheet
from fsm_app.engine.scoring import ranks
from fsm_app.performance.appraisal_rows import as_figures, store
from fsm_app.performance.cycle_inputs import Inputs, Scored, inputs_of_cycle, period_label
from fsm_app.performance.cycle_locks import lock
from fsm_app.performance.kpi_query import definition_of, figures, frame_of
from fsm_app.performance.listeners import CYCLE
from fsm_app.performance.schemes import plain_scheme
from fsm_app.performance.transfers import move_transferred

# Stands for an engineer's name, and is none.
ANYBODY = "\0anybody\0"


class CycleClosed(frappe.ValidationError):
	"""A closed cycle is never scored again (J3)."""


def score_cycle(cycle_name: str) -> int:
	"""Score all engineers of the cycle's company from their documents; the same documents give the same result.

	Returns the number of appraisals. Raises CycleClosed for a closed cycle, CycleBusy for one that is being scored. All is
	written in the caller's transaction: whatever breaks off in the middle leaves what was there.
	"""
	cycle = locked(cycle_name)
	move_transferred(cycle.name)
	inputs = inputs_of_cycle(cycle)
	found = {
		name: {} if kpi.disabled else figures(kpi, cycle.start_date, cycle.end_date)
		for name, kpi in inputs.kpis.items()
		if kpi.kind != FORMULA
	}
	schemes = {engineer.scheme.name: plain_scheme(engineer.scheme) for engineer in inputs.engineers}
	sheets = {
		engineer.name: sheet(
			schemes[engineer.scheme.name],
			inputs.rules,
			{kpi: by_engineer.get(engineer.name) for kpi, by_engineer in found.items()},
			engineer.presence,
			engineer.parts,
		)
		for engineer in inputs.engineers
	}
	store(cycle.name, appraisals_of(inputs, sheets))
	cycle.db_set("scored_at", now(), update_modified=False)
	return len(sheets)


def locked(cycle_name: str):
	"""The open cycle, kept from all others until the transaction ends; raises CycleClosed or CycleBusy."""
	if frappe.db.exists(CYCLE, cycle_name):
		lock({cycle_name})
	cycle = frappe.get_doc(CYCLE, cycle_name)
	if cycle.status == "Closed":
		frappe.throw(_("{0} is closed; its scores stay as they are.").format(cycle.name), CycleClosed)
	return cycle


def appraisals_of(inputs: Inputs, sheets: dict[str, dict]) -> dict[str, dict]:
	"""By engineer what their appraisal is to hold, with the ranks of the cycle."""
	cycle = inputs.cycle
	place = ranks({engineer: found["total"] for engineer, found in sheets.items()})
	frames = _frames(inputs)
	period = period_label(cycle)
	return {
		engineer.name: {
			**as_figures(_with_frames(sheets[engineer.name], engineer, frames)),
			"company": cycle.company,
			"level": engineer.level,
			"work_type": engineer.work_type,
			"scheme": engineer.scheme.name,
			"title": f"{engineer.engineer_name} – {period}"[:140],
			"rank": place[engineer.name],
			"at_work": engineer.presence.state,
			"days_at_work": engineer.presence.days,
			"at_work_reason": engineer.presence.reason,
			"snapshot_version": 0,
		}
		for engineer in inputs.engineers
	}


def _frames(inputs: Inputs) -> dict[str, str]:
	"""By KPI the frame as JSON for ANYBODY: written down once, and not once for each engineer."""
	asked = {name: definition_of(kpi) for name, kpi in inputs.kpis.items() if kpi.kind != FORMULA}
	return {kpi: json.dumps(_frame(kpi, ANYBODY, inputs, asked), sort_keys=True) for kpi in inputs.rules}


def _with_frames(found: dict, engineer: Scored, frames: dict[str, str]) -> dict:
	anybody, name = json.dumps(ANYBODY), json.dumps(engineer.name)
	for row in found["rows"]:
		row["frame"] = frames[row["kpi"]].replace(anybody, name)
	return found


def _frame(kpi: str, engineer: str, inputs: Inputs, asked: dict[str, dict]) -> dict:
	"""The frame of the KPI's own documents, with those of the KPI that it is a rate of, or of all that its formula takes."""
	rule, cycle = inputs.rules[kpi], inputs.cycle
	if rule.kind == FORMULA:
		taken = {name: _frame(name, engineer, inputs, asked) for name in rule.symbols.values()}
		return {"formula": rule.formula, "inputs": taken}
	frame = frame_of(asked[kpi], getdate(cycle.start_date), getdate(cycle.end_date), engineer)
	if rule.per_kpi:
		frame["per"] = {rule.per_kpi: _frame(rule.per_kpi, engineer, inputs, asked)}
	return frame


def latest_scores(engineers: Collection[str], months: int) -> dict[str, list[float]]:
	"""For each of the engineers the total scores of their last `months` closed cycles, the latest first. One query."""
	appraisal, cycle = frappe.qb.DocType("Performance Appraisal"), frappe.qb.DocType(CYCLE)
	rows = (
		frappe.qb.from_(appraisal)
		.inner_join(cycle)
		.on(cycle.name == appraisal.cycle)
		.select(appraisal.engineer, appraisal.total_score)
		.where(appraisal.engineer.isin(list(engineers)))
		.where(cycle.status == "Closed")
		.where(appraisal.has_data == 1)
		.orderby(cycle.end_date, order=Order.desc)
		.run()
	)
	found: dict[str, list[float]] = {}
	for engineer, score in rows:
		found.setdefault(engineer, []).append(score)
	return {engineer: scores[:months] for engineer, scores in found.items()}
