"""A closed score is given anew after an upheld appeal: a new frozen version, the old one stays (J4)."""

from collections.abc import Mapping

import frappe
from frappe import _

from fsm_app.engine.frozen_score import pack, recompute
from fsm_app.engine.scoring import ranks
from fsm_app.performance.appraisal_rows import APPRAISAL, as_figures, store_one
from fsm_app.performance.listeners import parts_of, tell_corrected
from fsm_app.performance.scoring import CYCLE
from fsm_app.performance.snapshots import NotFrozen, keep, latest


class CorrectionRefused(frappe.ValidationError):
	"""A correction of a score that is still open, of a KPI that it does not have, or without a reason."""


def correct(appraisal_name: str, values: Mapping[str, float | None] | None, reason: str, by: str):
	"""Give the closed appraisal the `values` by KPI (None: no data) and work its score and the cycle's ranks out again.

	The parts beside the KPIs are taken as they are now. Returns the Performance Appraisal. The caller has checked that `by`, a
	user, may do so. Raises CorrectionRefused or NotFrozen; whatever refuses changes nothing.
	"""
	cycle_name = frappe.db.get_value(APPRAISAL, appraisal_name, "cycle")
	cycle = frappe.get_doc(CYCLE, cycle_name, for_update=True)
	appraisal = frappe.get_doc(APPRAISAL, appraisal_name)
	found = latest(appraisal.name)
	_check(appraisal, cycle, found, values or {}, reason)
	content, row = found
	content["corrected"].update(values or {})
	content["parts"].update(parts_of(cycle, [appraisal.engineer]).get(appraisal.engineer, {}))
	again = recompute(content)
	before = appraisal.total_score if appraisal.has_data else None
	version = row.version + 1
	frames = {each.kpi: each.frame for each in appraisal.scores}
	for each in again["rows"]:
		each["frame"] = frames.get(each["kpi"])
	store_one(appraisal.name, {**as_figures(again), "snapshot_version": version})
	keep(
		[
			{
				"appraisal": appraisal.name,
				"cycle": cycle.name,
				"engineer": appraisal.engineer,
				"company": cycle.company,
				"total": again["total"],
				"packed": pack(content),
				"version": version,
				"reason": reason.strip(),
				"by": by,
			}
		]
	)
	rank_again(cycle.name)
	appraisal.reload()
	tell_corrected(appraisal, before, reason)
	return appraisal


def rank_again(cycle: str) -> None:
	"""Bring the ranks of a cycle in line with its totals; writes those that change."""
	rows = frappe.get_all(
		APPRAISAL,
		filters={"cycle": cycle},
		fields=["name", "total_score", "has_data", "rank"],
		limit_page_length=0,
	)
	place = ranks({row.name: row.total_score if row.has_data else None for row in rows})
	for row in rows:
		if row["rank"] != place[row.name]:
			frappe.db.set_value(APPRAISAL, row.name, "rank", place[row.name])


def _check(appraisal, cycle, found, values: Mapping, reason: str) -> None:
	if cycle.status != "Closed":
		frappe.throw(
			_("{0} is still open, and its scores follow its documents. Correct the documents.").format(
				cycle.name
			),
			CorrectionRefused,
		)
	if not (reason or "").strip():
		frappe.throw(_("Reason: say why the score is corrected."), CorrectionRefused)
	if not found:
		frappe.throw(
			_(
				"{0}: nothing is frozen. That is done when the cycle is closed, and was not before this version."
			).format(appraisal.name),
			NotFrozen,
		)
	unknown = sorted(set(values) - {row.kpi for row in appraisal.scores})
	if unknown:
		frappe.throw(
			_("{0} has no score for {1}. Choose another KPI.").format(
				appraisal.name, frappe.bold(", ".join(unknown))
			),
			CorrectionRefused,
		)
