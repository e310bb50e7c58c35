"""What about a month's figures somebody should look at, with the reason; no score changes by it (J6)."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import NamedTuple

import frappe
from frappe import _
from frappe.query_builder.functions import Count
from frappe.utils import cint, flt, getdate

from fsm_app.feedback.survey_figures import from_one_device
from fsm_app.performance.appraisal_rows import APPRAISAL, insert_rows
from fsm_app.performance.scoring import latest_scores

ANOMALY = "Score Anomaly"
SUDDEN, TOO_GOOD, FAR, OLD_EVIDENCE, ONE_DEVICE = (
	"Sudden Change",
	"Too Good to Be True",
	"Check-in Far Away",
	"Evidence Older than the Visit",
	"Surveys from One Device",
)
EARLIER_MONTHS = 3
# A photo may have been taken on the way to the door.
EARLY_MINUTES = 60
FULL_MARKS = 99.95
ENOUGH_DOCUMENTS = 10
ENOUGH_KPIS = 3
NAMED = 20


class Anomaly(NamedTuple):
	"""One thing to look at: whose, of what kind, why, and the documents that show it."""

	engineer: str
	kind: str
	reason: str
	documents: list[str]


def look_for_anomalies(cycle) -> int:
	"""Note what is conspicuous about the cycle's scores; each thing once. Returns how many are new."""
	rows = frappe.get_all(
		APPRAISAL,
		filters={"cycle": cycle.name},
		fields=["name", "engineer", "total_score", "has_data"],
		limit_page_length=0,
	)
	engineers = {row.engineer for row in rows}
	period = _period(cycle)
	found = [*_sudden(rows), *_too_good(rows)]
	for look in (_far_check_ins, _old_evidence, _one_device):
		found += [anomaly for anomaly in look(*period) if anomaly.engineer in engineers]
	known = set(
		frappe.get_all(ANOMALY, filters={"cycle": cycle.name}, pluck="anomaly_key", limit_page_length=0)
	)
	new = [each for each in found if f"{cycle.name}:{each.engineer}:{each.kind}" not in known]
	insert_rows(ANOMALY, (_row(cycle, each) for each in new))
	return len(new)


def _row(cycle, anomaly: Anomaly) -> dict:
	return {
		"name": frappe.generate_hash(length=12),
		"cycle": cycle.name,
		"engineer": anomaly.engineer,
		"company": cycle.company,
		"kind": anomaly.kind,
		"state": "Open",
		"reason": anomaly.reason,
		"documents": "\n".join(anomaly.documents[:NAMED]),
		"anomaly_key": f"{cycle.name}:{anomaly.engineer}:{anomaly.kind}",
	}


def _period(cycle) -> tuple[datetime, datetime]:
	end = getdate(cycle.end_date) + timedelta(days=1)
	return datetime.combine(getdate(cycle.start_date), time()), datetime.combine(end, time())


def _sudden(rows: list) -> Iterator[Anomaly]:
	limit = flt(frappe.db.get_single_value("Field Service Settings", "sudden_change_points"))
	before = latest_scores([row.engineer for row in rows], EARLIER_MONTHS) if limit and rows else {}
	for row in rows:
		earlier = before.get(row.engineer, [])
		if not row.has_data or len(earlier) < 2:
			continue
		mean = sum(earlier) / len(earlier)
		if abs(row.total_score - mean) >= limit:
			yield Anomaly(
				row.engineer,
				SUDDEN,
				_("{0} points after {1} on average over the last {2} months").format(
					f"{row.total_score:.1f}", f"{mean:.1f}", len(earlier)
				),
				[row.name],
			)


def _too_good(rows: list) -> Iterator[Anomaly]:
	best = {row.name: row for row in rows if row.has_data and row.total_score >= FULL_MARKS}
	if not best:
		return
	score = frappe.qb.DocType("Performance Appraisal Score")
	counted = (
		frappe.qb.from_(score)
		.select(score.parent, Count(score.name))
		.where((score.parenttype == APPRAISAL) & score.parent.isin(list(best)))
		.where((score.scored == 1) & (score.denominator >= ENOUGH_DOCUMENTS))
		.groupby(score.parent)
		.run()
	)
	for name, kpis in counted:
		if cint(kpis) >= ENOUGH_KPIS:
			yield Anomaly(
				best[name].engineer,
				TOO_GOOD,
				_("full marks in {0} KPIs with at least {1} documents each").format(kpis, ENOUGH_DOCUMENTS),
				[name],
			)


def _far_check_ins(first: datetime, day_after: datetime) -> list[Anomaly]:
	rows = frappe.get_all(
		"Service Visit",
		filters=[
			["far_from_customer", "=", 1],
			["checked_in_at", ">=", first],
			["checked_in_at", "<", day_after],
			["engineer", "is", "set"],
		],
		fields=["engineer", "name"],
		order_by="engineer, name",
		limit_page_length=0,
	)
	return _by_engineer(rows, FAR, _("{0} check-ins far from the customer"))


def _old_evidence(first: datetime, day_after: datetime) -> list[Anomaly]:
	evidence, visit = frappe.qb.DocType("Service Evidence"), frappe.qb.DocType("Service Visit")
	rows = (
		frappe.qb.from_(evidence)
		.inner_join(visit)
		.on(visit.name == evidence.visit)
		.select(visit.engineer, evidence.name, evidence.taken_at, visit.arrived_at)
		.where((evidence.recorded_at >= first) & (evidence.recorded_at < day_after))
		.where(visit.engineer.isnotnull() & (evidence.taken_at < visit.arrived_at))
		.orderby(visit.engineer, evidence.name)
		.run(as_dict=True)
	)
	old = [row for row in rows if row.arrived_at - row.taken_at > timedelta(minutes=EARLY_MINUTES)]
	return _by_engineer(old, OLD_EVIDENCE, _("{0} photos taken more than an hour before the visit"))


def _one_device(first: datetime, day_after: datetime) -> list[Anomaly]:
	"""Answers of several customers from one device."""
	found = from_one_device(first.date(), day_after.date() - timedelta(days=1))
	words = _("{0} surveys answered from one device")
	return [Anomaly(name, ONE_DEVICE, words.format(len(surveys)), surveys) for name, surveys in found.items()]


def _by_engineer(rows: list, kind: str, words: str) -> list[Anomaly]:
	found: dict[str, list[str]] = {}
	for row in rows:
		found.setdefault(row.engineer, []).append(row.name)
	return [Anomaly(engineer, kind, words.format(len(names)), names) for engineer, names in found.items()]
