"""What the reports on surveys have in common: the period, the filters and who may see them (I3)."""

import frappe
from frappe import _
from frappe.utils import add_days, formatdate

from fsm_app.common.arguments import day
from fsm_app.common.clock import now
from fsm_app.feedback.survey import SURVEY
from fsm_app.feedback.survey_visibility import SEES_ALL

PERIOD_DAYS = 90
NARROWED_BY = ("engineer", "offering", "region", "customer", "company")


def period_and_filters(filters: dict | None) -> tuple:
	"""First and last day, and what narrows the surveys down. Refused for those who do not see all surveys."""
	if frappe.session.user != "Administrator" and not set(frappe.get_roles()) & SEES_ALL:
		raise frappe.PermissionError
	frappe.has_permission(SURVEY, "read", throw=True)
	filters = frappe._dict(filters or {})
	last = day(filters.to_date, _("To")) if filters.to_date else now().date()
	first = day(filters.from_date, _("From")) if filters.from_date else add_days(last, -PERIOD_DAYS)
	if first > last:
		frappe.throw(
			_("To: {0} lies before From ({1}). Choose a later day.").format(
				formatdate(last), formatdate(first)
			)
		)
	narrowed = {
		field: filters[field]
		for field in NARROWED_BY
		if filters.get(field) and isinstance(filters[field], str)
	}
	return first, last, narrowed


def column(field: str, label: str, fieldtype: str = "Int", width: int = 110, **more) -> dict:
	"""A column of a report."""
	return {"fieldname": field, "label": label, "fieldtype": fieldtype, "width": width, **more}
