"""Rows of day plans: whoever does not see the plan sees none of its rows (D3)."""

from fsm_app.common.company_limits import rows_of
from fsm_app.day_plans.plans import PLAN


def row_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on the visits of a Day Plan: that of the plan."""
	return rows_of(PLAN, doctype, "", user)
