"""Trying a KPI on the last month before it counts: the engineers' figures and the documents behind each (J1)."""

from datetime import date, timedelta

import frappe
from frappe import _
from frappe.utils import flt, get_first_day, getdate

from fsm_app.common.arguments import WrongArgument
from fsm_app.common.clock import now
from fsm_app.engine.score_sheet import FORMULA, Presence, mark, measure
from fsm_app.performance.kpi_fields import refuse
from fsm_app.performance.kpi_query import definition_of, figures, frame_of, names_of
from fsm_app.performance.kpi_rules import KPI, inputs_of, kpis_with_inputs, rule_of, validate_definition
from fsm_app.performance.presence import presences
from fsm_app.workforce.person_visibility import engineers_seen

MOST_DOCUMENTS = 200


def last_month() -> tuple[date, date]:
	"""The first and the last day of the month before this one."""
	end = getdate(get_first_day(getdate(now()))) - timedelta(days=1)
	return getdate(get_first_day(end)), end


def unsaved_kpi(values: dict):
	"""The KPI as it stands on the form, checked as at saving; refused for whoever may not write KPIs."""
	frappe.has_permission(KPI, "write", throw=True)
	kpi = frappe.get_doc({**_fields_of(values), "doctype": KPI})
	kpi.name = kpi.name or kpi.kpi_name or _("This KPI")
	kpi.kpi_name = kpi.kpi_name or kpi.name
	validate_definition(kpi)
	return kpi


def _fields_of(values: dict) -> dict:
	"""What a form may send of a KPI: its own fields, plain values and rows of plain values."""
	meta = frappe.get_meta(KPI)
	tables = {field.fieldname for field in meta.get_table_fields()}
	known = {"name", *tables, *(field.fieldname for field in meta.fields)}
	found = {field: value for field, value in values.items() if field in known}
	for field, value in found.items():
		rows = value or [] if field in tables else [{field: value}]
		if not isinstance(rows, list) or not all(isinstance(row, dict) and _is_plain(row) for row in rows):
			frappe.throw(
				_("{0}: this is no value of a KPI. Give one as the form has it.").format(field), WrongArgument
			)
	return found


def _is_plain(row: dict) -> bool:
	return all(isinstance(value, str | int | float | None) for value in row.values())


def try_kpi(kpi) -> dict:
	"""Last month's figure, score and presence of each engineer that the user sees: `start`, `end` and `rows`. Writes nothing."""
	start, end = last_month()
	kpis = {**kpis_with_inputs(set(inputs_of(kpi))), kpi.name: kpi}
	rules = {name: rule_of(each) for name, each in kpis.items()}
	found = {name: figures(each, start, end) for name, each in kpis.items() if each.kind != FORMULA}
	engineers = _engineers()
	at_work = presences(engineers, start, end)
	rows = [_row(kpi.name, engineer, rules, found, at_work[engineer.name][0]) for engineer in engineers]
	return {"start": start, "end": end, "unit": kpi.unit, "doctype": kpi.source_doctype, "rows": rows}


def documents_of_trial(kpi, engineer: str) -> dict:
	"""The documents of last month behind one engineer's figure, as the user may see them: `doctype` and `names`."""
	seen = engineers_seen()
	if seen is not None and engineer not in seen:
		refuse(
			_("You may not see the figures of {0}. Ask somebody who manages the engineer.").format(engineer)
		)
	if kpi.kind == FORMULA:
		return {"doctype": None, "names": []}
	names = names_of(frame_of(definition_of(kpi), *last_month(), engineer))
	found = frappe.get_list(
		kpi.source_doctype,
		filters={"name": ["in", names or [""]]},
		pluck="name",
		order_by="name",
		limit_page_length=MOST_DOCUMENTS,
	)
	return {"doctype": kpi.source_doctype, "names": found}


def _engineers() -> list:
	seen = engineers_seen()
	return [
		row
		for row in frappe.get_list(
			"Service Engineer",
			filters={"status": ["!=", "Left"]},
			fields=["name", "engineer_name", "status", "joined_on", "employee"],
			order_by="engineer_name, name",
			limit_page_length=0,
		)
		if seen is None or row.name in seen
	]


def _row(kpi: str, engineer, rules: dict, found: dict, presence: Presence) -> dict:
	of_engineer = {name: by_engineer.get(engineer.name) for name, by_engineer in found.items()}
	measured = measure(kpi, rules, of_engineer, presence)
	score, reason = mark(rules[kpi], measured, presence)
	return {
		"engineer": engineer.name,
		"engineer_name": engineer.engineer_name,
		"at_work": presence.state,
		"value": measured.value,
		"numerator": flt(measured.numerator),
		"documents": measured.denominator,
		"score": score,
		"reason": reason,
	}
