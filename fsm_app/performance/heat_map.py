"""The engineers of a month by their KPIs, as far as the user sees them: where a team is strong and where it is not (J3)."""

from fsm_app.performance.seen_scores import appraisals_seen, kpi_rows, people_of, told

# More do not fit a page, nor an eye.
MOST_ENGINEERS = 200


def heat_map(cycle, team: str | None = None) -> dict:
	"""`kpis` by their weight, `engineers` with a cell for each (None where their scheme has no such KPI), and the `teams` to choose from.

	A cell is `score` (None: no data), `value`, `unit`, `reason` and `documents`, the number of those behind it.
	"""
	rows = appraisals_seen([cycle.name])
	people = people_of(rows)
	teams = sorted({person.team for person in people.values() if person.team})
	if team:
		rows = [row for row in rows if row.engineer in people and people[row.engineer].team == team]
	shown = sorted(rows, key=lambda row: _place(row, people))[:MOST_ENGINEERS]
	cells: dict[str, dict] = {row.name: {} for row in shown}
	weights: dict[str, float] = {}
	for row in kpi_rows(cells):
		cells[row.parent][row.kpi] = _cell(row)
		weights[row.kpi] = weights.get(row.kpi, 0.0) + row.weight
	kpis = sorted(weights, key=lambda kpi: (-weights[kpi], kpi))
	return {
		"cycle": told(cycle),
		"teams": teams,
		"kpis": kpis,
		"left_out": len(rows) - len(shown),
		"engineers": [
			{
				"engineer": row.engineer,
				"engineer_name": people[row.engineer].engineer_name
				if row.engineer in people
				else row.engineer,
				"team": people[row.engineer].team if row.engineer in people else None,
				"appraisal": row.name,
				"total": row.total_score if row.has_data else None,
				"cells": [cells[row.name].get(kpi) for kpi in kpis],
			}
			for row in shown
		],
	}


def _place(row, people: dict) -> tuple:
	person = people.get(row.engineer)
	return (
		(person.team or "", person.engineer_name, row.engineer)
		if person
		else ("", row.engineer, row.engineer)
	)


def _cell(row) -> dict:
	return {
		"score": row.score if row.scored else None,
		"value": row.value if row.scored else None,
		"unit": row.unit,
		"reason": row.reason,
		"documents": row.denominator,
	}
