"""What performance asks of the rooms above it while it scores, and what it tells them of a cycle's scores (J3, J4).

The listeners are lists of dotted paths in hooks.py, under the names below, and run in that order.
"""

from collections.abc import Iterable

from fsm_app.common.listeners import call_each_apart, call_listeners

CYCLE = "Performance Cycle"
# Called with the cycle (a document) and the names of its engineers; returns by engineer the scores of the parts beside the
# KPIs, such as {"SE-00001": {"Supervisor": 90.0}}. A part without a value has no data.
PARTS = "fsm_appraisal_parts"
# Called with the cycle after it was closed and all its scores are stored.
CLOSED = "fsm_cycle_closed"
# Called with the appraisal that belongs to the cycle of another company now, and the name of the cycle before.
MOVED = "fsm_appraisal_moved"
# Called with the appraisal that has a new score, its total score before (None where it had none) and the reason.
CORRECTED = "fsm_score_corrected"


def parts_of(cycle, engineers: Iterable[str]) -> dict[str, dict[str, float]]:
	"""By engineer the scores of the parts beside the KPIs, as all listeners together give them."""
	names = list(engineers)
	found: dict[str, dict[str, float]] = {}
	for returned in call_listeners(PARTS, CYCLE, cycle, names):
		for engineer, parts in (returned or {}).items():
			given = {part: score for part, score in parts.items() if score is not None}
			found.setdefault(engineer, {}).update(given)
	return found


def tell_closed(cycle) -> None:
	"""Tell all that `cycle` is closed; one that fails is logged and keeps the others from nothing."""
	call_each_apart(CLOSED, cycle)


def tell_moved(appraisal, before: str) -> None:
	"""Tell all that `appraisal` was moved from the cycle `before` to that of another company; a failure undoes it."""
	call_listeners(MOVED, appraisal.doctype, appraisal, before)


def tell_corrected(appraisal, before: float | None, reason: str) -> None:
	"""Tell all that `appraisal` has a new score in place of `before`; a failure undoes the correction."""
	call_listeners(CORRECTED, appraisal.doctype, appraisal, before, reason)
