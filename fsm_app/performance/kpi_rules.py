"""What a KPI Definition must be, and what it says about marking, as plain data (J1)."""

import frappe
from frappe import _
from frappe.utils import cint, escape_html, flt

from fsm_app.engine.aggregates import COUNTING, DISTINCT, OF_VALUES, PERCENTILE
from fsm_app.engine.kpi_formula import LONGEST, FormulaError, symbols_in
from fsm_app.engine.score_sheet import FORMULA, LOWER_IS_BETTER, Rule
from fsm_app.engine.scoring import runs_down, score_on_curve
from fsm_app.performance import kpi_waits
from fsm_app.performance.kpi_fields import (
	DATES,
	NUMERIC,
	cast,
	check_may_read,
	place_of,
	reference_in,
	refuse,
	take_labels,
)

KPI = "KPI Definition"
THRESHOLD = "Threshold"
VALUELESS = ("is set", "is not set")


def rule_of(kpi) -> Rule:
	"""How the KPI's figure becomes a score."""
	return Rule(
		name=kpi.name,
		kind=kpi.kind or "Documents",
		aggregate=kpi.aggregate,
		unit=kpi.unit or "",
		disabled=bool(kpi.disabled),
		minimum_sample=cint(kpi.minimum_sample),
		divide_by=flt(kpi.divide_by) or 1.0,
		percentile=flt(kpi.percentile),
		per_kpi=kpi.per_kpi or "",
		per_factor=flt(kpi.per_factor) or 1.0,
		prorate=bool(kpi.prorate),
		formula=kpi.formula or "",
		symbols={row.symbol: row.kpi for row in kpi.symbols},
		direction=kpi.direction or "",
		target=flt(kpi.target),
		curve_kind=kpi.curve_kind or "Linear",
		curve=[[flt(row.value), flt(row.score)] for row in kpi.curve],
	)


def kpis_with_inputs(names: list[str] | set[str]) -> dict:
	"""The KPI Definitions of these names and all that their rates and formulas are made of."""
	found: dict = {}
	missing = sorted(names)
	while missing:
		for name in missing:
			found[name] = frappe.get_cached_doc(KPI, name)
		missing = sorted({each for name in missing for each in inputs_of(found[name])} - set(found))
	return found


def inputs_of(kpi) -> list[str]:
	"""The other KPIs that this one is made of."""
	if kpi.kind == FORMULA:
		return [row.kpi for row in kpi.symbols]
	return [kpi.per_kpi] if kpi.per_kpi else []


def validate_definition(kpi) -> None:
	"""Refuse a KPI whose fields do not exist or do not fit, whose curve does not rise, or that is made of itself."""
	_validate_choices(kpi)
	if kpi.kind == FORMULA:
		_validate_formula(kpi)
	else:
		_validate_documents(kpi)
	_validate_inputs(kpi)
	_validate_curve(kpi)


def _validate_choices(kpi) -> None:
	"""Frappe looks at them after this, and a trial not at all."""
	for document in (kpi, *kpi.filters):
		for field in frappe.get_meta(document.doctype).fields:
			value = document.get(field.fieldname) or field.default or ""
			if field.fieldtype == "Select" and value not in (field.options or "").split("\n"):
				refuse(
					_("{0}: {1} is none of the choices. Choose one from the list.").format(
						_(field.label, context=document.doctype), frappe.bold(escape_html(str(value)))
					)
				)


def _validate_documents(kpi) -> None:
	if not kpi.source_doctype:
		refuse(_("Document Type: choose where the documents are."))
	meta = frappe.get_meta(kpi.source_doctype)
	if meta.issingle or meta.istable:
		refuse(
			_("Document Type: {0} has no list of documents of its own. Choose another document type.").format(
				_(kpi.source_doctype)
			)
		)
	_clean(kpi)
	anew = _is_asked_anew(kpi)
	if anew:
		check_may_read(kpi.source_doctype, _("Document Type"))
	asked = [(kpi, "engineer_field", _("Engineer Field")), (kpi, "date_field", _("Date Field"))]
	asked += [
		(kpi, "value_field", _("Value Field")),
		(kpi, "multiply_by_field", _("Times", context="KPI Definition")),
	]
	asked += [(row, "fieldname", _("Conditions, row {0}").format(row.idx)) for row in kpi.filters]
	take_labels(kpi, asked)
	engineer = place_of(kpi.source_doctype, kpi.engineer_field or "", _("Engineer Field"), anew)
	if engineer.fieldtype != "Link" or engineer.field.options != "Service Engineer":
		refuse(
			_("Engineer Field: {0} does not link to Service Engineer. Choose a field that does.").format(
				engineer.named
			)
		)
	dated = place_of(kpi.source_doctype, kpi.date_field or "", _("Date Field"), anew)
	if dated.fieldtype not in DATES:
		refuse(_("Date Field: {0} holds no date. Choose a field that does.").format(dated.named))
	if kpi.aggregate in OF_VALUES:
		_validate_value(kpi, anew)
	if not flt(kpi.divide_by):
		refuse(_("Divide By: must not be 0."))
	if kpi.aggregate == PERCENTILE and not 0 < flt(kpi.percentile) <= 100:
		refuse(_("Percentile: must be above 0 and at most 100."))
	for row in kpi.filters:
		_validate_filter(kpi, row, anew)


def _is_asked_anew(kpi) -> bool:
	"""Whether the KPI asks for something else than what is stored: who only turns a curve need not read all that it counts."""
	if not kpi.name or not frappe.db.exists(KPI, kpi.name):
		return True
	return _asked(frappe.get_doc(KPI, kpi.name)) != _asked(kpi)


