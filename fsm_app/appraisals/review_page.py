"""What the form of a review shows as a person reads it: the sum, whose turn it is, and the user's own next step (J4)."""

import frappe

from fsm_app.appraisals import people, stages
from fsm_app.appraisals.due import cycle_is_closed
from fsm_app.workforce.audience import Audience

# In the order in which one reads them.
PARTS = ("KPI", "Objectives", "Supervisor", "Self", "Colleagues")


def page_of(name: str) -> dict:
	"""What the user sees of the review and may do now. The caller has checked that they may read it."""
	review = frappe.get_doc(stages.REVIEW, name)
	appeal = frappe.db.get_value(stages.APPEAL, {"review": name}, ["name", "state", "against"], as_dict=True)
	return {
		"stage": review.stage,
		"due_on": review.due_on,
		"cycle_closed": cycle_is_closed(review),
		"score": _score(review),
		"ratings": _ratings(review),
		"interview": _first(stages.INTERVIEW_RECORD, review, ["name", "held_on"]),
		"plan": _plan(review),
		"appeal": appeal and {"name": appeal.name, "state": appeal.state},
		"waits_for": _waits_for(review),
		"is_own": frappe.session.user == review.engineer_user,
		"may": _may(review, appeal),
	}


def _score(review) -> dict | None:
	"""The appraisal's parts, for who may read it."""
	if not frappe.has_permission("Performance Appraisal", "read", review.appraisal):
		return None
	appraisal = frappe.get_doc("Performance Appraisal", review.appraisal)
	parts = {row.part: row for row in appraisal.parts}
	return {
		"total": appraisal.total_score if appraisal.has_data else None,
		"rank": appraisal.rank,
		"parts": [
			{
				"part": row.part,
				"score": row.score if row.has_data else None,
				"weight": row.weight,
				"effective_weight": row.effective_weight,
			}
			for row in filter(None, map(parts.get, PARTS))
		],
		"kpis": [{"kpi": row.kpi, "value": row.value, "scored": row.scored} for row in appraisal.scores],
	}


def _ratings(review) -> list[dict]:
	"""The ratings that the user sees; who has rated as a colleague is among them for supervisor and HR alone."""
	rows = frappe.get_list(
		stages.RATING,
		filters={"review": review.name},
		fields=["name", "kind", "state", "rater", "score"],
		order_by="kind desc, creation, name",
		limit_page_length=0,
	)
	names = _full_names({row.rater for row in rows})
	return [
		{
			**row,
			"rater_name": names.get(row.rater),
			"score": row.score if row.state == stages.HANDED_IN else None,
			"mine": row.rater == frappe.session.user,
		}
		for row in rows
	]


def _plan(review) -> list[dict]:
	return frappe.get_list(
		stages.ACTION,
		filters={"review": review.name},
		fields=["name", "action", "due_on", "state", "kpi", "comparison", "target", "result"],
		order_by="due_on, name",
		limit_page_length=0,
	)


def _first(doctype: str, review, fields: list[str]) -> dict | None:
	rows = frappe.get_list(doctype, filters={"review": review.name}, fields=fields, limit_page_length=1)
	return rows[0] if rows else None


def _waits_for(review) -> list[str]:
	"""The names of those whose turn it is."""
	users = people.to_act(review, Audience())
	return sorted(_full_names(set(users)).values())


def _full_names(users: set) -> dict[str, str]:
	found = frappe.get_all(
		"User", filters={"name": ["in", sorted(users - {None, ""})]}, fields=["name", "full_name"]
	)
	return {row.name: row.full_name or row.name for row in found}


def _may(review, appeal) -> dict[str, bool]:
	"""What the user may do now, as the server would allow it."""
	user, stage = frappe.session.user, review.stage
	is_engineer = user == review.engineer_user
	supervises = people.may_supervise(review)
	checks = people.may_check(review)
	return {
		"assess_self": is_engineer and stage in stages.COLLECTING,
		"rate": supervises and stage in stages.COLLECTING,
		"ask_colleagues": (supervises or checks) and stage in stages.COLLECTING,
		"check": checks and stage == stages.HR_REVIEW,
		"interview": supervises and stage == stages.INTERVIEW,
		"plan": (supervises or checks) and stage in stages.RELEASED,
		"confirm": is_engineer and stage == stages.TO_CONFIRM,
		"appeal": is_engineer and stage == stages.TO_CONFIRM and not appeal,
		"decide": bool(appeal) and stage == stages.APPEALED and people.may_decide(review, appeal.against),
		"change_supervisor": checks,
	}
