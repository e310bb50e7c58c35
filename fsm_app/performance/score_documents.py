"""The documents behind a figure of an appraisal, as the user may see them (J3)."""

import frappe
from frappe import _

from fsm_app.performance.kpi_query import names_of
from fsm_app.performance.snapshots import latest


def documents_behind(appraisal, kpi: str, counted_only: bool = False) -> list[str]:
	"""The names of the documents from which the appraisal's figure for `kpi` was made, as the user may see them."""
	return [name for group in document_groups(appraisal, kpi, counted_only) for name in group["names"]]


def document_groups(appraisal, kpi: str, counted_only: bool = False) -> list[dict]:
	"""The same by where they are from: dicts of `kpi`, `doctype` and `names`.

	Of a rate they are those of the KPI that it is a rate of, and its own where only the counted ones are asked; of a formula
	those of all KPIs that it takes. Of a closed score they are what was frozen, as far as it still exists.
	"""
	row = next((row for row in appraisal.scores if row.kpi == kpi), None)
	if row is None:
		frappe.throw(
			_("{0} has no score for {1}. Choose another KPI.").format(appraisal.name, frappe.bold(kpi))
		)
	found = latest(appraisal.name) if appraisal.snapshot_version else None
	frozen = found[0]["documents"] if found else None
	groups: dict[tuple[str, str], dict] = {}
	for name, frame in _frames(kpi, frappe.parse_json(row.frame or "{}"), counted_only):
		only_counted = counted_only and not frame.get("per")
		names = _seen(frame["doctype"], _names(name, frame, only_counted, frozen))
		groups[name, frame["doctype"]] = {"kpi": name, "doctype": frame["doctype"], "names": names}
	return list(groups.values())


def _frames(kpi: str, frame: dict, counted_only: bool) -> list[tuple[str, dict]]:
	inner = frame.get("inputs") or (None if counted_only else frame.get("per"))
	if not inner:
		return [(kpi, frame)] if frame.get("doctype") else []
	return [pair for name, each in inner.items() for pair in _frames(name, each, counted_only)]


def _names(kpi: str, frame: dict, counted_only: bool, frozen: dict | None) -> list[str]:
	if frozen is None:
		return names_of(frame, counted_only)
	rows = frozen.get(kpi, {"names": [], "values": []})
	pairs = zip(rows["names"], rows["values"], strict=True)
	of_share = frame["aggregate"] == "Percentage"
	return sorted({name for name, value in pairs if value or not (counted_only and of_share)})


def _seen(doctype: str, names: list[str]) -> list[str]:
	if not names:
		return []
	return frappe.get_list(
		doctype, filters={"name": ["in", names]}, pluck="name", order_by="name", limit_page_length=0
	)