def _asked(kpi) -> list:
	fields = ("kind", "source_doctype", "engineer_field", "date_field", "value_field", "multiply_by_field")
	rows = [[row.applies_to, row.fieldname, row.operator, row.value or ""] for row in kpi.filters]
	return [*(kpi.get(field) or "" for field in fields), *rows]


def _clean(kpi) -> None:
	"""What the form does not show for this kind of figure has no say in it."""
	if kpi.aggregate not in OF_VALUES:
		kpi.value_field = None
	if kpi.aggregate not in ("Average", "Sum"):
		kpi.multiply_by_field = None
	if kpi.aggregate not in COUNTING:
		kpi.per_kpi = None
	if kpi.aggregate not in COUNTING or kpi.per_kpi:
		kpi.prorate = 0
	kpi.formula = None
	kpi.set("symbols", [])
	kpi_waits.clean(kpi)


def _validate_value(kpi, anew: bool) -> None:
	if not kpi.value_field:
		refuse(_("Value Field: choose the field to take the {0} of.").format(_(kpi.aggregate)))
	for path, title in (
		(kpi.value_field, _("Value Field")),
		(kpi.multiply_by_field, _("Times", context="KPI Definition")),
	):
		if path:
			value = place_of(kpi.source_doctype, path, title, anew)
			if value.fieldtype not in NUMERIC and kpi.aggregate != DISTINCT:
				refuse(_("{0}: {1} holds no number. Choose a field that does.").format(title, value.named))


def _validate_filter(kpi, row, anew: bool) -> None:
	title = _("Conditions, row {0}").format(row.idx)
	place = place_of(kpi.source_doctype, row.fieldname, title, anew)
	if row.operator in VALUELESS:
		row.value = None
		return
	if path := reference_in(row.value):
		if row.operator in ("in", "not in"):
			refuse(
				_("{0}: a field cannot be compared with {1}. Choose another operator.").format(
					title, row.operator
				)
			)
		place_of(kpi.source_doctype, path, title, anew)
		return
	parts = (row.value or "").split(",") if row.operator in ("in", "not in") else [row.value or ""]
	try:
		[cast(place.fieldtype, part.strip()) for part in parts]
	except ValueError:
		refuse(
			_("Conditions, row {0}: {1} is no number, as {2} needs. Enter a number.").format(
				row.idx, frappe.bold(escape_html(row.value or "")), place.named
			)
		)


def _validate_formula(kpi) -> None:
	for field in (
		"source_doctype",
		"engineer_field",
		"date_field",
		"value_field",
		"multiply_by_field",
		"per_kpi",
	):
		kpi.set(field, None)
	kpi.prorate = 0
	kpi_waits.clean(kpi)
	kpi.set("filters", [])
	known = [row.symbol.strip() for row in kpi.symbols]
	if len(set(known)) < len(known):
		refuse(_("Symbols: each symbol must stand for one KPI."))
	for row in kpi.symbols:
		row.symbol = row.symbol.strip()
		if not row.symbol.isidentifier() or not row.symbol.isascii():
			refuse(
				_("Symbols, row {0}: {1} is no symbol. Use letters, digits and _.").format(
					row.idx, frappe.bold(escape_html(row.symbol))
				)
			)
	try:
		named = symbols_in(kpi.formula or "")
	except FormulaError as error:
		refuse(
			_(
				"Formula: it takes symbols, numbers, + - * / and brackets, in at most {0} characters, and nothing else. {1}"
			).format(LONGEST, escape_html(error.token))
		)
	if unknown := sorted(named - set(known)):
		refuse(
			_("Formula: {0} is no symbol of the table below. Add it there, or use another one.").format(
				frappe.bold(escape_html(", ".join(unknown)))
			)
		)
	if not named:
		refuse(_("Formula: it names no other KPI. Use a symbol of the table below."))


def _validate_inputs(kpi) -> None:
	"""A KPI that is made of itself, in however many steps, has no value."""
	asked, seen = inputs_of(kpi), set()
	while asked:
		name = asked.pop()
		if name == kpi.name or name == kpi.kpi_name:
			refuse(
				_("{0} cannot be made of itself. Choose other KPIs.").format(
					frappe.bold(escape_html(kpi.kpi_name or kpi.name))
				)
			)
		if name not in seen and frappe.db.exists(KPI, name):
			seen.add(name)
			asked += inputs_of(frappe.get_cached_doc(KPI, name))


def _validate_curve(kpi) -> None:
	points = [(flt(row.value), flt(row.score)) for row in kpi.curve]
	if kpi.curve_kind == THRESHOLD:
		if not kpi.direction:
			refuse(_("Direction: choose which way is better, as a threshold needs one."))
		kpi.set("curve", [])
		return
	if not points:
		refuse(_("Curve: enter at least one value with its score."))
	try:
		score_on_curve(points, 0)
	except ValueError:
		refuse(_("Curve: the values must rise from row to row."))
	if any(not 0 <= score <= 100 for _value, score in points):
		refuse(_("Curve: each score must lie between 0 and 100."))
	lower = runs_down(points)
	if not kpi.direction and lower is not None:
		kpi.direction = LOWER_IS_BETTER if lower else "Higher is Better"
	if kpi.direction and lower is not None and lower != (kpi.direction == LOWER_IS_BETTER):
		refuse(
			_("Direction: it says {0}, but the curve runs the other way. Change one of them.").format(
				_(kpi.direction)
			)
		)
