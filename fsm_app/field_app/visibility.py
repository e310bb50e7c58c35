"""Rows of a Field Act: whoever does not see the act sees none of its conflicts (D3, N1)."""

from fsm_app.common.company_limits import rows_of
from fsm_app.field_app.receipts import ACT, CONFLICT
from fsm_app.workforce.person_visibility import person_conditions


def row_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on the conflicts: that of their Field Act."""
	return rows_of(ACT, CONFLICT, person_conditions(user, ACT), user)
