"""Which scheme holds for whom, as plain data (J2)."""

import frappe
from frappe.utils import cint, flt

from fsm_app.engine.score_sheet import KPI_PART, Item, Scheme

SCHEME = "KPI Scheme"
# The parts of an appraisal, and the field of a scheme that weighs each.
PART_WEIGHTS = {
	KPI_PART: "weight_kpi",
	"Objectives": "weight_objectives",
	"Supervisor": "weight_supervisor",
	"Self": "weight_self",
	"Colleagues": "weight_colleagues",
}


def schemes_in_force() -> list:
	"""All schemes that are not disabled, by name."""
	names = frappe.get_all(SCHEME, filters={"disabled": 0}, pluck="name", order_by="name")
	return [frappe.get_cached_doc(SCHEME, name) for name in names]


def scheme_for(level: str, work_type: str, schemes: list):
	"""The scheme of the level and work type; else that of the level, of the work type, of everybody; else None."""
	for asked in ((level, work_type), (level, ""), ("", work_type), ("", "")):
		for scheme in schemes:
			if (scheme.level or "", scheme.work_type or "") == asked:
				return scheme
	return None


def holds_for(scheme, level: str, work_type: str) -> bool:
	"""Whether the scheme could hold for this level and work type."""
	return (not scheme.level or scheme.level == level) and (
		not scheme.work_type or scheme.work_type == work_type
	)


def plain_scheme(scheme) -> Scheme:
	"""The scheme as the sheet takes it."""
	parts = {part: flt(scheme.get(field)) for part, field in PART_WEIGHTS.items()}
	return Scheme(
		[Item(item.kpi, flt(item.weight), cint(item.minimum_sample)) for item in scheme.items],
		{part: weight for part, weight in parts.items() if weight} or {KPI_PART: 100.0},
		scheme.when_no_data or "Spread Weight",
		flt(scheme.neutral_score),
	)
