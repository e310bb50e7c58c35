"""What performance asks of the rooms above it while it scores, and what it tells them of a cycle's scores (J3, J4).

The listeners are lists of dotted paths in hooks.py, under the names below, and run in that order.
"""

from collections.abc import Iterable

import frappe

# Called with the cycle (a document) and the names of its engineers; returns by engineer the scores of the parts beside the
# KPIs, such as {"SE-00001": {"Supervisor": 90.0}}. A part without a value has no data.
PARTS = "fsm_appraisal_parts"
# Called with the cycle after it was closed and all its scores are stored.
CLOSED = "fsm_cycle_closed"
# Called with the appraisal that has a new score, its total score before (None where it had none) and the reason.
CORRECTED = "fsm_score_corrected"


def parts_of(cycle, engineers: Iterable[str]) -> dict[str, dict[str, float]]:
	"""By engineer the scores of the parts beside the KPIs, as all listeners together give them."""
	names = list(engineers)
	found: dict[str, dict[str, float]] = {}
	for path in frappe.get_hooks(PARTS):
		for engineer, parts in (frappe.get_attr(path)(cycle, names) or {}).items():
			given = {part: score for part, score in parts.items() if score is not None}
			found.setdefault(engineer, {}).update(given)
	return found


def tell_closed(cycle) -> None:
	"""Tell all that `cycle` is closed; one that fails is logged and keeps the others from nothing."""
	_tell(CLOSED, "Performance Cycle", cycle.name, cycle)


def tell_corrected(appraisal, before: float | None, reason: str) -> None:
	"""Tell all that `appraisal` has a new score in place of `before`; a failure undoes the correction."""
	for path in frappe.get_hooks(CORRECTED):
		frappe.get_attr(path)(appraisal, before, reason)


def _tell(hook: str, doctype: str, name: str, *arguments) -> None:
	for path in frappe.get_hooks(hook):
		frappe.db.savepoint("fsm_listener")
		try:
			frappe.get_attr(path)(*arguments)
		except Exception:
			frappe.db.rollback(save_point="fsm_listener")
			frappe.log_error(title=f"{path} of {name}", reference_doctype=doctype, reference_name=name)
