"""A KPI Definition as a query: asked once for all engineers, listed again later, document by document (J1, J3)."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from pypika.analytics import Count as CountOver
from pypika.analytics import RowNumber

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Count, Sum
from frappe.utils import cint, flt, getdate

from fsm_app.engine.aggregates import (
	AVERAGE,
	COUNT,
	DISTINCT,
	MEDIAN,
	PERCENTAGE,
	PERCENTILE,
	SUM,
	Figure,
)
from fsm_app.performance.kpi_fields import (
	DATES,
	Source,
	as_json,
	cast,
	fieldtype_of,
	reference_in,
)
from fsm_app.performance.kpi_waits import waits_that_count, with_waits

COUNTED = "Counted Documents"
FORMULA = "Formula"
OF_ONE_VALUE = (MEDIAN, PERCENTILE)


def _is_set(field, fieldtype: str):
	return field.isnotnull() & (field != "") if fieldtype not in DATES else field.isnotnull()


OPERATORS = {
	"=": lambda field, value: field == value,
	"!=": lambda field, value: field != value,
	">": lambda field, value: field > value,
	">=": lambda field, value: field >= value,
	"<": lambda field, value: field < value,
	"<=": lambda field, value: field <= value,
	"in": lambda field, value: field.isin(value),
	"not in": lambda field, value: field.notin(value),
}


def definition_of(kpi) -> dict:
	"""The KPI's query as plain data, which lists the documents again whatever becomes of the KPI."""
	return {
		"doctype": kpi.source_doctype,
		"engineer_field": kpi.engineer_field,
		"date_field": kpi.date_field,
		"aggregate": kpi.aggregate,
		"value_field": kpi.value_field,
		"multiply_by_field": kpi.multiply_by_field,
		"divide_by": flt(kpi.divide_by) or 1.0,
		"percentile": flt(kpi.percentile),
		"filters": _conditions(kpi, False),
		"counted": _conditions(kpi, True),
		"waits": waits_that_count(kpi),
	}


def figures(kpi, start: date, end: date) -> dict[str, Figure]:
	"""The KPI of every engineer with documents dated in [start, end], from one grouped query."""
	if kpi.kind == FORMULA:
		return {}
	asked = definition_of(kpi)
	rows = query_of(asked, start, end).run(as_dict=True)
	found = {row.engineer: _figure(asked, row) for row in rows}
	return {name: figure for name, figure in found.items() if figure}


def query_of(asked: dict, start: date, end: date):
	"""The one grouped query: a row for each engineer."""
	source = Source(asked["doctype"])
	engineer = source.term(asked["engineer_field"])
	criteria = _criteria(source, [*period_conditions(asked, start, end), *asked["filters"]])
	criteria += [engineer.isnotnull(), engineer != ""]
	query = _ranked if asked["aggregate"] in OF_ONE_VALUE else _grouped
	return query(source, asked, engineer, criteria)


def documents(
	asked: dict, start: date, end: date, engineers: Collection[str] | None = None
) -> list[tuple[str, str, float | str | None]]:
	"""Each row behind the KPI as (engineer, document, value), in a fixed order.

	The value is 1 or 0 of a percentage, as the document counts or not, 1 of a count, and else what is aggregated.
	"""
	source = Source(asked["doctype"])
	engineer = source.term(asked["engineer_field"])
	value = _value_term(source, asked)
	criteria = _criteria(source, [*period_conditions(asked, start, end), *asked["filters"]])
	criteria.append(
		engineer.isin(list(engineers)) if engineers is not None else engineer.isnotnull() & (engineer != "")
	)
	query = _where(source.query(), criteria).select(
		engineer.as_("engineer"), source.table.name, value.as_("value")
	)
	return [tuple(row) for row in query.orderby(engineer, source.table.name, value).run()]


def names_of(frame: dict, counted_only: bool = False) -> list[str]:
	"""The names of the documents behind a figure, from its frame."""
	source = Source(frame["doctype"])
	conditions = frame["filters"] + (frame.get("counted", []) if counted_only else [])
	query = _where(source.query, _criteria(source, conditions))
	return query.select(source.table.name).distinct().orderby(source.table.name).run(pluck=True)


def frame_of(asked: dict, start: date, end: date, engineer: str) -> dict:
	"""The query behind one engineer's figure as data."""
	of_engineer = [*period_conditions(asked, start, end), [asked["engineer_field"], "=", engineer]]
	return {
		**{key: asked[key] for key in ("doctype", "aggregate", "value_field", "counted") if asked[key]},
		"filters": [*([path, op, as_json(value)] for path, op, value in of_engineer), *asked["filters"]],
	}


