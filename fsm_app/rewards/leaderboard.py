"""The leaderboard of the service stars, as far as the settings and each engineer's own choice let it be seen (K1)."""

import frappe
from frappe import _

from fsm_app.common.company_limits import sees_company
from fsm_app.rewards import months

CHOICE = "Leaderboard Choice"
SETTINGS = "Field Service Settings"
OFF, NAMES, OWN = "Off", "Names of the Best", "Own Place Only"
MOST_SHOWN = 100


class NoEngineer(frappe.PermissionError):
	"""A user who is no engineer has no place and no choice."""


def stays_off(engineer: str) -> bool:
	"""Whether the engineer has chosen not to stand on the leaderboard, and not to be announced."""
	return bool(frappe.db.get_value(CHOICE, engineer, "hidden"))


def choose(stay_off: bool) -> None:
	"""Keep the session's engineer off the leaderboard, or put them on it again."""
	engineer = engineer_of(frappe.session.user)
	if not engineer:
		frappe.throw(_("Only engineers stand on the leaderboard. You need not choose."), NoEngineer)
	name = frappe.db.get_value(CHOICE, engineer.name, "name", for_update=True)
	choice = frappe.get_doc(CHOICE, name) if name else frappe.new_doc(CHOICE)
	choice.update({"engineer": engineer.name, "hidden": int(stay_off)})
	choice.save(ignore_permissions=True)  # one's own
	if stay_off:
		frappe.db.set_value("Award Grant", {"engineer": engineer.name}, "announced", 0)


def engineer_of(user: str):
	"""The engineer that the user is: name and company; None where they are none, or have left."""
	return frappe.db.get_value(
		"Service Engineer", {"user": user, "status": ["!=", "Left"]}, ["name", "company"], as_dict=True
	)


def tells_places() -> bool:
	"""Whether engineers learn their own place at all."""
	return (frappe.db.get_single_value(SETTINGS, "leaderboard") or OFF) != OFF


def board(cycle_name: str | None) -> dict:
	"""The board of a closed cycle for the session's user: `setting`, `cycle` and `rows` (place, engineer, name, team, own).

	Without a cycle, the latest closed one. A score is nobody's but one's own.
	"""
	setting = frappe.db.get_single_value(SETTINGS, "leaderboard") or OFF
	user, own = frappe.session.user, engineer_of(frappe.session.user)
	cycle = _cycle(cycle_name, own)
	if setting == OFF or not cycle or not sees_company(user, cycle.company, months.APPRAISAL):
		return {"setting": setting, "cycle": None, "rows": []}
	shown = 0
	if setting == NAMES:
		shown = min(MOST_SHOWN, frappe.db.get_single_value(SETTINGS, "leaderboard_names") or 10)
	return {"setting": setting, "cycle": cycle.name, "rows": _rows(cycle, shown, own and own.name)}


def _cycle(name: str | None, own):
	"""The closed cycle that is asked for, or the latest one of the user's company; an engineer sees their company's alone."""
	filters = {"status": months.CLOSED}
	if own:
		filters["company"] = own.company
	if name:
		filters["name"] = name
	found = frappe.get_list(
		months.CYCLE,
		filters=filters,
		fields=["name", "company"],
		order_by="end_date desc, name asc",
		limit_page_length=1,
	)
	return found[0] if found else None


def _rows(cycle, shown: int, own: str | None) -> list[dict]:
	appraisals = [row for row in months.appraisals_of([cycle.name]) if row.has_data]
	off = set(frappe.get_all(CHOICE, filters={"hidden": 1}, pluck="engineer", limit_page_length=0))
	listed = [
		row for row in appraisals if row.engineer == own or (row.rank <= shown and row.engineer not in off)
	]
	people = {
		row.name: row
		for row in frappe.get_all(
			"Service Engineer",
			filters={"name": ["in", [row.engineer for row in listed]]},
			fields=["name", "engineer_name", "team", "status"],
			limit_page_length=0,
		)
	}
	return [
		{
			"place": row.rank,
			"engineer_name": people[row.engineer].engineer_name,
			"team": people[row.engineer].team,
			"score": row.total_score if row.engineer == own else None,
			"is_own": int(row.engineer == own),
		}
		for row in listed
		if row.engineer == own or people[row.engineer].status != "Left"
	]
