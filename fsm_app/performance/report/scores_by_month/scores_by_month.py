"""Report Scores by Month: scores of engineers, teams or KPIs over the months, as a table and a chart (J3)."""

import frappe
from frappe import _
from frappe.utils import cint

from fsm_app.common.arguments import WrongArgument
from fsm_app.performance.score_history import ENGINEER, KPI, WAYS, history
from fsm_app.performance.seen_scores import MOST_MONTHS

# More lines nobody tells apart.
MOST_LINES = 8


def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows, a line on what is shown, and a chart. Filters: by, company, engineer, team, kpi, months."""
	filters = frappe._dict(filters or {})
	way = filters.by or ENGINEER
	if way not in WAYS:
		frappe.throw(
			_("Compare By: {0} is none of the choices. Choose one from the list.").format(str(way)[:40]),
			WrongArgument,
		)
	for field in ("company", "engineer", "team", "kpi"):
		if filters.get(field) and not isinstance(filters[field], str):
			frappe.throw(_("{0}: name a document.").format(field), WrongArgument)
	months, rows = history(
		way,
		filters.company,
		min(max(cint(filters.months) or 12, 1), MOST_MONTHS),
		filters.engineer,
		filters.team,
		filters.kpi if way == KPI else None,
	)
	shown = [{**row, "label": _(row["label"])} if way == KPI else row for row in rows]
	return _columns(way, months), [_row(row) for row in shown], _line(way), _chart(months, shown)


def _row(row: dict) -> dict:
	return {"key": row["label"], **{f"month_{place}": score for place, score in enumerate(row["scores"])}}


def _columns(way: str, months: list[dict]) -> list[dict]:
	names = {"Engineer": _("Engineer"), "Team": _("Team"), "KPI": _("KPI")}
	return [
		{"fieldname": "key", "label": names[way], "fieldtype": "Data", "width": 200},
		*(
			{
				"fieldname": f"month_{place}",
				"label": month["label"],
				"fieldtype": "Float",
				"precision": 1,
				"width": 95,
			}
			for place, month in enumerate(months)
		),
	]


def _line(way: str) -> str:
	told = {
		"Engineer": _("Total scores."),
		"Team": _("Means of the total scores of those who are in the team today."),
		"KPI": _("Means of the KPI's scores over the engineers."),
	}
	return " ".join((told[way], _("Only engineers whose scores you may see.")))


def _chart(months: list[dict], rows: list[dict]) -> dict | None:
	"""Lines of those with the most months, as far as lines can be told apart.

	A line would run through 0 where there is no data, so it has the months of the first one, and those alone who have a score
	in all of them.
	"""
	ordered = sorted(rows, key=lambda row: (-len(_scored(row)), -max(map(_known, row["scores"]), default=0)))
	shown = _scored(ordered[0]) if ordered else []
	if len(shown) < 2:
		return None
	lines = [row for row in ordered if set(shown) <= set(_scored(row))][:MOST_LINES]
	return {
		"data": {
			"labels": [months[place]["label"] for place in shown],
			"datasets": [
				{"name": row["label"], "values": [round(row["scores"][place], 1) for place in shown]}
				for row in lines
			],
		},
		"type": "line",
		"fieldtype": "Float",
	}


def _scored(row: dict) -> list[int]:
	return [place for place, score in enumerate(row["scores"]) if score is not None]


def _known(score: float | None) -> float:
	return score or 0.0
