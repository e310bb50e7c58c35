"""Rows of the documents about customers: whoever does not see the document sees none of its rows (D3, E5)."""

from fsm_app.common.company_limits import rows_of
from fsm_app.dispatch.customer_profiles import PROFILE


def row_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on the tables of a Customer Service Profile: that of the profile."""
	return rows_of(PROFILE, doctype, "", user)
