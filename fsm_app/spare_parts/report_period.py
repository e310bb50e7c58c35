"""What the reports of this room have in common: their period and their columns (F2, F3)."""

from datetime import datetime, time

import frappe
from frappe import _
from frappe.utils import add_days, formatdate

from fsm_app.common.arguments import day
from fsm_app.common.clock import now

PERIOD_DAYS = 90


def period_of(filters) -> tuple[datetime, datetime]:
	"""First and last moment of from_date to to_date; the last 90 days where they are not said."""
	last = day(filters.to_date, _("To")) if filters.get("to_date") else now().date()
	first = day(filters.from_date, _("From")) if filters.get("from_date") else add_days(last, -PERIOD_DAYS)
	if first > last:
		frappe.throw(
			_("To: {0} lies before From ({1}). Choose a later day.").format(
				formatdate(last), formatdate(first)
			)
		)
	return datetime.combine(first, time.min), datetime.combine(last, time.max)


def column(field: str, label: str, fieldtype: str, width: int, **more) -> dict:
	"""A column of a report."""
	return {"fieldname": field, "label": label, "fieldtype": fieldtype, "width": width, **more}
