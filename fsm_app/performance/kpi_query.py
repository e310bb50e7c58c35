"""A KPI Definition as a query: checked when it is saved, asked once for all engineers, listed again later (J1, J3)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import frappe
from frappe import _
from frappe.query_builder import Case
from frappe.query_builder.functions import Avg, Count, Sum
from frappe.utils import cint, escape_html, flt, getdate

from fsm_app.engine.scoring import score_on_curve

NUMERIC = ("Int", "Float", "Currency", "Percent", "Check", "Duration", "Rating")
DATES = ("Date", "Datetime")
STANDARD_DATES = ("creation", "modified")
COUNTED = "Counted Documents"

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


class KPIDefinitionError(frappe.ValidationError):
	"""A KPI Definition that cannot be asked."""


@dataclass(frozen=True)
class Figure:
	"""What a KPI's query says of one engineer: the value, and the documents counted and looked at."""

	value: float
	numerator: float
	denominator: int


def validate_definition(kpi) -> None:
	"""Refuse a KPI whose fields do not exist or do not fit, or whose curve does not rise in its values."""
	meta = frappe.get_meta(kpi.source_doctype)
	if meta.issingle or meta.istable:
		_refuse(
			_("Document Type: {0} has no list of documents of its own. Choose another document type.").format(
				_(kpi.source_doctype)
			)
		)
	_take_labels(meta, kpi)
	engineer = _field(meta, kpi.engineer_field, _("Engineer Field"))
	if engineer.fieldtype != "Link" or engineer.options != "Service Engineer":
		_refuse(
			_("Engineer Field: {0} does not link to Service Engineer. Choose a field that does.").format(
				_named(engineer)
			)
		)
	if kpi.date_field not in STANDARD_DATES:
		dated = _field(meta, kpi.date_field, _("Date Field"))
		if dated.fieldtype not in DATES:
			_refuse(_("Date Field: {0} holds no date. Choose a field that does.").format(_named(dated)))
	if kpi.aggregate in ("Average", "Sum"):
		if not kpi.value_field:
			_refuse(_("Value Field: choose the field to take the {0} of.").format(_(kpi.aggregate)))
		value = _field(meta, kpi.value_field, _("Value Field"))
		if value.fieldtype not in NUMERIC:
			_refuse(_("Value Field: {0} holds no number. Choose a field that does.").format(_named(value)))
	if not flt(kpi.divide_by):
		_refuse(_("Divide By: must not be 0."))
	for row in kpi.filters:
		_validate_filter(meta, row)
	try:
		score_on_curve(curve_of(kpi), 0)
	except ValueError:
		_refuse(_("Curve: the values must rise from row to row."))
	if any(not 0 <= row.score <= 100 for row in kpi.curve):
		_refuse(_("Curve: each score must lie between 0 and 100."))


def figures(kpi, start: date, end: date) -> dict[str, Figure]:
	"""The KPI of every engineer with documents dated in [start, end], from one grouped query."""
	source = frappe.qb.DocType(kpi.source_doctype)
	meta = frappe.get_meta(kpi.source_doctype)
	engineer = source[kpi.engineer_field]
	counted = _criterion(source, meta, kpi, COUNTED)
	query = frappe.qb.from_(source).select(engineer.as_("engineer"), Count(source.name).as_("documents"))
	if kpi.aggregate == "Percentage":
		one = Case().when(counted, 1).else_(0) if counted is not None else 1
		query = query.select(Sum(one).as_("result"))
	elif kpi.aggregate == "Count":
		query = query.select(Count(source.name).as_("result"))
	else:
		aggregate = Avg if kpi.aggregate == "Average" else Sum
		query = query.select(aggregate(source[kpi.value_field]).as_("result"))
	query = query.where(engineer.isnotnull())
	for field, operator, value in population(kpi, start, end):
		query = query.where(OPERATORS[operator](source[field], value))
	rows = query.groupby(engineer).run(as_dict=True)
	return {row.engineer: _figure(kpi, flt(row.result), cint(row.documents)) for row in rows if row.engineer}


def frame_of(kpi, start: date, end: date, engineer: str) -> dict:
	"""The query behind one engineer's figure as data: it lists the documents again, whatever becomes of the KPI."""
	conditions = [*population(kpi, start, end), (kpi.engineer_field, "=", engineer)]
	return {
		"doctype": kpi.source_doctype,
		"filters": [[field, operator, _as_json(value)] for field, operator, value in conditions],
		"counted": [
			[row.fieldname, row.operator, _as_json(_value(kpi, row))]
			for row in kpi.filters
			if row.applies_to == COUNTED
		],
		"aggregate": kpi.aggregate,
		"value_field": kpi.value_field,
		"divide_by": kpi.divide_by,
		"curve": curve_of(kpi),
	}


