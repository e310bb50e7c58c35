"""How large figures of Field Service Settings may be: what is counted on from now with them stays within the calendar."""

import frappe
from frappe import _
from frappe.utils import cint

DAY, WEEK, YEAR = 24 * 60, 7 * 24 * 60, 365 * 24
# Minutes, minutes and hours.
MOST = {"visit_notice_minutes": DAY, "incident_reminder_minutes": WEEK, "incident_report_hours": YEAR}


class SettingTooLarge(frappe.ValidationError):
	"""A waiting time that would never end."""


def validate_limits(settings, method: str | None = None) -> None:
	"""Field Service Settings' validate: refuse a figure above its limit, by its label."""
	for field, most in MOST.items():
		if cint(settings.get(field)) > most:
			frappe.throw(
				_("{0}: {1} is more than {2}. Enter less.").format(
					frappe.bold(_(settings.meta.get_label(field))), settings.get(field), most
				),
				SettingTooLarge,
			)