def period_conditions(asked: dict, start: date, end: date) -> list[list]:
	"""The conditions (path, operator, value) that a document is dated in [start, end]."""
	is_date = fieldtype_of(asked["doctype"], asked["date_field"]) == "Date"
	first, day_after = getdate(start), getdate(end) + timedelta(days=1)
	if not is_date:
		first, day_after = datetime.combine(first, time()), datetime.combine(day_after, time())
	return [[asked["date_field"], ">=", first], [asked["date_field"], "<", day_after]]


def _conditions(kpi, counted: bool) -> list[list]:
	return [
		[row.fieldname, row.operator, _value(kpi, row)]
		for row in kpi.filters
		if (row.applies_to == COUNTED) == counted
	]


def _value(kpi, row):
	if row.operator in ("is set", "is not set"):
		return None
	if path := reference_in(row.value):
		return {"field": path}
	fieldtype = fieldtype_of(kpi.source_doctype, row.fieldname)
	if row.operator in ("in", "not in"):
		return [cast(fieldtype, part.strip()) for part in (row.value or "").split(",")]
	return cast(fieldtype, row.value or "")


def _criteria(source: Source, conditions: list) -> list:
	return [_criterion(source, *condition) for condition in conditions]


def _criterion(source: Source, path: str, operator: str, value):
	field = source.term(path)
	if operator in ("is set", "is not set"):
		is_set = _is_set(field, fieldtype_of(source.doctype, path))
		return is_set if operator == "is set" else is_set.negate()
	if isinstance(value, dict):
		value = source.term(value["field"])
	return OPERATORS[operator](field, value)


def _where(query, criteria: list):
	query = query() if callable(query) else query
	for criterion in criteria:
		query = query.where(criterion)
	return query


def _value_term(source: Source, asked: dict):
	if asked["aggregate"] == PERCENTAGE:
		return _counts(source, asked)
	if asked["aggregate"] == COUNT:
		return Case().when(source.table.name.isnotnull(), 1).else_(0)
	value = source.term(asked["value_field"])
	if asked.get("waits") is not None:
		value = with_waits(source, value, asked["waits"])
	return value * source.term(asked["multiply_by_field"]) if asked["multiply_by_field"] else value


def _counts(source: Source, asked: dict):
	"""1 where the document counts, else 0."""
	counted = source.table.name.isnotnull()
	for criterion in _criteria(source, asked["counted"]):
		counted = counted & criterion
	return Case().when(counted, 1).else_(0)


def _documents(source: Source):
	return Count(source.table.name).distinct() if source.has_rows else Count(source.table.name)


def _grouped(source: Source, asked: dict, engineer, criteria: list):
	value = _value_term(source, asked)
	of_values = asked["aggregate"] in (AVERAGE, SUM)
	counted = Count(value).distinct() if asked["aggregate"] == DISTINCT else Sum(value)
	query = _where(source.query(), criteria)
	return query.select(
		engineer.as_("engineer"),
		_documents(source).as_("documents"),
		Count(value if of_values else source.table.name).as_("of"),
		counted.as_("result"),
	).groupby(engineer)


def _ranked(source: Source, asked: dict, engineer, criteria: list):
	"""The values of each engineer in their order, of which those are taken that stand in the place of the median or percentile."""
	value = _value_term(source, asked)
	ranked = _where(source.query(), [*criteria, value.isnotnull()]).select(
		engineer.as_("engineer"),
		value.as_("value"),
		RowNumber().over(engineer).orderby(value).as_("place"),
		CountOver(source.table.name).over(engineer).as_("of"),
	)
	place, of = ranked.place, ranked["of"]
	if asked["aggregate"] == MEDIAN:
		taken = (place * 2 >= of) & (place * 2 <= of + 2)
	else:
		taken = (place * 100 >= of * asked["percentile"]) & ((place - 1) * 100 < of * asked["percentile"])
	query = frappe.qb.from_(ranked).where(taken).groupby(ranked.engineer)
	return query.select(
		ranked.engineer,
		Sum(ranked.value).as_("result"),
		Count(ranked.value).as_("taken"),
		Sum(of).as_("of_taken"),
	)


def _figure(asked: dict, row) -> Figure | None:
	aggregate, divide_by = asked["aggregate"], asked["divide_by"]
	if aggregate in OF_ONE_VALUE:
		value = flt(row.result) / cint(row.taken) / divide_by
		return Figure(value, value, round(flt(row.of_taken) / cint(row.taken)))
	documents, of, result = cint(row.documents), cint(row["of"]), flt(row.result)
	if aggregate == PERCENTAGE:
		return Figure(100.0 * result / of, result, documents)
	if aggregate == COUNT:
		return Figure(documents / divide_by, documents / divide_by, documents)
	if aggregate == AVERAGE:
		return Figure(result / of / divide_by, result / divide_by, documents) if of else None
	return Figure(result / divide_by, result / divide_by, documents)
