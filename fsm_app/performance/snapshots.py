"""Freezing what a closed cycle's scores were made from, so that each can be worked out again for ever (J3)."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from decimal import Decimal

import frappe
from frappe import _
from frappe.utils import cint, flt, getdate

from fsm_app.common.clock import now
from fsm_app.engine.frozen_score import UnknownFormulaVersion, recompute, unpack
from fsm_app.engine.score_sheet import FORMULA, FORMULA_VERSION
from fsm_app.performance.appraisal_rows import insert_rows
from fsm_app.performance.cycle_inputs import Inputs, Scored
from fsm_app.performance.kpi_query import definition_of, documents
from fsm_app.performance.schemes import plain_scheme

SNAPSHOT = "Score Snapshot"
# So many engineers' documents at once in memory.
BATCH = 200
# Each may take some 100 kB.
LARGE_AT_ONCE = 20


class NotFrozen(frappe.ValidationError):
	"""A score of a cycle that was closed before scores were frozen, or whose frozen inputs were changed."""


def frozen(inputs: Inputs) -> Iterator[tuple[Scored, dict]]:
	"""Each engineer with all that their score is made from, as plain data; see frozen_score.recompute."""
	asked = {
		name: definition_of(kpi)
		for name, kpi in inputs.kpis.items()
		if kpi.kind != FORMULA and not kpi.disabled
	}
	rules = {name: asdict(rule) for name, rule in inputs.rules.items()}
	schemes = {}
	for first in range(0, len(inputs.engineers), BATCH):
		batch = inputs.engineers[first : first + BATCH]
		found = _documents(inputs.cycle, asked, [engineer.name for engineer in batch])
		for engineer in batch:
			scheme = schemes.setdefault(engineer.scheme.name, _plain(engineer.scheme))
			yield engineer, _content(inputs.cycle, engineer, scheme, rules, asked, found[engineer.name])


def _documents(cycle, asked: dict[str, dict], engineers: list[str]) -> dict[str, dict]:
	found: dict[str, dict] = {engineer: {} for engineer in engineers}
	for kpi, definition in asked.items():
		rows = documents(definition, getdate(cycle.start_date), getdate(cycle.end_date), engineers)
		for engineer, name, value in rows:
			kept = found[engineer].setdefault(kpi, {"names": [], "values": []})
			kept["names"].append(name)
			kept["values"].append(_plain_value(value))
	return found


def _plain_value(value) -> float | str | None:
	return flt(value) if isinstance(value, int | float | Decimal) else None if value is None else str(value)


def _plain(scheme) -> dict:
	plain = asdict(plain_scheme(scheme))
	return {**plain, "name": scheme.name, "modified": str(scheme.modified)}


def _content(cycle, engineer: Scored, scheme: dict, rules: dict, asked: dict, found: dict) -> dict:
	return {
		"formula_version": FORMULA_VERSION,
		"cycle": {"name": cycle.name, "start": str(cycle.start_date), "end": str(cycle.end_date)},
		"engineer": engineer.name,
		"level": engineer.level,
		"work_type": engineer.work_type,
		"scheme": scheme,
		"rules": rules,
		"queries": asked,
		"presence": asdict(engineer.presence),
		"parts": engineer.parts,
		"documents": found,
		"corrected": {},
	}


def keep(rows: Iterable[dict]) -> None:
	"""Store snapshots: dicts of `appraisal`, `content`, `total`, and of a correction `version`, `reason` and `by`."""
	stamp = now()
	insert_rows(SNAPSHOT, (_row(row, stamp) for row in rows), LARGE_AT_ONCE)


def _row(row: dict, stamp) -> dict:
	packed, checksum = row["packed"]
	version = row.get("version", 1)
	return {
		"name": frappe.generate_hash(length=12),
		"appraisal": row["appraisal"],
		"cycle": row["cycle"],
		"engineer": row["engineer"],
		"company": row["company"],
		"version": version,
		"frozen_at": stamp,
		"formula_version": FORMULA_VERSION,
		"total_score": flt(row["total"]),
		"checksum": checksum,
		"content": packed,
		"reason": row.get("reason"),
		"corrected_by": row.get("by"),
		"snapshot_key": f"{row['appraisal']}:{version}",
	}


def latest(appraisal: str) -> tuple[dict, object] | None:
	"""The newest snapshot of the appraisal: its content and its row; None where there is none."""
	rows = frappe.get_all(
		SNAPSHOT,
		filters={"appraisal": appraisal},
		fields=["name", "version", "content", "checksum", "total_score", "frozen_at"],
		order_by="version desc",
		limit_page_length=1,
	)
	return (_unpacked(rows[0]), rows[0]) if rows else None


def of_cycle(cycle: str) -> dict[str, dict]:
	"""By engineer the newest frozen content of each score of a closed cycle."""
	rows = frappe.get_all(
		SNAPSHOT,
		filters={"cycle": cycle},
		fields=["name", "engineer", "version", "content", "checksum"],
		order_by="version",
		limit_page_length=0,
	)
	newest = {row.engineer: row for row in rows}
	return {engineer: _unpacked(row) for engineer, row in newest.items()}


def _unpacked(row) -> dict:
	try:
		return unpack(row.content or "", row.checksum or "")
	except ValueError:
		frappe.throw(
			_("{0}: what was frozen does not fit its checksum. It was changed past the app.").format(
				row.name
			),
			NotFrozen,
		)


def prove(appraisal) -> dict:
	"""Work the closed score out again from what was frozen, and compare it with what the appraisal says.

	Returns `version`, `frozen_at`, `total`, and `differences`, a list of sentences, empty where all is proven.
	"""
	found = latest(appraisal.name)
	if not found:
		frappe.throw(
			_(
				"{0}: nothing is frozen. That is done when the cycle is closed, and was not before this version."
			).format(appraisal.name),
			NotFrozen,
		)
	content, row = found
	try:
		again = recompute(content)
	except UnknownFormulaVersion as error:
		frappe.throw(
			_(
				"This version of the app does not know formula version {0}. Ask an administrator to bring the app up to date."
			).format(error),
			NotFrozen,
		)
	return {
		"version": cint(row.version),
		"frozen_at": row.frozen_at,
		"total": again["total"],
		"differences": _differences(appraisal, row, again),
	}


def _differences(appraisal, row, again: dict) -> list[str]:
	told = []

	def compare(what: str, stored, proven) -> None:
		if round(flt(stored) - flt(proven), 6):
			told.append(_("{0}: {1} is stored, {2} is proven.").format(what, flt(stored), flt(proven)))

	compare(_("Total Score"), appraisal.total_score, again["total"])
	compare(_("Snapshot Version"), appraisal.snapshot_version, row.version)
	compare(_("KPI Score"), appraisal.kpi_score, again["kpi_score"])
	stored = {each.kpi: each for each in appraisal.scores}
	for proven in again["rows"]:
		kept = stored.get(proven["kpi"])
		if not kept:
			told.append(_("{0} is not stored.").format(_(proven["kpi"])))
			continue
		for field in ("value", "score", "contribution"):
			compare(_(proven["kpi"]), kept.get(field), proven[field])
	return told