def population(kpi, start: date, end: date) -> list[tuple]:
	"""The conditions (field, operator, value) on the documents that the KPI looks at in [start, end]."""
	meta = frappe.get_meta(kpi.source_doctype)
	is_date = kpi.date_field not in STANDARD_DATES and meta.get_field(kpi.date_field).fieldtype == "Date"
	first, day_after = getdate(start), getdate(end) + timedelta(days=1)
	if not is_date:
		first, day_after = datetime.combine(first, time()), datetime.combine(day_after, time())
	conditions = [(kpi.date_field, ">=", first), (kpi.date_field, "<", day_after)]
	return conditions + [
		(row.fieldname, row.operator, _value(kpi, row)) for row in kpi.filters if row.applies_to != COUNTED
	]


def curve_of(kpi) -> list[tuple[float, float]]:
	"""The points (value, score) of the KPI's curve."""
	return [(flt(row.value), flt(row.score)) for row in kpi.curve]


def _criterion(source, meta, kpi, applies_to: str):
	criterion = None
	for row in kpi.filters:
		if row.applies_to == applies_to:
			term = OPERATORS[row.operator](source[row.fieldname], _value(kpi, row))
			criterion = term if criterion is None else criterion & term
	return criterion


def _figure(kpi, result: float, documents: int) -> Figure:
	if kpi.aggregate == "Percentage":
		return Figure(100.0 * result / documents, result, documents)
	value = result / flt(kpi.divide_by)
	return Figure(value, value * documents if kpi.aggregate == "Average" else value, documents)


def _value(kpi, row):
	field = frappe.get_meta(kpi.source_doctype).get_field(row.fieldname)
	fieldtype = field.fieldtype if field else "Data"
	if row.operator in ("in", "not in"):
		return [_cast(fieldtype, part.strip()) for part in (row.value or "").split(",")]
	return _cast(fieldtype, row.value or "")


def _cast(fieldtype: str, value: str):
	if fieldtype in ("Int", "Check"):
		return int(value)
	if fieldtype in NUMERIC:
		return float(value)
	return value


def _validate_filter(meta, row) -> None:
	field = _field(meta, row.fieldname, _("Conditions, row {0}").format(row.idx))
	if field.fieldtype in NUMERIC:
		parts = (row.value or "").split(",") if row.operator in ("in", "not in") else [row.value or ""]
		try:
			[_cast(field.fieldtype, part.strip()) for part in parts]
		except ValueError:
			_refuse(
				_("Conditions, row {0}: {1} is no number, as {2} needs. Enter a number.").format(
					row.idx, frappe.bold(row.value or ""), _named(field)
				)
			)


def _take_labels(meta, kpi) -> None:
	"""People know fields by their labels: what is no field's name is taken for one, in English or the user's language."""
	names: dict[str, list[str]] = {}
	for field in meta.fields:
		if field.label and field.fieldname in meta.get_valid_columns():
			for label in {field.label, _(field.label), _(field.label, context=meta.name)}:
				names.setdefault(label.strip().casefold(), []).append(field.fieldname)
	asked = [(kpi, "engineer_field", _("Engineer Field")), (kpi, "date_field", _("Date Field"))]
	asked.append((kpi, "value_field", _("Value Field")))
	asked += [(row, "fieldname", _("Conditions, row {0}").format(row.idx)) for row in kpi.filters]
	for row, place, title in asked:
		given = (row.get(place) or "").strip()
		if not given or meta.get_field(given) or given in STANDARD_DATES:
			continue
		found = names.get(given.casefold(), [])
		if len(found) > 1:
			_refuse(
				_("{0}: {1} has several fields called {2}. Choose one from the list.").format(
					title, _(meta.name), frappe.bold(escape_html(given))
				)
			)
		if found:
			row.set(place, found[0])


def _field(meta, fieldname: str, label: str):
	field = meta.get_field(fieldname)
	if not field or fieldname not in meta.get_valid_columns():
		_refuse(
			_("{0}: {1} has no field {2}. Choose one from the list.").format(
				label, _(meta.name), frappe.bold(escape_html(fieldname))
			)
		)
	return field


def _named(field) -> str:
	"""As people know it, and as it is called over REST."""
	return frappe.bold(escape_html(f"{_(field.label or field.fieldname)} ({field.fieldname})"))


def _as_json(value):
	if isinstance(value, date | datetime):
		return str(value)
	return value


def _refuse(message: str) -> None:
	frappe.throw(message, KPIDefinitionError)
