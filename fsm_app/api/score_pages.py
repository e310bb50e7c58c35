"""What the pages about scores ask for: the dashboard of a month, the team's heat map, an engineer's own score (J3)."""

import frappe
from frappe import _

from fsm_app.appraisals import stages as review
from fsm_app.common.arguments import WrongArgument, permitted
from fsm_app.performance.appraisal_rows import APPRAISAL
from fsm_app.performance.heat_map import heat_map as heat_map_of
from fsm_app.performance.month_overview import overview
from fsm_app.performance.own_month import month_of, months_of
from fsm_app.performance.scoring import CYCLE
from fsm_app.performance.seen_scores import cycles_seen, cycles_with_appraisals_seen, told
from fsm_app.rewards import leaderboard
from fsm_app.workforce.engineers import engineer_names, engineer_of
from fsm_app.workforce.person_visibility import engineers_seen

MOST_APPEALS = 50


@frappe.whitelist(methods=["GET"])
def dashboard(cycle: str | None = None) -> dict:
	"""A month's scores for those who see everybody's, with the appeals under way and the `cycles` to choose from; the latest scored one where none is named."""
	frappe.has_permission(APPRAISAL, "read", throw=True)
	if engineers_seen(APPRAISAL) is not None:
		frappe.throw(
			_(
				"The scoring dashboard is for those who manage all engineers. Open My Score, or the Team Heat Map."
			),
			frappe.PermissionError,
		)
	chosen, cycles = _chosen(cycle)
	if not chosen:
		return {"cycles": cycles, "cycle": None}
	return {"cycles": cycles, **overview(chosen), "appeals": _appeals(chosen)}


@frappe.whitelist(methods=["GET"])
def heat_map(cycle: str | None = None, team: str | None = None) -> dict:
	"""The engineers that the user sees by their KPIs, of a cycle and a team; the latest scored cycle where none is named."""
	frappe.has_permission(APPRAISAL, "read", throw=True)
	if team is not None and not isinstance(team, str):
		frappe.throw(_("{0}: name a document.").format(_("Service Team")), WrongArgument)
	chosen, cycles = _chosen(cycle)
	if not chosen:
		return {"cycles": cycles, "cycle": None}
	return {"cycles": cycles, **heat_map_of(chosen, team or None)}


@frappe.whitelist(methods=["GET"])
def my_score(appraisal: str | None = None) -> dict:
	"""The user's own latest month, or the appraisal that is named and that they may read; with the other `months` of its engineer.

	The rank of one's own is told as the leaderboard's setting says.
	"""
	frappe.has_permission(APPRAISAL, "read", throw=True)
	own = (engineer_of() or {}).get("name")
	if appraisal:
		engineer = frappe.db.get_value(APPRAISAL, permitted(APPRAISAL, appraisal), "engineer")
	else:
		engineer = own
	months = months_of(engineer) if engineer else []
	found = {
		"engineer": engineer,
		"engineer_name": engineer_names([engineer]).get(engineer) if months else None,
		"is_own": bool(engineer) and engineer == own,
		"months": months,
		"month": None,
	}
	if name := appraisal or (months[0]["appraisal"] if months else None):
		found["month"] = month_of(frappe.get_doc(APPRAISAL, name))
		if found["is_own"] and not leaderboard.tells_places():
			found["month"]["rank"] = None
	return found


def _chosen(name: str | None) -> tuple:
	"""The cycle that is named, or the latest that was scored, or the latest; and those to choose from."""
	sees_all = engineers_seen(APPRAISAL) is None
	cycles = cycles_seen() if sees_all else cycles_with_appraisals_seen()
	if name:
		chosen = frappe.get_doc(CYCLE, permitted(CYCLE, name))
	else:
		chosen = next((cycle for cycle in cycles if cycle.scored_at), cycles[0] if cycles else None)
	return chosen, [told(cycle) for cycle in cycles]


def _appeals(cycle) -> list[dict]:
	"""The open appeals against the cycle's scores that the user sees."""
	if not frappe.has_permission(review.APPEAL):
		return []
	reviews = frappe.get_list(
		review.REVIEW,
		filters={"cycle": cycle.name, "stage": review.APPEALED},
		pluck="name",
		limit_page_length=0,
	)
	return frappe.get_list(
		review.APPEAL,
		filters={"review": ["in", reviews or [""]], "state": "Open"},
		fields=["name", "engineer", "engineer_name", "appealed_at"],
		order_by="appealed_at, name",
		limit_page_length=MOST_APPEALS,
	)
