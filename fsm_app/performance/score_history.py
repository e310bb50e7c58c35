"""Scores over the months, by engineer, by team or by KPI, as far as the user sees them (J3)."""

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

	Total scores of engineers; means of them of teams; means of the KPI's scores over the engineers. Companies that are scored
	over the same days share a month.
	"""
	periods: dict[tuple, list] = {}
	for cycle in cycles_seen(company):
		periods.setdefault((cycle.start_date, cycle.end_date), []).append(cycle)
	shown = list(periods)[:months][::-1]
	period_of = {cycle.name: period for period in shown for cycle in periods[period]}
	rows = appraisals_seen(period_of, **({"engineer": engineer} if engineer else {}))
	people = people_of(rows)
	if team:
		rows = [row for row in rows if row.engineer in people and people[row.engineer].team == team]
	found = _of_kpis(rows, period_of, kpi) if way == KPI else _of_people(rows, people, period_of, way)
	return [told(periods[period][0]) for period in shown], [
		{"key": key, "label": label, "scores": [_mean(scores.get(period)) for period in shown]}
		for (key, label), scores in sorted(found.items(), key=lambda pair: (pair[0][1], pair[0][0]))
	]


# By what a row is of (its key and its label), by period the sum of the scores and how many they are.
Sums = dict[tuple[str, str], dict[tuple, tuple[float, int]]]


def _of_people(rows: list, people: dict, period_of: dict, way: str) -> Sums:
	found: Sums = {}
	for row in rows:
		person = people.get(row.engineer)
		if not row.has_data or not person or (way == TEAM and not person.team):
			continue
		key = (person.team, person.team) if way == TEAM else (row.engineer, person.engineer_name)
		_add(found, key, period_of[row.cycle], row.total_score, 1)
	return found


def _of_kpis(rows: list, period_of: dict, kpi: str | None) -> Sums:
	found: Sums = {}
	for each in kpi_sums([row.name for row in rows], kpi):
		if each["engineers"]:
			total = each["mean"] * each["engineers"]
			_add(found, (each["kpi"], each["kpi"]), period_of[each["cycle"]], total, each["engineers"])
	return found


def _add(found: Sums, key: tuple[str, str], period: tuple, score: float, count: int) -> None:
	before, many = found.setdefault(key, {}).get(period, (0.0, 0))
	found[key][period] = (before + score, many + count)


def _mean(summed: tuple[float, int] | None) -> float | None:
	return summed[0] / summed[1] if summed else None
