"""A month's scores as the manager looks at them: how they spread, what pulls them down, who moved, who has none (J3, J6)."""

from fsm_app.engine.score_spread import distribution, mean_of, middle_of
from fsm_app.performance.seen_scores import appraisals_seen, cycles_seen, kpi_sums, people_of, told

TREND_MONTHS = 12
MOST_MOVED = 5
MOST_WITHOUT = 50


def overview(cycle) -> dict:
	"""What the user sees of the cycle (a document that they may read), beside that of the months before it."""
	months = cycles_seen(cycle.company, cycle.end_date, TREND_MONTHS)
	rows: dict[str, list] = {month.name: [] for month in months}
	for row in appraisals_seen(rows):
		rows[row.cycle].append(row)
	own = rows.get(cycle.name, [])
	before = rows[months[1].name] if len(months) > 1 else []
	people = people_of(own)
	scores = _scores(own)
	return {
		"cycle": told(cycle),
		"before": told(months[1]) if len(months) > 1 else None,
		"engineers": len(own),
		"scored": len(scores),
		"mean": mean_of(scores),
		"median": middle_of(scores),
		"mean_before": mean_of(_scores(before)),
		"distribution": distribution(scores),
		"trend": [_month(month, _scores(rows[month.name])) for month in reversed(months)],
		"kpis": _pulling_down([row for row in own if row.has_data]),
		"moved": _moved(own, before, people),
		"without": [
			_person(row, people) | {"at_work": row.at_work, "reason": row.at_work_reason}
			for row in own
			if not row.has_data
		][:MOST_WITHOUT],
	}


def _scores(rows: list) -> list[float]:
	return [row.total_score for row in rows if row.has_data]


def _month(cycle, scores: list[float]) -> dict:
	return {**told(cycle), "mean": mean_of(scores), "median": middle_of(scores), "scored": len(scores)}


def _pulling_down(scored: list) -> list[dict]:
	"""The KPIs by the points that an engineer loses by each on average, the most first."""
	found = kpi_sums([row.name for row in scored])
	for each in found:
		each["lost"] /= len(scored)
	return sorted(found, key=lambda each: (-each["lost"], each["kpi"]))


def _moved(own: list, before: list, people: dict) -> dict[str, list[dict]]:
	"""Whose score rose and whose fell most since the month before, of those who have one in both."""
	past = {row.engineer: row for row in before if row.has_data}
	moved = [
		_person(row, people)
		| {
			"score": row.total_score,
			"before": past[row.engineer].total_score,
			"difference": row.total_score - past[row.engineer].total_score,
			"rank": row.rank,
			"rank_before": past[row.engineer].rank,
		}
		for row in own
		if row.has_data and row.engineer in past
	]
	moved.sort(key=lambda row: (-row["difference"], row["engineer"]))
	return {
		"up": [row for row in moved[:MOST_MOVED] if round(row["difference"], 1) > 0],
		"down": [row for row in moved[: -MOST_MOVED - 1 : -1] if round(row["difference"], 1) < 0],
	}


def _person(row, people: dict) -> dict:
	person = people.get(row.engineer)
	return {
		"engineer": row.engineer,
		"engineer_name": person.engineer_name if person else row.engineer,
		"appraisal": row.name,
	}
