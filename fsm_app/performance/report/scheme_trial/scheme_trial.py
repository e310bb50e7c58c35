"""Report Scheme Trial: a scheme on a past month beside the one in force; nothing is written (J2)."""

import frappe
from frappe import _

from fsm_app.common.arguments import permitted
from fsm_app.performance.scheme_trial import try_scheme
from fsm_app.workforce.engineers import engineer_names
from fsm_app.workforce.person_visibility import engineers_seen


def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows, no message, no chart, and a summary. Filters: cycle and scheme, both needed."""
	filters = frappe._dict(filters or {})
	if not filters.cycle or not filters.scheme:
		return _columns(), []
	cycle = permitted("Performance Cycle", filters.cycle)
	scheme = permitted("KPI Scheme", filters.scheme)
	seen = engineers_seen()
	rows = [row for row in try_scheme(cycle, scheme) if seen is None or row["engineer"] in seen]
	names = engineer_names(row["engineer"] for row in rows)
	for row in rows:
		row["engineer_name"] = names.get(row["engineer"])
		row["why"] = ", ".join(f"{_(kpi)} {points:+.1f}" for kpi, points in row["why"])
	return _columns(), rows, None, None, _summary(rows)


def _summary(rows: list[dict]) -> list[dict]:
	moves = [row["moves"] for row in rows if row["moves"] is not None]
	told = (
		(_("Engineers"), len(rows)),
		(_("Move Up"), sum(move > 0 for move in moves)),
		(_("Move Down"), sum(move < 0 for move in moves)),
		(_("Stay"), sum(move == 0 for move in moves)),
	)
	return [{"label": label, "value": value, "datatype": "Int"} for label, value in told]


def _columns() -> list[dict]:
	engineer = {"fieldtype": "Link", "options": "Service Engineer"}
	scheme = {"fieldtype": "Link", "options": "KPI Scheme"}
	return [
		{"fieldname": fieldname, "label": label, "width": width, **kind}
		for fieldname, label, width, kind in (
			("engineer", _("Engineer"), 95, engineer),
			("engineer_name", _("Name", context="Service Engineer"), 120, {"fieldtype": "Data"}),
			("scheme", _("Scheme in Force"), 135, scheme),
			("score_now", _("Score in Force"), 105, {"fieldtype": "Float", "precision": 1}),
			("score_then", _("Score Tried"), 95, {"fieldtype": "Float", "precision": 1}),
			("difference", _("Difference"), 90, {"fieldtype": "Float", "precision": 1}),
			("rank_now", _("Rank in Force"), 110, {"fieldtype": "Int"}),
			("rank_then", _("Rank Tried"), 90, {"fieldtype": "Int"}),
			("moves", _("Moves"), 75, {"fieldtype": "Int"}),
			("why", _("Why"), 420, {"fieldtype": "Data"}),
		)
	]
