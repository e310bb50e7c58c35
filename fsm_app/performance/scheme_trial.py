"""A scheme on a past month beside the one that was in force: scores, ranks, who moves and why; nothing is written (J2)."""

import frappe

from fsm_app.engine.frozen_score import figures_of, recompute
from fsm_app.engine.score_sheet import FORMULA, Presence, Rule, Scheme, sheet
from fsm_app.engine.scoring import ranks
from fsm_app.performance.cycle_inputs import inputs_of_cycle
from fsm_app.performance.kpi_query import figures
from fsm_app.performance.schemes import SCHEME, holds_for, plain_scheme
from fsm_app.performance.scoring import CYCLE
from fsm_app.performance.snapshots import of_cycle

REASONS = 3
WORTH_TELLING = 0.05


def try_scheme(cycle_name: str, scheme_name: str) -> list[dict]:
	"""A dict for each engineer of the cycle, the best by the tried scheme first.

	Of a closed cycle both scores are worked out from what was frozen, of an open one from the documents as they are. Whom the
	scheme is not for (by level and work type) keeps the score of the scheme in force. `why` names the KPIs that make the
	difference, in points, the largest first.
	"""
	cycle, scheme = frappe.get_doc(CYCLE, cycle_name), frappe.get_doc(SCHEME, scheme_name)
	pairs = _of_closed(cycle, scheme) if cycle.status == "Closed" else _of_open(cycle, scheme)
	now = ranks({engineer: pair["now"]["total"] for engineer, pair in pairs.items()})
	then = ranks({engineer: pair["then"]["total"] for engineer, pair in pairs.items()})
	rows = [
		{
			"engineer": engineer,
			"scheme": pair["scheme"],
			"score_now": pair["now"]["total"],
			"score_then": pair["then"]["total"],
			"difference": _difference(pair["now"]["total"], pair["then"]["total"]),
			"rank_now": now[engineer] or None,
			"rank_then": then[engineer] or None,
			"moves": now[engineer] - then[engineer] if now[engineer] and then[engineer] else None,
			"why": _why(pair["now"], pair["then"]),
		}
		for engineer, pair in pairs.items()
	]
	return sorted(rows, key=lambda row: (row["rank_then"] or len(rows) + 1, row["engineer"]))


def _of_open(cycle, scheme) -> dict[str, dict]:
	inputs = inputs_of_cycle(cycle, [item.kpi for item in scheme.items])
	found = {
		name: {} if kpi.disabled else figures(kpi, cycle.start_date, cycle.end_date)
		for name, kpi in inputs.kpis.items()
		if kpi.kind != FORMULA
	}
	tried, pairs = plain_scheme(scheme), {}
	for engineer in inputs.engineers:
		own = {kpi: by_engineer.get(engineer.name) for kpi, by_engineer in found.items()}
		rest = (inputs.rules, own, engineer.presence, engineer.parts)
		held = sheet(plain_scheme(engineer.scheme), *rest)
		is_for = holds_for(scheme, engineer.level, engineer.work_type)
		pairs[engineer.name] = {
			"scheme": engineer.scheme.name,
			"now": held,
			"then": sheet(tried, *rest) if is_for else held,
		}
	return pairs


def _of_closed(cycle, scheme) -> dict[str, dict]:
	tried, pairs = plain_scheme(scheme), {}
	for engineer, content in of_cycle(cycle.name).items():
		held = recompute(content)
		is_for = holds_for(scheme, content["level"], content["work_type"])
		pairs[engineer] = {
			"scheme": content["scheme"]["name"],
			"now": held,
			"then": _by(tried, content) if is_for else held,
		}
	return pairs


def _by(tried: Scheme, content: dict) -> dict:
	"""The sheet of frozen inputs by another scheme; a KPI that was not frozen has no data."""
	rules = {name: Rule(**rule) for name, rule in content["rules"].items()}
	unknown = [item.kpi for item in tried.items if item.kpi not in rules]
	rules.update({kpi: Rule(kpi, disabled=True) for kpi in unknown})
	return sheet(
		tried,
		rules,
		figures_of(content["documents"], rules),
		Presence(**content["presence"]),
		content["parts"],
		content["corrected"],
	)


def _difference(now: float | None, then: float | None) -> float | None:
	return then - now if now is not None and then is not None else None


def _why(now: dict, then: dict) -> list[tuple[str, float]]:
	points: dict[str, float] = {}
	for sign, found in ((-1, now), (1, then)):
		for row in found["rows"]:
			points[row["kpi"]] = points.get(row["kpi"], 0.0) + sign * row["contribution"]
	told = [(kpi, each) for kpi, each in points.items() if abs(each) >= WORTH_TELLING]
	return sorted(told, key=lambda pair: (-abs(pair[1]), pair[0]))[:REASONS]
