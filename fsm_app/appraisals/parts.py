"""The parts of an appraisal beside the KPIs, which performance asks for while it scores a cycle (fsm_appraisal_parts)."""

from collections.abc import Collection
from itertools import groupby
from operator import itemgetter

import frappe
from frappe.utils import getdate

from fsm_app.appraisals import objectives, stages
from fsm_app.appraisals.due import setting
from fsm_app.common.clock import now
from fsm_app.engine.marks import weighted_mean
from fsm_app.performance.closing import is_due

# By kind of rating the part that it gives.
PARTS = {
	stages.BY_SELF: "Self",
	stages.BY_SUPERVISOR: "Supervisor",
	stages.BY_COLLEAGUE: "Colleagues",
}


def parts_of(cycle, engineers: Collection[str]) -> dict[str, dict[str, float]]:
	"""By engineer the scores of their parts; a part for which nothing was handed in is left out. Two queries.

	Where a closed score is corrected only the supervisor's part is given anew: an appeal changes nothing else.
	"""
	if not engineers:
		return {}
	if cycle.closed_at:
		return {
			engineer: {PARTS[kind]: score}
			for engineer, kind, score in _rated(cycle, engineers)
			if kind == stages.BY_SUPERVISOR
		}
	found = {
		engineer: {"Objectives": score} for engineer, score in objectives.scores(cycle, engineers).items()
	}
	for engineer, kind, score in _rated(cycle, engineers):
		found.setdefault(engineer, {})[PARTS[kind]] = score
	return found


def _rated(cycle, engineers: Collection[str]):
	rating, review = frappe.qb.DocType(stages.RATING), frappe.qb.DocType(stages.REVIEW)
	rows = (
		frappe.qb.from_(rating)
		.inner_join(review)
		.on(review.name == rating.review)
		.select(rating.engineer, rating.kind, rating.state, rating.score, rating.due_on)
		.where(review.cycle == cycle.name)
		.where(rating.engineer.isin(list(engineers)))
		.orderby(rating.engineer)
		.orderby(rating.kind)
		.orderby(rating.name)
		.run(as_dict=True)
	)
	for (engineer, kind), group in groupby(rows, itemgetter("engineer", "kind")):
		ratings = list(group)
		scores = [row.score for row in ratings if row.state == stages.HANDED_IN]
		if scores and (kind != stages.BY_COLLEAGUE or _may_be_told(cycle, ratings, scores)):
			yield engineer, kind, weighted_mean((1, score) for score in scores)


def _may_be_told(cycle, ratings: list, scores: list[float]) -> bool:
	"""Whether the mean of the colleagues gives none of them away: there are enough, and no further one is to come.

	A mean that changes with each rating would tell each of them.
	"""
	to_come = any(
		row.state == stages.ASKED and row.due_on and getdate(row.due_on) >= getdate(now()) for row in ratings
	)
	is_final = cycle.status == "Closed" or is_due(cycle, getdate(now()), setting("scoring_closing_day"))
	return len(scores) >= max(2, setting("minimum_colleagues")) and (is_final or not to_come)
