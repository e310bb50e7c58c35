"""An engineer's month as they read it: the score, what it is made of, what was lost where, and what would lift it most (J3)."""

from datetime import date

import frappe
from frappe.utils import cint, flt, getdate

from fsm_app.common.clock import now
from fsm_app.engine import stages
from fsm_app.engine.score_lifts import lifts, tickets_to_come, work_to_come
from fsm_app.engine.score_sheet import FORMULA, KPI_PART, Presence
from fsm_app.performance.kpi_query import definition_of, documents
from fsm_app.performance.kpi_rules import kpis_with_inputs, rule_of
from fsm_app.performance.schemes import SCHEME, plain_scheme
from fsm_app.performance.scoring import CYCLE
from fsm_app.performance.seen_scores import appraisals_seen, cycles_with_appraisals_seen, told

MONTHS = 12


def months_of(engineer: str) -> list[dict]:
	"""The engineer's months that the user sees, the latest first: `appraisal`, `score` (None: no data) and the cycle."""
	cycles = {cycle.name: cycle for cycle in cycles_with_appraisals_seen(engineer=engineer)[:MONTHS]}
	rows = appraisals_seen(cycles, engineer=engineer)
	rows.sort(key=lambda row: cycles[row.cycle].end_date, reverse=True)
	return [
		{
			**told(cycles[row.cycle]),
			"appraisal": row.name,
			"score": row.total_score if row.has_data else None,
		}
		for row in rows
	]


def month_of(appraisal) -> dict:
	"""The appraisal (a document that the user may read) with its KPIs and parts; of an open month what would lift it."""
	cycle = frappe.get_doc(CYCLE, appraisal.cycle)
	return {
		"appraisal": appraisal.name,
		"engineer": appraisal.engineer,
		"cycle": told(cycle),
		"score": appraisal.total_score if appraisal.has_data else None,
		"scheme": appraisal.scheme,
		"at_work": appraisal.at_work,
		"at_work_reason": appraisal.at_work_reason,
		"rank": cint(appraisal.rank) or None,
		"kpis": [_kpi(row) for row in appraisal.scores],
		"parts": [
			{
				"part": row.part,
				"score": row.score if row.has_data else None,
				"weight": row.weight,
				"effective_weight": row.effective_weight,
			}
			for row in appraisal.parts
		],
		**(_rest_of(appraisal, cycle) if cycle.status == "Open" else {"lifts": None, "tickets": 0}),
	}


def _kpi(row) -> dict:
	return {
		"kpi": row.kpi,
		"value": row.value if row.scored else None,
		"unit": row.unit,
		"score": row.score if row.scored else None,
		"weight": row.weight,
		"effective_weight": row.effective_weight,
		"points": row.contribution if row.effective_weight else None,
		"lost": row.effective_weight - row.contribution,
		"documents": row.denominator,
		"reason": row.reason,
	}


def _rest_of(appraisal, cycle) -> dict:
	"""What the rest of an open month can still give: `lifts`, the most first, and the `tickets` to be expected."""
	start, end, today = getdate(cycle.start_date), getdate(cycle.end_date), getdate(now())
	days_left = max(0, (end - max(today, start)).days)
	days_gone = max(0, (min(today, end) - start).days + 1)
	done, in_hand = _tickets(appraisal.engineer, start)
	tickets = tickets_to_come(done, in_hand, days_gone, days_left)
	scheme = plain_scheme(frappe.get_cached_doc(SCHEME, appraisal.scheme))
	kpis = kpis_with_inputs({item.kpi for item in scheme.items})
	rules = {name: rule_of(kpi) for name, kpi in kpis.items()}
	found = {
		name: _documents(kpi, start, end, appraisal.engineer)
		for name, kpi in kpis.items()
		if kpi.kind != FORMULA and not kpi.disabled
	}
	at_work = Presence(appraisal.at_work or "At Work", flt(appraisal.days_at_work), (end - start).days + 1)
	parts = {row.part: row.score for row in appraisal.parts if row.has_data and row.part != KPI_PART}
	coming = work_to_come(rules, found, done, tickets, days_left)
	return {
		"tickets": tickets,
		"lifts": [
			lift._asdict() | {"unit": rules[lift.kpi].unit}
			for lift in lifts(scheme, rules, found, at_work, parts, coming)
		],
	}


def _documents(kpi, start: date, end: date, engineer: str) -> dict[str, list]:
	rows = documents(definition_of(kpi), start, end, [engineer])
	return {
		"names": [name for _engineer, name, _value in rows],
		"values": [value for _engineer, _name, value in rows],
	}


def _tickets(engineer: str, start: date) -> tuple[int, int]:
	"""The tickets done since `start`, and those in hand."""
	done = frappe.db.count(stages.TICKET, {"engineer": engineer, "done_at": [">=", start]})
	in_hand = frappe.db.count(
		stages.TICKET, {"engineer": engineer, "stage": ["in", sorted(stages.WITH_ENGINEER)]}
	)
	return cint(done), cint(in_hand)
