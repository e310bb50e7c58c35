"""What the rewards read of the scores: closed cycles alone, and whose score is under appeal."""

from collections.abc import Iterable

import frappe

from fsm_app.common.listeners import call_listeners

APPRAISAL, CYCLE = "Performance Appraisal", "Performance Cycle"
CLOSED = "Closed"
# Functions of appraisals' names that return those under appeal: the rooms below say so in hooks.py, another app may, too.
UNDER_APPEAL = "fsm_under_appeal"
# Nobody's row of months is looked at further back.
MOST_MONTHS = 24


def cycles_up_to(cycle) -> list:
	"""The cycles of the company up to `cycle`, which comes first."""
	return frappe.get_all(
		CYCLE,
		filters={"company": cycle.company, "end_date": ["<=", cycle.end_date]},
		fields=["name", "start_date", "end_date", "status"],
		order_by="end_date desc",
		limit_page_length=MOST_MONTHS,
	)


def appraisals_of(cycles: Iterable[str], engineers: Iterable[str] | None = None) -> list:
	"""The appraisals of the cycles, the best first; of the engineers, where some are named."""
	filters = {"cycle": ["in", list(cycles)]}
	if engineers is not None:
		filters["engineer"] = ["in", list(engineers)]
	return frappe.get_all(
		APPRAISAL,
		filters=filters,
		fields=["name", "cycle", "engineer", "level", "total_score", "has_data", "rank"],
		order_by="total_score desc, engineer asc",
		limit_page_length=0,
	)


def under_appeal(appraisals: Iterable[str]) -> set[str]:
	"""Those of the appraisals whose score is under appeal."""
	return set().union(*call_listeners(UNDER_APPEAL, APPRAISAL, list(appraisals)))


def label_of(cycle) -> str:
	"""A cycle as people call it: its month."""
	return f"{cycle.start_date:%Y-%m}"


def closed_cycles(company: str | None, since, until) -> list:
	"""The closed cycles that end between the two days, inclusive, the first one first."""
	filters = {"status": CLOSED, "end_date": ["between", [since, until]]}
	if company:
		filters["company"] = company
	return frappe.get_all(
		CYCLE,
		filters=filters,
		fields=["name", "company", "start_date", "end_date"],
		order_by="end_date asc, name asc",
		limit_page_length=0,
	)
