"""All that a cycle is scored from, besides the figures: who, by which scheme and KPIs, at work or not, and what beside KPIs (J3)."""

from dataclasses import dataclass
from datetime import date

from babel import localedata
from babel.dates import format_skeleton

import frappe
from frappe.utils import get_first_day, get_last_day, getdate

from fsm_app.common.clock import now
from fsm_app.engine.score_sheet import AWAY, Presence, Rule
from fsm_app.performance import schemes as s
from fsm_app.performance.appraisal_rows import APPRAISAL
from fsm_app.performance.kpi_rules import kpis_with_inputs, rule_of
from fsm_app.performance.listeners import parts_of
from fsm_app.performance.presence import presences
from fsm_app.performance.transfers import settled_elsewhere


@dataclass
class Scored:
	"""An engineer of the cycle, with what they are scored by."""

	name: str
	engineer_name: str
	level: str
	work_type: str
	scheme: object
	presence: Presence
	parts: dict[str, float]


@dataclass
class Inputs:
	"""The cycle's engineers, the KPI Definitions of their schemes (and all that these are made of), and the KPIs' rules."""

	cycle: object
	engineers: list[Scored]
	kpis: dict
	rules: dict[str, Rule]


def inputs_of_cycle(cycle, beside: list[str] | None = None) -> Inputs:
	"""Gather them; `beside`: names of KPIs that are asked, too, though no scheme has them."""
	start, end = getdate(cycle.start_date), getdate(cycle.end_date)
	schemes = s.schemes_in_force()
	rows = _engineers(cycle, end)
	found = presences(rows, start, end)
	engineers = []
	for row in rows:
		presence, work_type = found[row.name]
		if scheme := s.scheme_for(row.level, work_type, schemes):
			engineers.append(Scored(row.name, row.engineer_name, row.level, work_type, scheme, presence, {}))
	parts = parts_of(cycle, [engineer.name for engineer in engineers])
	for engineer in engineers:
		engineer.parts = parts.get(engineer.name, {})
	kpis = kpis_with_inputs({item.kpi for scheme in schemes for item in scheme.items} | set(beside or ()))
	return Inputs(cycle, engineers, kpis, {name: rule_of(kpi) for name, kpi in kpis.items()})


def period_label(cycle, language: str | None = None) -> str:
	"""When it was, such as 'Nov 2026'; the cycle's name where that is no month. In the site's language where none is named."""
	start, end = getdate(cycle.start_date), getdate(cycle.end_date)
	is_month = start == getdate(get_first_day(start)) and end == getdate(get_last_day(start))
	if not is_month:
		return cycle.cycle_name
	language = language or frappe.db.get_single_value("System Settings", "language") or "en"
	language = language.replace("-", "_")
	known = language in localedata.locale_identifiers()
	return format_skeleton("yMMM", start, locale=language if known else "en")


def _engineers(cycle, end: date) -> list:
	"""The engineers of the cycle's company, with the level that they held at the end of the period.

	While the period runs it is whoever belongs to the company, see transfers.py; once it has ended, those who were scored in it
	stay, whatever their company, status or level since: whoever leaves or moves on takes nobody's rank along, and is scored once.
	"""
	is_over = getdate(now()) > end
	scored = {
		row.engineer: row
		for row in frappe.get_all(
			APPRAISAL,
			filters={"cycle": cycle.name},
			fields=["engineer", "level", "at_work"],
			limit_page_length=0,
		)
	}
	rows = frappe.get_all(
		"Service Engineer",
		or_filters=[["company", "=", cycle.company], ["name", "in", list(scored) or [""]]],
		fields=[
			*("name", "engineer_name", "company", "level", "level_since"),
			*("status", "joined_on", "employee"),
		],
		order_by="name",
		limit_page_length=0,
	)
	elsewhere = _scored_elsewhere(cycle) if is_over else settled_elsewhere(cycle, getdate(now()))
	engineers = []
	for row in rows:
		if row.name not in scored and (row.status == "Left" or row.name in elsewhere):
			continue
		if row.name in scored and is_over and row.level_since and getdate(row.level_since) > end:
			row.level = scored[row.name].level or row.level
		row.was_away = is_over and row.name in scored and scored[row.name].at_work == AWAY
		engineers.append(row)
	return engineers


def _scored_elsewhere(cycle) -> set[str]:
	"""The engineers who have an appraisal in another company's cycle of the same days."""
	others = frappe.get_all(
		"Performance Cycle",
		filters={
			"company": ["!=", cycle.company],
			"start_date": ["<=", cycle.end_date],
			"end_date": [">=", cycle.start_date],
		},
		pluck="name",
	)
	return (
		set(
			frappe.get_all(
				APPRAISAL, filters={"cycle": ["in", others]}, pluck="engineer", limit_page_length=0
			)
		)
		if others
		else set()
	)
