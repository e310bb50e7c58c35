"""Scores over the months, by engineer, by team or by KPI, as far as the user sees them (J3)."""

from fsm_app.engine.score_spread import mean_of
from fsm_app.performance.seen_scores import appraisals_seen, cycles_seen, kpi_sums, people_of, told

ENGINEER, TEAM, KPI = "Engineer", "Team", "KPI"
WAYS = (ENGINEER, TEAM, KPI)


def history(
	way: str,
	company: str | None = None,
	months: int = 12,
	engineer: str | None = None,
	team: str | None = None,
	kpi: str | None = None,
) -> tuple[list[dict], list[dict]]:
	"""The months, the first one first, and a row for each engineer, team or KPI: `key`, `label` and `scores`, one a month or None.

	Total scores of engineers; means of them of teams; means of the KPI's scores over the engineers.
	"""
	cycles = list(reversed(cycles_seen(company, months=months)))
	rows = appraisals_seen([cycle.name for cycle in cycles], **({"engineer": engineer} if engineer else {}))
	people = people_of(rows)
	if team:
		rows = [row for row in rows if row.engineer in people and people[row.engineer].team == team]
	found = _of_kpis(rows, kpi) if way == KPI else _of_people(rows, people, way)
	names = [cycle.name for cycle in cycles]
	return [told(cycle) for cycle in cycles], [
		{"key": key, "label": label, "scores": [scores.get(name) for name in names]}
		for (key, label), scores in sorted(found.items(), key=lambda pair: (pair[0][1], pair[0][0]))
	]


def _of_people(rows: list, people: dict, way: str) -> dict[tuple[str, str], dict[str, float]]:
	collected: dict[tuple[str, str], dict[str, list[float]]] = {}
	for row in rows:
		person = people.get(row.engineer)
		if not row.has_data or not person or (way == TEAM and not person.team):
			continue
		key = (person.team, person.team) if way == TEAM else (row.engineer, person.engineer_name)
		collected.setdefault(key, {}).setdefault(row.cycle, []).append(row.total_score)
	return {
		key: {cycle: mean_of(scores) for cycle, scores in by_cycle.items()}
		for key, by_cycle in collected.items()
	}


def _of_kpis(rows: list, kpi: str | None) -> dict[tuple[str, str], dict[str, float]]:
	found: dict[tuple[str, str], dict[str, float]] = {}
	for each in kpi_sums([row.name for row in rows], kpi):
		if each["mean"] is not None:
			found.setdefault((each["kpi"], each["kpi"]), {})[each["cycle"]] = each["mean"]
	return found
